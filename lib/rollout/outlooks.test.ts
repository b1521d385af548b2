import { describe, expect, test } from '@jest/globals';
import { canaryObjects } from '../flagger-objects/canary-objects';
import { canaryOf, surroundingsOf } from '../flagger-objects/in-world';
import { AT_REST } from '../flagger-objects/route-state';
import { worldOf } from '../world/fixtures';
import { CANARY } from '../world/kinds';
import { Outlooks } from './outlooks';
import { rehearse } from './rehearse';

interface Said {
  readonly analysis?: string;
  readonly spec?: string;
  readonly deployment?: string;
  readonly probe?: string;
}

const canary = (name: string, { analysis = 'stepWeight: 50', spec = '', deployment = '', probe = '' }: Said = {}) => `
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: ${name}, namespace: test}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  service: {port: 9898, hosts: [${name}.example.com]}
  analysis: {interval: 30s, threshold: 2, ${analysis}}
  ${spec}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: test}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: app, image: "example.com/app:1"${probe}}]}
  ${deployment}
`;

/** Pairs of which the second differs from the first in one thing, and a third that differs from both in names alone. */
const VARIANTS: readonly Said[] = [
  {},
  { analysis: 'stepWeight: 0' },
  { analysis: 'stepWeights: [10, 10]' },
  { analysis: 'iterations: 3' },
  { analysis: 'iterations: 3, metrics: [{name: request-success-rate, interval: 1m, thresholdRange: {min: 99}}]' },
  { analysis: 'stepWeight: 50, sessionAffinity: {cookieName: a}' },
  { analysis: 'stepWeight: 50, mirror: true' },
  { analysis: 'stepWeight: 50, metrics: [{name: x, interval: 1m, templateRef: {name: x}}]' },
  { analysis: 'stepWeight: 50, webhooks: [{name: gate, type: confirm-promotion, url: "http://gate/"}]' },
  { spec: 'skipAnalysis: true' },
  { spec: 'suspend: true' },
  { spec: 'provider: kubernetes' },
  {
    spec: 'progressDeadlineSeconds: 5',
    probe: ', readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 100}',
  },
  { probe: ', readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 100}' },
  { deployment: 'replicas: 7' },
];

describe('the outlook of a release', () => {
  test.each([false, true])(
    'GIVEN releases of which some go alike, complete %s THEN each is as rehearsed',
    (complete) => {
      const all = VARIANTS.flatMap((said, index) => [`a-${index}`, `b-${index}`].map((name) => canary(name, said)));
      const world = worldOf(all.join(''), { complete });
      const outlooks = new Outlooks(world);
      for (const entity of world.all(CANARY)) {
        const atRest = () => canaryObjects(canaryOf(entity, world), surroundingsOf(world, 'test'), AT_REST);
        const { ends, deadEnds, remarks, ticks } = rehearse(world, entity);
        const failsChecks = ticks.some(({ failedChecks }) => failedChecks > 0);
        expect([entity.id.name, outlooks.of(entity, atRest)]).toEqual([
          entity.id.name,
          { ends, deadEnds, remarks, failsChecks },
        ]);
      }
    },
  );

  test('GIVEN an autoscaler in another namespace THEN it does nothing to the release', () => {
    const scaler = (namespace: string) => `
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: app, namespace: ${namespace}}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app-primary}, minReplicas: 20, maxReplicas: 30}
`;
    const slow = {
      deployment: 'replicas: 1',
      probe: ', readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 100}',
    };
    const durationWith = (more: string) => {
      const world = worldOf(canary('app', slow) + more);
      return world.all(CANARY).map((entity) => rehearse(world, entity).duration);
    };
    const alone = durationWith('');
    expect(durationWith(scaler('other'))).toEqual(alone);
    expect(durationWith(scaler('test'))).not.toEqual(alone);
  });
});
