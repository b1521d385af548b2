import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { portProtocol } from './port-protocol';

const found = saying(portProtocol);
const MESH = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n';
const POD = podYaml('web', { labels: '{app: web}' });
const service = (port: string, more = '') =>
  object('v1', 'Service', 's', `spec: {selector: {app: web}, ports: [${port}]${more}}`);

test('GIVEN a slip of the pen THEN the protocol is proposed', () => {
  expect(found(MESH + POD + service('{name: tco-80, port: 80}'))).toEqual([
    'a.yaml:13 warning IST0118: tco-80 begins with no protocol that Istio knows: proxies guess from the first bytes that the client sends',
    '  fix: did you mean tcp-80?',
  ]);
  expect(found(MESH + POD + service('{name: web, port: 80, appProtocol: htpp}'))[1]).toBe('  fix: did you mean http?');
});

test('GIVEN another name, or none THEN it is a note', () => {
  expect(found(MESH + POD + service('{name: metrics, port: 80}'))).toEqual([
    'a.yaml:13 note IST0118: metrics begins with no protocol that Istio knows: proxies guess from the first bytes that the client sends',
    '  fix: begin the name with http-, grpc-, tcp- or another protocol',
  ]);
  expect(found(MESH + POD + service('{port: 80}'))[0]).toMatch(/note IST0118: port 80 has no name: /);
  expect(found(MESH + POD + service('{name: grpcs, port: 80}'))[0]).toMatch(/ note /);
});

test('GIVEN no word of sidecars THEN it matters where somebody configures Istio', () => {
  expect(found(POD + service('{name: web, port: 80}'))).toEqual([]);
  const rule = object('networking.istio.io/v1', 'DestinationRule', 'd', 'spec: {host: s}');
  expect(found(POD + rule + service('{name: web, port: 80}'))).toHaveLength(2);
});

test.each([
  ['a protocol', MESH + POD + service('{name: http, port: 80}')],
  ['a protocol and more', MESH + POD + service('{name: http2-api, port: 80}')],
  ['an appProtocol of Kubernetes', MESH + POD + service('{name: api, port: 80, appProtocol: kubernetes.io/h2c}')],
  ['a port whose protocol is well known', MESH + POD + service('{name: db, port: 3306}')],
  ['UDP', MESH + POD + service('{name: db, port: 80, protocol: UDP}')],
  ['no sidecar', MESH.replace('enabled', 'disabled') + POD + service('{name: web, port: 80}')],
  ['no pods', MESH + service('{name: web, port: 80}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
