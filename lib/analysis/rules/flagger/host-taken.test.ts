import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { hostTaken } from './host-taken';

const found = saying(hostTaken);
const routes = (spec: string, name = 'other') =>
  objectExample(
    'networking.istio.io/v1',
    'VirtualService',
    name,
    `spec: {${spec}, http: [{route: [{destination: {host: a}}]}]}`,
  );
const edge = (name: string, match: string, gateways = 'istio-system/edge, mesh') =>
  canaryExample({
    name,
    target: `kind: Deployment, name: ${name}`,
    service: `port: 80, gateways: [${gateways}], hosts: [app.example.com]${match}`,
  });

describe('in the mesh', () => {
  test('GIVEN another VirtualService for the Service THEN sidecars follow one of them', () => {
    expect(found(yaml(canaryExample(), routes('hosts: [reviews.shop.svc.cluster.local]')))).toEqual([
      'a.yaml:6 error FLAGGER_HOST_TAKEN: VirtualService shop/other is for host reviews, too: sidecars follow the older of the two alone, so that either the weights of the release have no effect or the rules of the other are ignored',
      '  fix: say by the Canary what the other does, or let it delegate, with service.delegation: true',
      '  a.yaml:18: is for the host, too',
    ]);
  });

  test('GIVEN two Canaries for one host THEN it is said of the second', () => {
    const both = [
      edge('podinfo', ', match: [{uri: {prefix: /api}}]'),
      edge('internal', ', match: [{uri: {prefix: /x}}]'),
    ];
    expect(found(yaml(...both))).toEqual([
      'a.yaml:7 error FLAGGER_HOST_TAKEN: Canary shop/internal is for host app.example.com, too: sidecars follow the older of the two alone, so that either the weights of the release have no effect or the rules of the other are ignored',
      '  fix: say by the Canary what the other does, or let it delegate, with service.delegation: true',
      '  a.yaml:21: is for the host, too',
    ]);
  });
});

test('GIVEN two that take all requests at a gateway THEN one is followed', () => {
  const text = yaml(
    edge('a', '', 'istio-system/edge'),
    routes('hosts: [app.example.com], gateways: [istio-system/edge]'),
  );
  expect(found(text)[0]).toBe(
    'a.yaml:7 warning FLAGGER_HOST_TAKEN: VirtualService shop/other takes all requests for host app.example.com at gateway istio-system/edge, too: only the older of the two is followed',
  );
});

test.each([
  ['another host', yaml(canaryExample(), routes('hosts: [ratings]'))],
  ['another gateway', yaml(canaryExample(), routes('hosts: [reviews], gateways: [edge]'))],
  [
    'another namespace, for itself',
    yaml(
      canaryExample(),
      routes('hosts: [reviews.shop.svc.cluster.local], exportTo: [.]').replace('namespace: shop', 'namespace: test'),
    ),
  ],
  [
    'other requests at a gateway',
    yaml(
      edge('a', ', match: [{uri: {prefix: /a}}]', 'istio-system/edge'),
      routes('hosts: [app.example.com], gateways: [istio-system/edge]'),
    ),
  ],
  ['its own VirtualService', yaml(canaryExample(), routes('hosts: [reviews]', 'reviews'))],
  ['a delegate', yaml(canaryExample({ service: 'port: 80, delegation: true' }), routes('hosts: [reviews]'))],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
