import { describe, expect, test } from '@jest/globals';
import { meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { aspectWords, headline } from '../report/diff-words';
import { diff } from './diff';

const WEB = yaml(
  namespace('web'),
  ...['client', 'a', 'b', 'c'].map((name) => pod(`web/${name}`, `{app: ${name}}`)),
  ...['a', 'b', 'c'].map((name) => service(`web/${name}`, 'http:80')),
);
const to = (name: string, more = '') => `{name: ${name}, port: 80${more}}`;
const route = (rules: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec: {parentRefs: [{group: "", kind: Service, name: a}], rules: ${rules}}
`;

/** What changes between two worlds, in lines. */
function lines(before: string, after: string): readonly string[] {
  const { traffic, looked } = diff(
    meshOf(yaml(WEB, before), { complete: true }),
    meshOf(yaml(WEB, after), { complete: true }),
  );
  return traffic.map(
    (change) =>
      `${change.effect}: ${headline(change, looked.clients)}: ${aspectWords(change)
        .map(({ text }) => text)
        .join('; ')}`,
  );
}

test('GIVEN other weights of an HTTPRoute THEN it says whose requests move', () => {
  const split = (weight: number) =>
    route(`[{backendRefs: [${to('b', `, weight: ${weight}`)}, ${to('c', ', weight: 1')}]}]`);
  expect(lines(split(1), split(3))).toEqual([
    'moves: requests to a.web:80 from everybody in the cluster: web/b 50 % → 75 %, web/c 50 % → 25 %',
  ]);
});

test('GIVEN a VirtualService and then an HTTPRoute that means the same THEN nothing changes', () => {
  const rules = `[{matches: [{path: {type: Exact, value: /b}}], backendRefs: [${to('b')}]}, {backendRefs: [${to('c')}]}]`;
  const same = virtualService(
    'web/a',
    '{hosts: [a], http: [{match: [{uri: {exact: /b}}], route: [{destination: {host: b}}]}, {route: [{destination: {host: c}}]}]}',
  );
  expect(lines(same, route(rules))).toEqual([]);
  expect(lines(same.replace('host: c', 'host: b'), route(rules))).toHaveLength(1);
});

test('GIVEN a prefix of characters and then one of segments THEN the paths between them change', () => {
  const prefix = virtualService(
    'web/a',
    '{hosts: [a], http: [{match: [{uri: {prefix: /b}}], route: [{destination: {host: b}}]}, {route: [{destination: {host: c}}]}]}',
  );
  const rules = `[{matches: [{path: {value: /b}}], backendRefs: [${to('b')}]}, {backendRefs: [${to('c')}]}]`;
  expect(lines(prefix, route(rules))).toEqual([
    'moves: requests to a.web:80 from everybody in the cluster, with path /bx: web/b → web/c',
  ]);
});

test('GIVEN a backend that is no longer there THEN it breaks, with 500', () => {
  const rules = (name: string) => route(`[{backendRefs: [${to(name)}]}]`);
  expect(lines(rules('b'), rules('gone'))).toEqual([
    expect.stringMatching(/^breaks: requests to a\.web:80 from everybody in the cluster: .*500/),
  ]);
});

test('GIVEN another backend behind a Gateway THEN it says so of clients outside, by host', () => {
  const behind = (name: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec: {parentRefs: [{name: edge}], hostnames: [a.example.com], rules: [{backendRefs: [${to(name)}]}]}
`;
  expect(lines(behind('b'), behind('c'))).toEqual([
    'moves: requests to a.example.com:80 from clients outside through web/edge-istio: web/b → web/c',
  ]);
});

test('GIVEN a route beside callers that is taken away THEN only they are concerned', () => {
  const own = route(`[{backendRefs: [${to('b')}]}]`)
    .replace('namespace: web}', 'namespace: far}')
    .replaceAll('name: a}', 'name: a, namespace: web}')
    .replace('{name: b, port: 80}', '{name: b, namespace: web, port: 80}');
  const far = yaml(namespace('far'), pod('far/client', '{app: client}'));
  expect(lines(yaml(far, own), far)).toEqual([
    expect.stringMatching(/^moves: requests to a\.web:80 from .*far.*: web\/b → web\/a$/),
  ]);
});

describe('what is not known', () => {
  const unknown = (before: string, after: string) =>
    diff(meshOf(yaml(WEB, before), { complete: true }), meshOf(yaml(WEB, after), { complete: true })).objects.flatMap(
      ({ isUnknown, after, before }) => (isUnknown ? [(after ?? before)?.key] : []),
    );
  const gateway = (type: string) =>
    yaml(
      `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec: {gatewayClassName: ${type}, listeners: [{name: http, port: 80, protocol: HTTP}]}`,
    );
  const behind = (name: string) =>
    route(`[{backendRefs: [${to(name)}]}]`).replace('{group: "", kind: Service, name: a}', '{name: edge}');
  const named = (target: string) =>
    `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: web}
spec: {targetRefs: [${target}], rules: [{to: [{operation: {methods: [GET]}}]}]}`;
  const edge = named('{group: gateway.networking.k8s.io, kind: Gateway, name: edge}');
  const labelled = WEB.replace(
    service('web/a', 'http:80'),
    service('web/a', 'http:80').replace('name: a', 'name: a, labels: {istio.io/use-waypoint: w}'),
  );

  test('GIVEN what is simulated THEN nothing', () => {
    const istio = gateway('istio');
    expect(unknown('', istio)).toEqual([]);
    expect(unknown(yaml(istio, behind('b')), yaml(istio, behind('c')))).toEqual([]);
    expect(unknown(istio, yaml(istio, edge))).toEqual([]);
    expect(unknown(route(`[{backendRefs: [${to('b')}]}]`), route(`[{backendRefs: [${to('c')}]}]`))).toEqual([]);
  });

  test('GIVEN Gateways of others and waypoints, and what is for them THEN it is named', () => {
    const other = gateway('nginx');
    expect(unknown('', other)).toEqual(['gateway.networking.k8s.io/Gateway/web/edge']);
    expect(unknown(yaml(other, behind('b')), yaml(other, behind('c')))).toHaveLength(1);
    expect(unknown(other, yaml(other, edge))).toEqual(['security.istio.io/AuthorizationPolicy/web/p']);
    expect(unknown('', named('{group: "", kind: Service, name: a}'))).toHaveLength(1);
  });

  test('GIVEN a Service that has a waypoint, or gets one THEN so do its routes', () => {
    const rules = (name: string) => route(`[{backendRefs: [${to(name)}]}]`);
    const both = (world: string, name: string) => meshOf(yaml(world, rules(name)), { complete: true });
    const keys = (before: Parameters<typeof diff>[0], after: Parameters<typeof diff>[1]) =>
      diff(before, after).objects.flatMap(({ isUnknown, after }) => (isUnknown ? [after?.key] : []));
    expect(keys(both(labelled, 'b'), both(labelled, 'c'))).toEqual(['gateway.networking.k8s.io/HTTPRoute/web/r']);
    expect(keys(both(WEB, 'b'), both(labelled, 'b'))).toEqual(['/Service/web/a']);
  });
});

test('GIVEN a policy that names a Gateway THEN clients outside are kept out by it', () => {
  const world = (more: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec: {parentRefs: [{name: edge}], hostnames: [a.example.com], rules: [{backendRefs: [${to('b')}]}]}
${more}`;
  const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: web}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  rules: [{to: [{operation: {methods: [GET]}}]}]
`;
  const places = diff(meshOf(yaml(WEB, world(''))), meshOf(yaml(WEB, world(policy)))).traffic.map(({ aspects }) =>
    aspects.flatMap(({ after }) => after.map(({ place }) => place?.entity.id.kind)),
  );
  expect(places[0]).toEqual(['AuthorizationPolicy']);
  expect(lines(world(''), world(policy))).toContain(
    'breaks: requests to a.example.com:80 from clients outside through web/edge-istio, but not with method GET: web/b → 403 RBAC',
  );
});

test('GIVEN a Gateway that no longer looks at tokens THEN it opens', () => {
  const world = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec: {parentRefs: [{name: edge}], hostnames: [a.example.com], rules: [{backendRefs: [${to('b')}]}]}
`;
  const tokens = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: j, namespace: web}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  jwtRules: [{issuer: a, jwks: '{"keys": []}'}]
`;
  const [first] = lines(`${world}${tokens}`, world);
  expect(first).toMatch(
    /^opens: requests to a\.example\.com:80 from clients outside through web\/edge-istio.*401.* → web\/b/,
  );
});
