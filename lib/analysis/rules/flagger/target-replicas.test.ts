import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { targetReplicas } from './target-replicas';

const found = saying(targetReplicas);
const release = (spec: string, ...others: string[]) =>
  yaml(deploymentExample({ spec: [spec] }), canaryExample(), ...others);
const argo = (more: string) =>
  objectExample(
    'argoproj.io/v1alpha1',
    'Application',
    'a',
    `spec: {project: default, source: {repoURL: r, path: .}, destination: {namespace: shop}, ${more}}`,
  );

test('GIVEN replicas in the manifest THEN each apply starts pods', () => {
  expect(found(release('replicas: 2'))).toEqual([
    'a.yaml:5 warning FLAGGER_TARGET_REPLICAS: each apply starts 2 pods of the target again, which Canary shop/reviews keeps at zero between releases',
    '  fix: leave replicas out, and name an autoscaler in autoscalerRef of the Canary',
    '  a.yaml:16: is released by it',
  ]);
});

test.each([
  ['none', release('paused: false')],
  ['zero', release('replicas: 0')],
  [
    'Argo CD that leaves them',
    release(
      'replicas: 2',
      argo(
        'syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}, ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]',
      ),
    ),
  ],
  [
    'Argo CD that heals them, of which another rule tells',
    release('replicas: 2', argo('syncPolicy: {automated: {selfHeal: true}}')),
  ],
  [
    'an autoscaler, of which another rule tells',
    release(
      'replicas: 2',
      objectExample(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'h',
        'spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}}',
      ),
    ),
  ],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
