import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import type { CallOptions } from './call';
import { endsOf, outcomeOf } from './fixtures';

const AMBIENT = '{istio.io/dataplane-mode: ambient}';
const gateway = (more = '', ofClass = 'istio-waypoint') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: w, namespace: web${more}}\n` +
  `spec: {gatewayClassName: ${ofClass}, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}`;
const BEHIND = service('web/a', 'http:80 tcp-b:81').replace('name: a', 'name: a, labels: {istio.io/use-waypoint: w}');
const BASE = yaml(
  namespace('web', AMBIENT),
  pod('web/client', '{app: client}'),
  pod('web/buyer', '{app: buyer}', ', serviceAccountName: buyer'),
  pod('web/a', '{app: a}'),
  BEHIND,
);
const policy = (spec: string, name = 'web/p') => istio('AuthorizationPolicy', name, spec);
const OF_SERVICE = 'targetRefs: [{group: "", kind: Service, name: a}]';

function answer(
  more: readonly string[],
  { from = 'web/client', text = 'http://a/', ...options }: CallOptions & { from?: string; text?: string } = {},
) {
  const outcome = outcomeOf(yaml(BASE, ...more), from, text, options, { complete: true });
  const { certainty, reservations, steps } = outcome;
  const why = reservations.filter((each) => each.certainty === certainty).map((each) => each.text);
  return { ends: endsOf(outcome), certainty, why, steps: steps.map((step) => step.text) };
}

const REACHED = ['100% a.web.svc.cluster.local:80 [a] istio-mutual'];
const PASSES = 'waypoint web/w passes requests on as they are: no route, rule or filter is for it';

describe('a waypoint that is passed by', () => {
  test.each([
    ['that is not there', [], 'waypoint web/w is not there: requests go on without it'],
    [
      'for pods',
      [gateway(', labels: {istio.io/waypoint-for: workload}')],
      'Gateway web/w is not for requests to Services (istio.io/waypoint-for: workload): requests go on without it',
    ],
    [
      'of another class',
      [gateway('', 'istio')],
      'Gateway web/w is no waypoint, as its class is another: requests go on without it',
    ],
  ])('GIVEN one %s THEN requests go on without it', (_name, more, step) => {
    expect(answer(more)).toEqual({
      ends: REACHED,
      certainty: 'exact',
      why: [],
      steps: ['a is a.web.svc.cluster.local', step],
    });
  });

  test('GIVEN one that may stand elsewhere THEN what it does is unknown', () => {
    const outcome = outcomeOf(BASE, 'web/client', 'http://a/');
    expect(outcome.reservations.map(({ text }) => text)).toEqual([
      'waypoint web/w stands before Service web/a, and is not among the files',
    ]);
  });

  test('GIVEN a service with none THEN that of its namespace is not for it', () => {
    const text = yaml(
      namespace('web', '{istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w}'),
      BASE.replace(namespace('web', AMBIENT), 'kind: List\napiVersion: v1\nitems: []').replace(
        'use-waypoint: w',
        'use-waypoint: none',
      ),
      gateway(),
    );
    expect(outcomeOf(text, 'web/client', 'http://a/').certainty).toBe('exact');
  });
});

describe('a waypoint', () => {
  test('GIVEN nothing that is for it THEN requests are passed on, which is assumed', () => {
    expect(answer([gateway()])).toEqual({
      ends: REACHED,
      certainty: 'assumed',
      why: [PASSES],
      steps: ['a is a.web.svc.cluster.local', 'waypoint web/w takes requests to Service web/a'],
    });
  });

  test.each([
    [
      'a VirtualService',
      virtualService('web/r', '{hosts: [a], http: [{timeout: 1s, route: [{destination: {host: a}}]}]}'),
      'VirtualService web/r',
    ],
    [
      'a DestinationRule',
      destinationRule('web/r', '{host: a, trafficPolicy: {loadBalancer: {simple: RANDOM}}}'),
      'DestinationRule web/r',
    ],
    [
      'an HTTPRoute',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: web}\nspec: {parentRefs: [{group: "", kind: Service, name: a}], rules: [{backendRefs: [{name: a, port: 80}]}]}',
      'HTTPRoute web/r',
    ],
    ['tokens', istio('RequestAuthentication', 'web/r', `{${OF_SERVICE}}`), 'RequestAuthentication web/r'],
    ['ports in a policy', policy(`{${OF_SERVICE}, rules: [{to: [{operation: {ports: ["80"]}}]}]}`), undefined],
  ])('GIVEN %s for it THEN what it makes of a request is unknown', (_name, text, what) => {
    const { certainty, why } = answer([gateway(), text]);
    expect([certainty, why]).toEqual([
      'unknown',
      [
        what === undefined
          ? 'waypoint web/w follows AuthorizationPolicy web/p, of which ports are not modelled'
          : `waypoint web/w follows ${what}, which is not modelled`,
      ],
    ]);
  });

  test.each([
    [
      'of another namespace',
      virtualService(
        'shop/r',
        '{hosts: [a.web.svc.cluster.local], http: [{timeout: 1s, route: [{destination: {host: a.web.svc.cluster.local}}]}]}',
      ),
    ],
    [
      'for gateways',
      virtualService('web/r', '{hosts: [a], gateways: [g], http: [{route: [{destination: {host: a}}]}]}'),
    ],
    ['with subsets alone', destinationRule('web/r', '{host: a, subsets: [{name: v1, labels: {version: v1}}]}')],
    ['for another service', policy('{targetRefs: [{group: "", kind: Service, name: b}]}')],
    ['for the service, in another namespace', policy(`{${OF_SERVICE}}`, 'shop/p')],
    [
      'for waypoints, elsewhere than in the root namespace',
      policy('{targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint}]}'),
    ],
  ])('GIVEN rules %s THEN they have no say', (_name, text) => {
    expect(answer([gateway(), text])).toMatchObject({ ends: REACHED, certainty: 'assumed', why: [PASSES] });
  });

  const GET = `{${OF_SERVICE}, rules: [{to: [{operation: {methods: [GET]}}]}]}`;
  test.each([
    ['the service', policy(GET)],
    [
      'the waypoint',
      policy(GET.replace(OF_SERVICE, 'targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: w}]')),
    ],
    [
      'all waypoints',
      policy(
        GET.replace(
          OF_SERVICE,
          'targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint}]',
        ),
        'istio-system/p',
      ),
    ],
  ])('GIVEN a policy of HTTP for %s THEN it lets in whom it allows', (_name, text) => {
    expect(answer([gateway(), text])).toMatchObject({ ends: REACHED, certainty: 'assumed' });
    expect(answer([gateway(), text], { text: 'POST http://a/' })).toMatchObject({
      ends: ['100% 403 RBAC'],
      certainty: 'exact',
    });
  });

  test('GIVEN a policy that refuses THEN no route matters', () => {
    const route = virtualService('web/r', '{hosts: [a], http: [{timeout: 1s, route: [{destination: {host: a}}]}]}');
    expect(answer([gateway(), route, policy(`{${OF_SERVICE}}`)])).toMatchObject({
      ends: ['100% 403 RBAC'],
      certainty: 'exact',
    });
  });

  test('GIVEN a policy for callers THEN the client is who asks', () => {
    const buyers = policy(
      `{${OF_SERVICE}, rules: [{from: [{source: {principals: [cluster.local/ns/web/sa/buyer]}}]}]}`,
    );
    expect(answer([gateway(), buyers], { from: 'web/buyer' }).ends).toEqual(REACHED);
    expect(answer([gateway(), buyers]).ends).toEqual(['100% 403 RBAC']);
  });

  test('GIVEN a policy of the pods THEN they take the waypoint for the client', () => {
    const pods = (account: string) =>
      policy(
        `{selector: {matchLabels: {app: a}}, rules: [{from: [{source: {principals: [cluster.local/ns/web/sa/${account}]}}]}]}`,
      );
    expect(answer([gateway(), pods('w')], { from: 'web/buyer' }).ends).toEqual(REACHED);
    expect(answer([gateway(), pods('buyer')], { from: 'web/buyer' }).ends).toEqual([
      '100% failed: AuthorizationPolicy web/p allows only others: the connection is closed',
    ]);
  });

  test('GIVEN bytes THEN what a policy says of them is unknown', () => {
    expect(answer([gateway(), policy(GET)], { text: 'TCP a:81' })).toMatchObject({
      certainty: 'unknown',
      why: ['waypoint web/w follows AuthorizationPolicy web/p, of which only HTTP is modelled'],
    });
    expect(answer([gateway()], { text: 'TCP a:81' }).ends).toEqual([
      '100% a.web.svc.cluster.local:81 [a] istio-mutual',
    ]);
  });
});
