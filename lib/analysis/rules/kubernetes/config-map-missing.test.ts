import { describe, expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { configMapMissing } from './config-map-missing';

const found = saying(configMapMissing);
const map = (name: string) => object('v1', 'ConfigMap', name, 'data: {k: v}');
const uses = (name: string, more = '') =>
  podYaml('web', { container: `, envFrom: [{configMapRef: {name: ${name}${more}}}]` });

describe('what pods are configured with', () => {
  test('GIVEN a name that is alike THEN it is proposed, and all that refer are named once', () => {
    const mounts = podYaml('zebra', { more: ', volumes: [{name: v, configMap: {name: setings}}]' });
    expect(found(map('settings') + uses('setings') + mounts)).toEqual([
      'a.yaml:9 error K8S_CONFIG_MAP_MISSING: ConfigMap shop/setings does not exist: containers do not start (CreateContainerConfigError)',
      '  fix: did you mean settings?',
      '  a.yaml:14: names it, too',
      '  a.yaml:3: is ConfigMap shop/settings',
    ]);
  });

  test('GIVEN one of that name in another namespace THEN it is said where', () => {
    const elsewhere = map('settings').replace('namespace: shop', 'namespace: other');
    expect(found(elsewhere + podYaml('web', { more: ', volumes: [{name: v, configMap: {name: settings}}]' }))).toEqual([
      'a.yaml:9 warning K8S_CONFIG_MAP_MISSING: ConfigMap shop/settings is not in the files given: unless it exists, pods stay in ContainerCreating (FailedMount)',
      '  fix: ConfigMap other/settings is in another namespace: shop needs its own',
      '  a.yaml:3: is ConfigMap other/settings',
    ]);
  });

  test.each([
    ['it exists', map('settings') + uses('settings'), {}],
    ['it may be missing', uses('settings', ', optional: true'), {}],
    ['it is said to exist', uses('settings'), { external: { ConfigMap: ['shop/*'] } }],
    ['every namespace has it', uses('kube-root-ca.crt'), {}],
    ['an alternative in another file has it', { 'a.yaml': uses('settings'), 'x/b.yaml': map('settings') }, {}],
    [
      'Kustomize generates it',
      {
        'kustomization.yaml': 'configMapGenerator: [{name: settings}]\n',
        'a.yaml': uses('settings'),
      },
      {},
    ],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml, settings) => {
    expect(found(yaml, settings)).toEqual([]);
  });
});

describe('what is not known', () => {
  test('GIVEN a namespace into which a chart is installed THEN it is a note, unless it looks like a slip', () => {
    const chart = object(
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      'chart',
      'spec: {interval: 1m, chart: {spec: {chart: c, sourceRef: {kind: HelmRepository, name: r}}}}',
    );
    expect(found(chart + uses('settings'))).toEqual([
      'a.yaml:9 note K8S_CONFIG_MAP_MISSING: ConfigMap shop/settings is not in the files given: unless it exists, containers do not start (CreateContainerConfigError)',
      '  fix: add the ConfigMap, or say under external in meshwright.yaml that it exists',
    ]);
    expect(found(chart + map('settings') + uses('setings'))[0]).toMatch(/^a.yaml:14 warning /);
  });

  test('GIVEN raw material of Kustomize THEN it is a note', () => {
    const files = { 'k/kustomization.yaml': 'namePrefix: a-\n', 'k/a.yaml': uses('settings') };
    expect(found(files)[1]).toMatch(/; check what `kustomize build` prints: this is raw material$/);
    expect(found(files)[0]).toMatch(/^k\/a.yaml:4 note /);
  });

  test('GIVEN a dump of a cluster THEN nothing is reported, as it was there', () => {
    expect(found(uses('settings').replace('name: web', 'name: web, uid: 0e0f'))).toEqual([]);
  });
});
