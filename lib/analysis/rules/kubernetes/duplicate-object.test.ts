import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { duplicateObject } from './duplicate-object';

const found = saying(duplicateObject);
const map = (data: string) => object('v1', 'ConfigMap', 'm', `data: ${data}`);

test('GIVEN an object twice in a file THEN the first is lost', () => {
  expect(found(map('{a: x}') + map('{a: z}'))).toEqual([
    'a.yaml:8 error K8S_DUPLICATE_OBJECT: ConfigMap shop/m stands twice in this file: what the first says is lost',
    '  fix: give it another name, or put them together',
    '  a.yaml:3: the first',
  ]);
});

test('GIVEN it twice without a difference THEN it is a warning', () => {
  expect(found(map('{a: x}') + map('{a: x}'))[0]).toBe(
    'a.yaml:8 warning K8S_DUPLICATE_OBJECT: ConfigMap shop/m stands twice in this file, the same each time',
  );
});

test('GIVEN it in two versions THEN it is the same object', () => {
  const gateway = (version: string) =>
    object(
      `networking.istio.io/${version}`,
      'Gateway',
      'g',
      'spec: {selector: {istio: i}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]}',
    );
  expect(found(gateway('v1') + gateway('v1beta1'))).toHaveLength(3);
});

test.each([
  ['several files', { 'a.yaml': map('{a: x}'), 'b.yaml': map('{a: z}') }],
  ['two namespaces', map('{a: x}') + map('{a: z}').replace('namespace: shop', 'namespace: other')],
  [
    'names that are generated',
    object('batch/v1', 'Job', 'j', '')
      .replace('name: j', 'generateName: j')
      .repeat(2)
      .replaceAll(
        '\n\n',
        '\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: example.com/c:1.0.0}]}}}\n',
      ),
  ],
  ['a dump of a cluster', map('{a: x}').replace('name: m,', 'name: m, uid: 0e0f,').repeat(2)],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
