import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { protocolConflict } from './protocol-conflict';

const found = saying(protocolConflict);
const MESH = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n';
const POD = podYaml('web', {
  labels: '{app: web}',
  container: ', ports: [{name: web, containerPort: 80}, {containerPort: 81}]',
});
const service = (name: string, port: string) =>
  object('v1', 'Service', name, `spec: {selector: {app: web}, ports: [${port}]}`);

test('GIVEN HTTP and TCP on one port of pods THEN it is one of the two', () => {
  expect(
    found(
      MESH + POD + service('a', '{name: http, port: 8080, targetPort: web}') + service('b', '{name: tcp, port: 80}'),
    ),
  ).toEqual([
    'a.yaml:18 warning K8S_PROTOCOL_CONFLICT: port 80 of Pod shop/web is TCP here and HTTP for Service shop/a: the sidecar takes it for what the older of the two says',
    '  fix: give both ports the same protocol',
    '  a.yaml:13: says HTTP',
  ]);
});

test.each([
  ['the same class', MESH + POD + service('a', '{name: http, port: 80}') + service('b', '{name: grpc, port: 80}')],
  ['two ports', MESH + POD + service('a', '{name: http, port: 80}') + service('b', '{name: tcp, port: 81}')],
  [
    'no word of a protocol',
    MESH + POD + service('a', '{name: http, port: 80}') + service('b', '{name: web, port: 80}'),
  ],
  ['no sidecar', POD + service('a', '{name: http, port: 80}') + service('b', '{name: tcp, port: 80}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
