import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { waitsForCanary } from './waits-for-canary';

const found = telling(waitsForCanary);
const inWave = (text: string, wave: number) =>
  text.replace('namespace: shop}', `namespace: shop, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}`);
const config = objectExample('v1', 'ConfigMap', 'after', 'data: {a: b}');
const application = objectExample(
  'argoproj.io/v1alpha1',
  'Application',
  'shop',
  'spec: {project: default, source: {repoURL: https://git.example.com/a.git, path: shop}, destination: {server: https://kubernetes.default.svc}}',
);

test('GIVEN objects of a later wave THEN they wait for the release', () => {
  expect(found(yaml(deploymentExample(), canaryExample(), inWave(config, 2)))).toEqual([
    'warning Canary/reviews metadata: Argo CD applies ConfigMap shop/after in wave 2, when the Canary of wave 0 is healthy: that is not before a release has ended',
  ]);
});

test('GIVEN an Application THEN what it deploys counts', () => {
  const files = (config: string) => ({
    'apps/a.yaml': application,
    'shop/canary.yaml': yaml(deploymentExample(), canaryExample()),
    [config]: inWave(objectExample('v1', 'ConfigMap', 'after', 'data: {a: b}'), 1),
  });
  expect(found(files('shop/config.yaml'))).toHaveLength(1);
  expect(found(files('other/config.yaml'))).toEqual([]);
});

test.each([
  ['the same wave', inWave(canaryExample(), 2), inWave(config, 2)],
  ['an earlier wave', canaryExample(), inWave(config, -1)],
  ['no waves', canaryExample(), config],
  ['another namespace', canaryExample(), inWave(config, 1).replace('namespace: shop', 'namespace: web')],
])('GIVEN %s THEN nothing is reported', (_name, canary, other) => {
  expect(found(yaml(deploymentExample(), canary, other))).toEqual([]);
});
