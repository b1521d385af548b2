import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { keyMissing } from './key-missing';

const found = saying(keyMissing);
const map = (data: string) => object('v1', 'ConfigMap', 'settings', `data: ${data}`);
const uses = (key: string, more = '') =>
  podYaml('web', {
    container: `, env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: ${key}${more}}}}]`,
  });

test('GIVEN a key that is alike THEN it is proposed; otherwise those that are there are named', () => {
  expect(found(map('{LOG_LEVEL: x}') + uses('LOGLEVEL'))).toEqual([
    'a.yaml:9 error K8S_KEY_MISSING: ConfigMap shop/settings has no key LOGLEVEL: containers do not start (CreateContainerConfigError)',
    '  fix: did you mean LOG_LEVEL?',
    '  a.yaml:4: its keys',
  ]);
  const mounts = podYaml('web', {
    more: ', volumes: [{name: v, configMap: {name: settings, items: [{key: zzz, path: z}]}}]',
  });
  expect(found(map('{b: x, a: x}') + mounts).slice(0, 2)).toEqual([
    'a.yaml:9 error K8S_KEY_MISSING: ConfigMap shop/settings has no key zzz: pods stay in ContainerCreating',
    '  fix: it has a, b',
  ]);
});

test.each([
  ['the key', map('{A: x}') + uses('A')],
  ['the key in binary data', object('v1', 'ConfigMap', 'settings', 'binaryData: {A: eA==}') + uses('A')],
  ['the key in an alternative', { 'a.yaml': map('{B: x}') + uses('A'), 'x/b.yaml': map('{A: x}') }],
  ['no key that has to be there', map('{B: x}') + uses('A', ', optional: true')],
  ['no ConfigMap at all', uses('A')],
  ['a ConfigMap without data, which somebody fills', object('v1', 'ConfigMap', 'settings', '') + uses('A')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
