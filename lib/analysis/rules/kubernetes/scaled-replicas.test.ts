import { expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { scaledReplicas } from './scaled-replicas';

const found = saying(scaledReplicas);
const HPA = object(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'h',
  'spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
);
const application = (spec: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: argocd}\nspec: {project: default, source: {repoURL: r, path: .}, destination: {}, ${spec}}\n---\n`;

test('GIVEN replicas in the manifest THEN each apply sets them back', () => {
  expect(found(deploymentYaml('web', { replicas: 3 }) + HPA)).toEqual([
    'a.yaml:5 warning K8S_SCALED_REPLICAS: HorizontalPodAutoscaler shop/h scales it: each apply sets the number back to 3',
    '  fix: leave replicas out',
    '  a.yaml:12: scales it',
  ]);
  expect(found(deploymentYaml('web', { replicas: 0 }) + HPA)[0]).toBe(
    'a.yaml:5 warning K8S_SCALED_REPLICAS: with replicas 0 in the manifest, HorizontalPodAutoscaler shop/h does nothing after each apply (ScalingDisabled)',
  );
});

test('GIVEN a ScaledObject THEN it is the same', () => {
  const scaled = object(
    'keda.sh/v1alpha1',
    'ScaledObject',
    's',
    'spec: {scaleTargetRef: {name: web}, triggers: [{type: cron, metadata: {}}]}',
  );
  expect(found(deploymentYaml('web', { replicas: 3 }) + scaled)).toHaveLength(3);
});

test('GIVEN an Application that only hides the difference THEN it is reported', () => {
  const hides = application('ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]');
  expect(found(hides + deploymentYaml('web', { replicas: 3 }) + HPA)).toHaveLength(3);
});

test.each([
  ['no replicas', deploymentYaml('web') + HPA],
  ['another target', deploymentYaml('web') + deploymentYaml('api', { replicas: 3 }) + HPA],
  ['a dump of a cluster', deploymentYaml('web', { replicas: 3 }).replace('name: web,', 'name: web, uid: 0e0f,') + HPA],
  [
    'an Application that leaves them alone',
    application(
      'syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}, ignoreDifferences: [{group: apps, kind: Deployment, jqPathExpressions: [.spec.replicas]}]',
    ) +
      deploymentYaml('web', { replicas: 3 }) +
      HPA,
  ],
  [
    'an Application that sets them back at once, of which another rule speaks',
    application('syncPolicy: {automated: {selfHeal: true}}') + deploymentYaml('web', { replicas: 3 }) + HPA,
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
