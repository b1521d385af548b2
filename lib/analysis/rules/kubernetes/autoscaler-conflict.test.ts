import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { autoscalerConflict } from './autoscaler-conflict';

const found = saying(autoscalerConflict);
const autoscaler = (name: string, target = 'web') =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    name,
    `spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}}`,
  );
const scaled = (annotations: string) =>
  `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: shop, annotations: ${annotations}}\nspec: {scaleTargetRef: {name: web}, triggers: [{type: cron, metadata: {}}]}\n---\n`;

test('GIVEN two autoscalers of one workload THEN neither scales', () => {
  expect(found(autoscaler('a') + autoscaler('b'))).toEqual([
    'a.yaml:9 error K8S_AUTOSCALER_CONFLICT: HorizontalPodAutoscaler shop/a scales the same workload: neither of them does (AmbiguousSelector)',
    '  fix: write all metrics into one autoscaler',
    '  a.yaml:4: the other one',
  ]);
  expect(found(autoscaler('a') + scaled('{}'))).toHaveLength(3);
});

test.each([
  ['two workloads', autoscaler('a') + autoscaler('b', 'api')],
  ['one that KEDA takes over', autoscaler('a') + scaled("{scaledobject.keda.sh/transfer-hpa-ownership: 'true'}")],
  ['alternatives of one', { 'a.yaml': autoscaler('a'), 'x/a.yaml': autoscaler('a') }],
  [
    'what KEDA has made, as a cluster prints it',
    autoscaler('keda-hpa-s').replace('name: keda-hpa-s,', 'name: keda-hpa-s, uid: 0e0f,') + scaled('{}'),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
