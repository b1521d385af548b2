import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { externalNameProtocol } from './external-name-protocol';

const found = saying(externalNameProtocol);
const MESH = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n';
const service = (port: string) =>
  object('v1', 'Service', 's', `spec: {type: ExternalName, externalName: a.example.com, ports: [${port}]}`);

test('GIVEN a port that is TCP, or may be THEN sidecars take all TCP of that number for it', () => {
  expect(found(MESH + podYaml('web') + service('{name: tcp, port: 99}'))).toEqual([
    'a.yaml:13 warning IST0150: port 99 is plain TCP: sidecars send all TCP connections to port 99 to a.example.com',
    '  fix: begin its name with http-, https- or tls- if it is one of them, or write a ServiceEntry with addresses',
  ]);
  expect(found(MESH + podYaml('web') + service('{port: 99}'))[0]).toMatch(/port 99 is of no protocol that Istio knows/);
});

test.each([
  ['HTTP', MESH + podYaml('web') + service('{name: http, port: 99}')],
  ['TLS', MESH + podYaml('web') + service('{name: tls-x, port: 99}')],
  [
    'no ports',
    MESH + podYaml('web') + object('v1', 'Service', 's', 'spec: {type: ExternalName, externalName: a.example.com}'),
  ],
  ['no sidecar', podYaml('web') + service('{name: tcp, port: 99}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
