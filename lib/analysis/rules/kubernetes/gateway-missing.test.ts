import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { gatewayMissing } from './gateway-missing';

const found = saying(gatewayMissing);
const GATEWAY = object(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  'gw',
  'spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}, {name: tls, port: 443, protocol: TCP}]}',
);
const route = (parent: string) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', `spec: {parentRefs: [${parent}]}`);

test('GIVEN a Gateway that does not exist THEN no request takes the route', () => {
  expect(found(podYaml('web') + GATEWAY + route('{name: gwy}')).slice(0, 2)).toEqual([
    'a.yaml:14 warning K8S_GATEWAY_MISSING: Gateway shop/gwy is not in the files given: unless it exists, no request takes the route',
    '  fix: did you mean gw?',
  ]);
  expect(found(podYaml('web') + route('{name: gw, namespace: edge}'))[0]).toMatch(/^a.yaml:9 note /);
  expect(found(GATEWAY + route('{name: other}'))[0]).toMatch(/^a.yaml:9 note /);
});

test('GIVEN a listener that does not exist THEN those that are there are named', () => {
  expect(found(GATEWAY + route('{name: gw, sectionName: httpss}'))).toEqual([
    'a.yaml:9 error K8S_GATEWAY_MISSING: Gateway shop/gw has no listener httpss: no request takes the route',
    '  fix: did you mean http?',
    '  a.yaml:4: its listeners',
  ]);
  expect(found(GATEWAY + route('{name: gw, sectionName: grpc-web}'))[1]).toBe('  fix: it has http, tls');
});

test.each([
  ['the Gateway', route('{name: gw}')],
  ['a listener', route('{name: gw, sectionName: tls}')],
  ['a Service, as in a mesh', route('{kind: Service, group: "", name: web}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(GATEWAY + yaml)).toEqual([]);
});
