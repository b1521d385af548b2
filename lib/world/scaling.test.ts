import { describe, expect, test } from '@jest/globals';
import { worldOf } from './fixtures';
import { type Scaler, scaledReplicas } from './scaling';

const autoscaler = (maxReplicas: number, minReplicas?: number): Scaler => ({
  kind: 'HorizontalPodAutoscaler',
  spec: { maxReplicas, ...(minReplicas === undefined ? {} : { minReplicas }) },
  annotations: {},
});
const scaledObject = (spec: Record<string, number> = {}, annotations: Record<string, string> = {}): Scaler => ({
  kind: 'ScaledObject',
  spec,
  annotations,
});
const PAUSED = 'autoscaling.keda.sh/paused';

describe('what autoscalers make of a number of pods', () => {
  test.each<[string, number, readonly Scaler[], readonly [number, number, number] | undefined]>([
    ['nobody', 2, [], undefined],
    ['more than there are', 1, [autoscaler(5, 3)], [3, 3, 5]],
    ['fewer than there are', 9, [autoscaler(5, 3)], [5, 3, 5]],
    ['as many', 4, [autoscaler(5, 3)], [4, 3, 5]],
    ['no least', 1, [autoscaler(5)], [1, 1, 5]],
    ['none at all are left alone', 0, [autoscaler(5, 3)], [0, 0, 0]],
    ['a least of none', 1, [autoscaler(5, 0)], [1, 0, 5]],
    ['a least of none starts them', 0, [autoscaler(5, 0)], [1, 0, 5]],
    ['two that agree', 1, [autoscaler(5, 2), autoscaler(9, 3)], [3, 3, 5]],
    ['two that do not', 1, [autoscaler(2, 1), autoscaler(8, 4)], [2, 2, 4]],
    ['KEDA', 1, [scaledObject()], [1, 0, 100]],
    ['KEDA with a least', 1, [scaledObject({ minReplicaCount: 2, maxReplicaCount: 4 })], [2, 2, 4]],
    ['KEDA with a least, of none', 0, [scaledObject({ minReplicaCount: 2 })], [2, 2, 100]],
    ['KEDA that idles', 1, [scaledObject({ minReplicaCount: 2, idleReplicaCount: 0 })], [2, 0, 100]],
    ['KEDA and its own autoscaler', 1, [scaledObject({ maxReplicaCount: 4 }), autoscaler(4, 1)], [1, 0, 4]],
    ['KEDA that is paused', 3, [scaledObject({ minReplicaCount: 5 }, { [PAUSED]: 'true' })], undefined],
    ['KEDA that is paused at a number', 3, [scaledObject({}, { [`${PAUSED}-replicas`]: '7' })], [7, 7, 7]],
    ['KEDA that is paused at none', 3, [scaledObject({}, { [`${PAUSED}-replicas`]: '0' })], [0, 0, 0]],
  ])('GIVEN %s THEN it is so many, at least and at most', (_name, written, scalers, expected) => {
    const found = scaledReplicas(written, scalers);
    expect(found && [found.replicas, found.least, found.most]).toEqual(expected);
  });
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: c}]}}}
`;
const scaling = (kind: string, name: string, namespace = 'shop') => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: ${namespace}}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: ${name}}, minReplicas: 3, maxReplicas: 5}
`;

describe('workloads', () => {
  const podsOf = (yaml: string) => worldOf(yaml).workloads.map(({ replicas, scaling: by }) => [replicas, by?.most]);

  test('GIVEN an autoscaler THEN its workload has as many pods as it makes', () => {
    expect(podsOf(DEPLOYMENT + scaling('Deployment', 'web'))).toEqual([[3, 5]]);
    const world = worldOf(DEPLOYMENT + scaling('Deployment', 'web'));
    const [workload] = world.workloads;
    expect(world.selected('shop', { app: 'web' })).toEqual([workload]);
    expect(workload && world.workloadOf(workload.entity)).toBe(workload);
  });

  test.each([scaling('Deployment', 'other'), scaling('StatefulSet', 'web'), scaling('Deployment', 'web', 'elsewhere')])(
    'GIVEN one of something else THEN nothing is other',
    (other) => {
      expect(podsOf(DEPLOYMENT + other)).toEqual([[1, undefined]]);
    },
  );

  test('GIVEN an autoscaler on top of a world THEN it counts there', () => {
    const base = worldOf(DEPLOYMENT);
    const above = worldOf(scaling('Deployment', 'web')).entities.map(({ manifest }) => ({
      manifest,
      sound: true,
      scope: 'Namespaced' as const,
    }));
    expect(base.with(above).workloads.map(({ replicas }) => replicas)).toEqual([3]);
    expect(base.workloads.map(({ replicas }) => replicas)).toEqual([1]);
  });

  test('GIVEN a number of a pod that autoscalers may make THEN a selector may mean it', () => {
    const set = DEPLOYMENT.replace('Deployment', 'StatefulSet').replace('spec: {', 'spec: {serviceName: web, ');
    const world = worldOf(set + scaling('StatefulSet', 'web'));
    const named = (index: number) => world.selected('shop', { 'statefulset.kubernetes.io/pod-name': `web-${index}` });
    expect([named(4).length, named(5).length]).toEqual([1, 0]);
  });
});
