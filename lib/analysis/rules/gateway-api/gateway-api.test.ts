import { describe, expect, test } from '@jest/globals';
import { object, saying, telling } from '../../fixtures';
import { REDIRECT } from './example';
import { listenerConflict } from './listener-conflict';
import { mixedRoutes } from './mixed-routes';
import { neverAsked } from './never-asked';
import { noListener } from './no-listener';
import { parentService } from './parent-service';

const API = 'gateway.networking.k8s.io/v1';
const gateway = (listeners: string) =>
  object(API, 'Gateway', 'gw', `spec: {gatewayClassName: istio, listeners: [${listeners}]}`);
const route = (spec: string, kind = 'HTTPRoute', name = 'r') => object(API, kind, name, `spec: {${spec}}`);
const service = (name: string) =>
  object('v1', 'Service', name, `spec: {selector: {app: ${name}}, ports: [{name: http, port: 80}]}`);
const HTTP = '{name: http, port: 80, protocol: HTTP}';
const redirect = REDIRECT;

describe('GATEWAY_API_NO_LISTENER', () => {
  const found = telling(noListener);

  test('GIVEN hosts that have nothing in common THEN it is said at the hosts', () => {
    const listener = '{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}';
    expect(
      saying(noListener)(gateway(listener) + route(`parentRefs: [{name: gw}], hostnames: [a.org], ${redirect}`)),
    ).toEqual([
      'a.yaml:9 error GATEWAY_API_NO_LISTENER: no listener of Gateway shop/gw takes the route: they are for *.example.com, and the route for a.org',
      '  fix: write a host that both are for, or none at one of them',
      '  a.yaml:4: its listeners',
    ]);
  });

  test.each([
    [
      'a port that no listener has',
      `parentRefs: [{name: gw, port: 81}], ${redirect}`,
      'HTTPRoute',
      'error HTTPRoute/r spec.parentRefs[0].port: no listener of Gateway shop/gw takes the route: none has port 81',
    ],
    [
      'another kind',
      'parentRefs: [{name: gw}], hostnames: [a.org], rules: [{backendRefs: [{name: a, port: 80}]}]',
      'TLSRoute',
      'error TLSRoute/r spec.parentRefs[0]: no listener of Gateway shop/gw takes the route: a TLSRoute is for TLS, and they speak HTTP, or allow other kinds',
    ],
  ])('GIVEN %s THEN it is said', (_what, spec, kind, line) => {
    expect(found(gateway(HTTP) + route(spec, kind))).toEqual([line]);
  });

  test.each([
    [
      'a host that both are for',
      gateway('{name: http, port: 80, protocol: HTTP, hostname: "*.a.org"}'),
      'hostnames: [b.org, x.a.org]',
    ],
    ['a listener for any host', gateway(HTTP), 'hostnames: [b.org]'],
    ['a Gateway that is not given', '', 'hostnames: [b.org]'],
    ['a listener that does not exist', gateway(HTTP.replace('name: http', 'name: other')), 'hostnames: [b.org]'],
  ])('GIVEN %s THEN nothing is said', (_what, given, hosts) => {
    expect(found(given + route(`parentRefs: [{name: gw, sectionName: http}], ${hosts}, ${redirect}`))).toEqual([]);
  });
});

describe('GATEWAY_API_PARENT_SERVICE', () => {
  const found = telling(parentService);
  const ofService = (parent: string) => route(`parentRefs: [{group: "", kind: Service, ${parent}}], ${redirect}`);

  test('GIVEN a Service that does not exist THEN it is said', () => {
    expect(found(service('reviews') + ofService('name: reviewz'))).toEqual([
      'error HTTPRoute/r spec.parentRefs[0].name: Service shop/reviewz does not exist: nobody follows the route',
    ]);
  });

  test('GIVEN a port that the Service has not THEN it is said', () => {
    expect(found(service('reviews') + ofService('name: reviews, port: 8080'))).toEqual([
      'error HTTPRoute/r spec.parentRefs[0].port: Service shop/reviews has no port 8080: nobody follows the route',
    ]);
  });

  test('GIVEN a Service with the port THEN nothing is said', () => {
    expect(found(service('reviews') + ofService('name: reviews, port: 80'))).toEqual([]);
    expect(found(service('reviews') + ofService('name: reviews'))).toEqual([]);
  });
});

describe('GATEWAY_API_LISTENER_CONFLICT', () => {
  const found = telling(listenerConflict);
  const two = (first: string, second: string) =>
    gateway(`{name: a, port: 443, ${first}}, {name: b, port: 443, ${second}}`);
  const closed = 'protocol: TLS, hostname: a.org, tls: {mode: Passthrough}';

  test('GIVEN plain text and TLS at a port THEN the second is not served', () => {
    expect(found(two('protocol: HTTP', closed))).toEqual([
      'error Gateway/gw spec.listeners[1].port: listener b speaks TLS at port 443, where a speaks HTTP: it is in conflict, and not served',
    ]);
  });

  test('GIVEN TLS that ends and TLS that does not THEN they share a port', () => {
    expect(found(two('protocol: HTTPS, hostname: b.org, tls: {certificateRefs: [{name: a}]}', closed))).toEqual([]);
  });
});

describe('GATEWAY_API_MIXED_ROUTES', () => {
  const found = telling(mixedRoutes);
  const backend = 'rules: [{backendRefs: [{name: reviews, port: 80}]}]';
  const ofService = (kind: string, name: string) =>
    route(`parentRefs: [{group: "", kind: Service, name: reviews}], ${backend}`, kind, name);
  const virtualService = (spec: string) =>
    object(
      'networking.istio.io/v1',
      'VirtualService',
      'v',
      `spec: {${spec}, http: [{route: [{destination: {host: reviews}}]}]}`,
    );

  test('GIVEN a VirtualService for the same host THEN which counts is not defined', () => {
    expect(found(service('reviews') + ofService('HTTPRoute', 'r') + virtualService('hosts: [reviews]'))).toEqual([
      'warning HTTPRoute/r spec.parentRefs: VirtualService shop/v is for reviews.shop.svc.cluster.local, too: which of the two counts is not defined',
    ]);
  });

  test('GIVEN an HTTPRoute and a GRPCRoute for one host THEN it is said once', () => {
    expect(found(service('reviews') + ofService('HTTPRoute', 'r') + ofService('GRPCRoute', 'g'))).toEqual([
      'warning HTTPRoute/r spec.parentRefs: GRPCRoute shop/g is for reviews.shop.svc.cluster.local, too: which of the two counts is not defined',
    ]);
  });

  test.each([
    ['a VirtualService of gateways', virtualService('hosts: [reviews], gateways: [g]')],
    ['a VirtualService for another host', virtualService('hosts: [ratings]')],
    ['another route of the kind', ofService('HTTPRoute', 's')],
  ])('GIVEN %s THEN nothing is said', (_what, other) => {
    expect(found(service('reviews') + ofService('HTTPRoute', 'r') + other)).toEqual([]);
  });
});

describe('GATEWAY_API_NEVER_ASKED', () => {
  const found = telling(neverAsked);
  const rule = (path: string, more = '') => `{matches: [{path: {${path}}${more}}], backendRefs: [{name: a, port: 80}]}`;
  const ALL = '{backendRefs: [{name: a, port: 80}]}';
  const regex = rule('type: RegularExpression, value: /a.*');
  const of = (...rules: readonly string[]) =>
    route(`parentRefs: [{group: "", kind: Service, name: a}], rules: [${rules.join(', ')}]`);

  test('GIVEN an expression before a rule for all THEN it is never asked', () => {
    expect(found(service('a') + of(regex, ALL))).toEqual([
      'warning HTTPRoute/r spec.rules[0].matches[0]: the rule is never asked: a rule for every path is asked before an expression',
    ]);
  });

  test('GIVEN the same match twice THEN the second is never asked', () => {
    expect(found(service('a') + of(rule('value: /a'), rule('value: /a/')))).toEqual([
      'warning HTTPRoute/r spec.rules[1].matches[0]: the rule is never asked: a rule with the same match is asked before it',
    ]);
  });

  test.each([
    ['an expression alone', [regex]],
    ['paths', [rule('value: /a'), rule('type: Exact, value: /a'), ALL]],
    ['an expression beside a rule for a header', [regex, rule('value: /', ', headers: [{name: x, value: "1"}]')]],
  ])('GIVEN %s THEN nothing is said', (_what, rules) => {
    expect(found(service('a') + of(...rules))).toEqual([]);
  });
});
