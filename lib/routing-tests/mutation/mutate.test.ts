import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../../mesh/fixtures';
import { formatPath } from '../../model/finding';
import { judgedOf } from '../../world/fixtures';
import { runTest, type TestMesh } from '../run-tests';
import { readTests } from '../test-file';
import { type MutantFate, mutate } from './mutate';

const BASE = yaml(
  namespace('shop'),
  pod('shop/client', '{app: client}'),
  pod('shop/a-1', '{app: a, version: v1}'),
  pod('shop/a-2', '{app: a, version: v2}'),
  service('shop/a', 'http:80'),
);
const RULES = destinationRule(
  'shop/a',
  '{host: a, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}',
);
const ROUTES = virtualService(
  'shop/a',
  `
  hosts: [a]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: a, subset: v2}}]
  - route: [{destination: {host: a, subset: v1}}]`,
);

function report(manifests: readonly string[], tests: string, place: Partial<TestMesh> = {}) {
  const mesh = meshOf(yaml(BASE, ...manifests));
  const { tests: read, problems } = readTests('t.yaml', '/t.yaml', `testCases:\n${tests}`);
  expect(problems).toEqual([]);
  const own: TestMesh = { mesh, settings: {}, below: undefined, onTop: new Set(), ...place };
  const results = read.map((each) => runTest(own, each));
  expect(results.map(({ passed }) => passed)).toEqual(results.map(() => true));
  return mutate(results, (manifest) => {
    const [judged] = judgedOf(JSON.stringify(manifest.object), { sound: false });
    return judged?.sound === true ? { ...judged, manifest } : undefined;
  });
}

/** `field → value` */
const named = (fates: readonly MutantFate[]) =>
  fates.map(
    ({ mutant: { entity, path, to } }) =>
      `${entity.id.kind} ${formatPath(path.slice(1))} → ${JSON.stringify(to) ?? 'none'}`,
  );
const told = (fates: readonly MutantFate[]) =>
  fates.map(({ killer }) => {
    const { request, difference } = killer ?? {};
    const headers = JSON.stringify(request?.options.headers);
    return `${request?.source} ${request?.text} ${headers}: ${difference?.before} → ${difference?.after}`;
  });

const request = (headers: string, more = '') =>
  `request: {source: shop/client, url: 'http://a/', headers: {${headers}}${more}}`;
const JASON = `- {${request('end-user: jason')}, expect: {reaches: shop/a-2}}`;
const NOBODY = `- {${request('')}, expect: {reaches: shop/a-1}}`;

describe('changes of a mesh', () => {
  test('GIVEN a test of each route THEN all are noticed', () => {
    const { killed, survived, alike } = report([RULES, ROUTES], `${JASON}\n${NOBODY}`);
    expect({ survived, alike }).toEqual({ survived: [], alike: [] });
    expect(named(killed)).toEqual([
      'DestinationRule subsets[0].labels.version → "v1-mutant"',
      'DestinationRule subsets[1].labels.version → "v2-mutant"',
      'VirtualService http[0].match[0].headers.end-user → none',
      'VirtualService http[0].match[0].headers.end-user.exact → "jason-mutant"',
      'VirtualService http[0].route[0].destination.subset → "v1"',
      'VirtualService http[1].route[0].destination.subset → "v2"',
    ]);
    expect(killed.map(({ killedBy }) => killedBy?.line)).toEqual([3, 2, 3, 2, 2, 3]);
  });

  test('GIVEN routes that no test is about THEN those changes survive, each with a request that would tell', () => {
    const { survived } = report([RULES, ROUTES], NOBODY);
    expect(named(survived)).toEqual([
      'DestinationRule subsets[1].labels.version → "v2-mutant"',
      'VirtualService http[0].match[0].headers.end-user.exact → "jason-mutant"',
      'VirtualService http[0].route[0].destination.subset → "v1"',
    ]);
    expect(told(survived)).toEqual([
      'shop/client GET http://a/ [["end-user","jason"]]: shop/a-2 → 503 UH',
      'shop/client GET http://a/ [["end-user","jason"]]: shop/a-2 → shop/a-1',
      'shop/client GET http://a/ [["end-user","jason"]]: shop/a-2 → shop/a-1',
    ]);
  });

  test('GIVEN a subset that no route leads to THEN the change may mean the same', () => {
    const routes = virtualService('shop/a', '{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}}]}]}');
    expect(named(report([RULES, routes], NOBODY).alike)).toEqual([
      'DestinationRule subsets[1].labels.version → "v2-mutant"',
    ]);
  });

  test('GIVEN a policy that no test meets THEN a request that it decides about would tell', () => {
    const policy = istio(
      'AuthorizationPolicy',
      'shop/p',
      '{selector: {matchLabels: {app: a}}, action: DENY, rules: [{to: [{operation: {methods: [DELETE], paths: [/x/*]}}]}]}',
    );
    const { survived, alike } = report([policy], `- {${request('')}, expect: {reaches: a}}`);
    expect(alike).toEqual([]);
    expect(named(survived)).toEqual([
      'AuthorizationPolicy rules[0].to[0].operation.methods → none',
      'AuthorizationPolicy rules[0].to[0].operation.methods[0] → "PATCH"',
      'AuthorizationPolicy rules[0].to[0].operation.paths → none',
      'AuthorizationPolicy rules[0].to[0].operation.paths[0] → "/x-mutant/*"',
    ]);
    expect(told(survived)).toEqual([
      expect.stringContaining('shop/client POST http://a.shop.svc.cluster.local/x/x []'),
      'shop/client DELETE http://a.shop.svc.cluster.local/x/x []: 403 RBAC → 50 % shop/a-1, 50 % shop/a-2',
      expect.stringContaining('shop/client DELETE http://a.shop.svc.cluster.local/mutant []'),
      'shop/client DELETE http://a.shop.svc.cluster.local/x/x []: 403 RBAC → 50 % shop/a-1, 50 % shop/a-2',
    ]);
  });

  test('GIVEN something on top THEN what is below it is changed where it shows, and what is on top, too', () => {
    const below: TestMesh = {
      mesh: meshOf(
        yaml(
          BASE,
          RULES,
          virtualService('shop/other', '{hosts: [b], http: [{timeout: 1s, route: [{destination: {host: a}}]}]}'),
        ),
      ),
      settings: {},
      below: undefined,
      onTop: new Set(),
    };
    const mesh = meshOf(yaml(BASE, RULES, ROUTES));
    const onTop = new Set(['networking.istio.io/VirtualService/shop/a']);
    const { killed, survived } = report([], `${JASON}\n${NOBODY}`, { mesh, below, onTop });
    expect(killed.length).toBe(6);
    expect(named(survived)).toEqual(['VirtualService http[0].timeout → "2s"', 'VirtualService http[0].timeout → none']);
  });

  test('GIVEN rules alone THEN requests of nobody in particular tell', () => {
    const mesh = meshOf(ROUTES);
    const { survived, alike } = report(
      [],
      '- {wantMatch: true, request: {authority: [a]}, route: [{destination: {host: a, subset: v1}}]}',
      { mesh },
    );
    expect(alike).toEqual([]);
    expect(told(survived)).toEqual([
      'undefined GET http://a/ [["end-user","jason"]]: [{destination: {host: a, subset: v2}}] → [{destination: {host: a, subset: v1}}]',
      'undefined GET http://a/ [["end-user","jason"]]: [{destination: {host: a, subset: v2}}] → [{destination: {host: a}}]',
    ]);
  });
});

test('GIVEN routes of the Gateway API THEN what no test notices of them is told, with requests through their Gateways', () => {
  const api = (kind: string, name: string, spec: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}`;
  const { killed, survived } = report(
    [
      service('shop/b', 'http:80'),
      api('Gateway', 'edge', '{gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}'),
      api(
        'HTTPRoute',
        'outer',
        '{parentRefs: [{name: edge}], hostnames: [shop.example.com], rules: [{backendRefs: [{name: a, port: 80}]}]}',
      ),
      api(
        'HTTPRoute',
        'inner',
        '{parentRefs: [{group: "", kind: Service, name: b}], rules: [{matches: [{path: {value: /x}}], backendRefs: [{name: a, port: 80}]}]}',
      ),
    ],
    "- request: {source: outside, url: 'http://shop.example.com/'}\n  expect: {status: 503}\n  wantMatch: false",
  );
  expect(named(killed)).toEqual([]);
  expect(named(survived)).toEqual([
    'HTTPRoute rules[0].matches[0].path → none',
    'HTTPRoute rules[0].matches[0].path.value → "/x-mutant"',
    'HTTPRoute rules[0].backendRefs[0].name → "a-mutant"',
    'HTTPRoute hostnames[0] → "shop-mutant.example.com"',
    'HTTPRoute rules[0].backendRefs[0].name → "a-mutant"',
  ]);
});
