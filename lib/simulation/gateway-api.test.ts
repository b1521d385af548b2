import { describe, expect, test } from '@jest/globals';
import { endsOf, outcomeOf, triedBy } from './fixtures';

const pod = (name: string, namespace: string, port = 80) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: ${port}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {containers: [{name: app, image: 'a:1'}]}
---`;
const namespace = (name: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {istio-injection: enabled, team: ${name}}}\n---`;
const MESH = ['shop', 'far', 'third'].map(namespace).join('\n');
const BASE = [
  MESH,
  ...['client', 'a', 'b', 'c'].map((name) => pod(name, 'shop')),
  pod('d', 'far'),
  pod('caller', 'far'),
  pod('caller', 'third'),
].join('\n');

const api = (kind: string, name: string, at: string, spec: string) =>
  `\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${at}}\nspec: ${spec}`;
/** A route for those who call Service a. */
const ofMesh = (rules: string, kind = 'HTTPRoute', name = 'r') =>
  api(kind, name, 'shop', `{parentRefs: [{group: "", kind: Service, name: a}], rules: ${rules}}`);
const to = (name: string, more = '') => `{name: ${name}, port: 80${more}}`;
const grant = api(
  'ReferenceGrant',
  'g',
  'far',
  '{from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}], to: [{group: "", kind: Service}]}',
);

const answer = (text: string, url = 'http://a/', from = 'shop/client', options = {}) =>
  endsOf(outcomeOf(`${BASE}${text}`, from, url, options)).map((end) =>
    end.replace(/\.svc\.cluster\.local:80| istio-mutual/g, ''),
  );

describe('an HTTPRoute of a mesh', () => {
  const rules = `[
    {matches: [{path: {value: /a}}], backendRefs: [${to('b')}]},
    {matches: [{path: {type: Exact, value: /a/b}}], backendRefs: [${to('c')}]},
    {matches: [{headers: [{name: X-User, value: ann}]}], backendRefs: [${to('c')}]}]`;

  test('GIVEN a prefix THEN it is one of segments', () => {
    expect(answer(ofMesh(rules), 'http://a/a')).toEqual(['100% b.shop [b]']);
    expect(answer(ofMesh(rules), 'http://a/a/x?y=1')).toEqual(['100% b.shop [b]']);
    expect(answer(ofMesh(rules), 'http://a/abc')).toEqual(['100% 404 NR']);
  });

  test('GIVEN rules THEN exact paths are asked first, then the longer prefixes, whatever the order', () => {
    expect(answer(ofMesh(rules), 'http://a/a/b')).toEqual(['100% c.shop [c]']);
    const headers = { headers: [['x-user', 'ann']] };
    expect(answer(ofMesh(rules), 'http://a/a', 'shop/client', headers)).toEqual(['100% b.shop [b]']);
    expect(answer(ofMesh(rules), 'http://a/b', 'shop/client', headers)).toEqual(['100% c.shop [c]']);
    const outcome = outcomeOf(`${BASE}${ofMesh(rules)}`, 'shop/client', 'http://a/a');
    expect(outcome.certainty).toBe('exact');
    expect(triedBy(outcome)).toEqual([
      'rules[1].matches[0]: path is "/a", wanted "/a/b"',
      'rules[0].matches[0] matches',
    ]);
  });

  test('GIVEN an expression and a rule for all THEN the expression is never asked', () => {
    const both = `[{matches: [{path: {type: RegularExpression, value: /a.*}}], backendRefs: [${to('c')}]}, {backendRefs: [${to('b')}]}]`;
    expect(answer(ofMesh(both), 'http://a/a')).toEqual(['100% b.shop [b]']);
  });

  test('GIVEN weights THEN what has none gets nothing, and no weight is one', () => {
    expect(answer(ofMesh(`[{backendRefs: [${to('b', ', weight: 3')}, ${to('c')}]}]`))).toEqual([
      ...['75% b.shop [b]', '25% c.shop [c]'],
    ]);
    expect(answer(ofMesh(`[{backendRefs: [${to('b', ', weight: 0')}, ${to('c', ', weight: 7')}]}]`))).toEqual([
      '100% c.shop [c]',
    ]);
    expect(answer(ofMesh(`[{backendRefs: [${to('b', ', weight: 0')}]}]`))).toEqual(['100% 500']);
    expect(answer(ofMesh('[{}]'))).toEqual(['100% 500']);
  });

  test('GIVEN backends that are not there THEN their share is answered with 500', () => {
    expect(answer(ofMesh(`[{backendRefs: [${to('b')}, ${to('gone')}]}]`))).toEqual(['50% b.shop [b]', '50% 500 NC']);
    expect(answer(ofMesh('[{backendRefs: [{name: b, port: 81}]}]'))).toEqual(['100% 500 NC']);
    expect(answer(ofMesh('[{backendRefs: [{name: b, group: example.com, kind: Bucket}]}]'))).toEqual(['100% 500 NC']);
  });

  test('GIVEN a backend of another namespace THEN callers in the mesh need no grant', () => {
    expect(answer(ofMesh('[{backendRefs: [{name: d, namespace: far, port: 80}]}]'))).toEqual(['100% d.far [d]']);
  });

  test('GIVEN filters THEN they do what they say', () => {
    const filtered = (filter: string, path = '{value: /old}', backend = `, backendRefs: [${to('b')}]`) =>
      ofMesh(`[{matches: [{path: ${path}}], filters: [${filter}]${backend}}]`);
    const requestOf = (text: string, url: string) =>
      outcomeOf(`${BASE}${text}`, 'shop/client', url).ends.map(({ request }) => [request.path, request.authority]);
    const prefix = (value: string) =>
      filtered(`{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: ${value}}}}`);
    expect(requestOf(prefix('/new'), 'http://a/old')).toEqual([['/new', 'a']]);
    expect(requestOf(prefix('/new/'), 'http://a/old/x?y=1')).toEqual([['/new/x?y=1', 'a']]);
    expect(requestOf(prefix('/'), 'http://a/old/x')).toEqual([['/x', 'a']]);
    expect(requestOf(prefix('/'), 'http://a/old')).toEqual([['/', 'a']]);
    const full = filtered(
      '{type: URLRewrite, urlRewrite: {hostname: b.com, path: {type: ReplaceFullPath, replaceFullPath: /new}}}',
    );
    expect(requestOf(full, 'http://a/old/x?y=1')).toEqual([['/new?y=1', 'b.com']]);
    const redirect = (to: string) => filtered(`{type: RequestRedirect, requestRedirect: {${to}}}`, undefined, '');
    expect(answer(redirect('scheme: https'), 'http://a/old')).toEqual(['100% 302 https://a/old']);
    expect(answer(redirect('hostname: b.com, port: 8080, statusCode: 308'), 'http://a/old')).toEqual([
      '100% 308 http://b.com:8080/old',
    ]);
    expect(
      answer(redirect('path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}'), 'http://a/old/x?y=1'),
    ).toEqual(['100% 302 http://a/new/x?y=1']);
    expect(answer(redirect('path: {type: ReplacePrefixMatch, replacePrefixMatch: /new/}'), 'http://a/old/x')).toEqual([
      '100% 302 http://a/new//x',
    ]);
    expect(answer(redirect('path: {type: ReplaceFullPath, replaceFullPath: /new}'), 'http://a/old/x')).toEqual([
      '100% 302 http://a/new',
    ]);
    const headers = filtered(
      '{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: "1"}], remove: [x-b]}}',
    );
    const [end] = outcomeOf(`${BASE}${headers}`, 'shop/client', 'http://a/old', { headers: [['x-b', '2']] }).ends;
    expect(end?.request.headers).toEqual([['x-a', '1']]);
    const mirror = filtered(
      '{type: RequestMirror, requestMirror: {backendRef: {name: c, port: 80}, fraction: {numerator: 1, denominator: 4}}}',
    );
    const [mirrored] = outcomeOf(`${BASE}${mirror}`, 'shop/client', 'http://a/old').ends;
    expect(mirrored?.mirrors).toEqual([
      { host: 'c.shop.svc.cluster.local', port: 80, subset: undefined, probability: 0.25, missing: undefined },
    ]);
  });

  test('GIVEN times THEN the time of an attempt is that of all, without retries of its own', () => {
    const timeoutOf = (timeouts: string) =>
      outcomeOf(`${BASE}${ofMesh(`[{timeouts: ${timeouts}, backendRefs: [${to('b')}]}]`)}`, 'shop/client', 'http://a/')
        .ends[0]?.decision?.timeout;
    expect(timeoutOf('{request: 5s}')).toBe('5s');
    expect(timeoutOf('{request: 5s, backendRequest: 2s}')).toBe('2s');
    expect(timeoutOf('{request: 0s}')).toBeUndefined();
  });

  test('GIVEN a filter that nobody knows THEN the answer is unknown', () => {
    const own = ofMesh(
      `[{filters: [{type: ExtensionRef, extensionRef: {group: a.b, kind: C, name: d}}], backendRefs: [${to('b')}]}]`,
    );
    expect(outcomeOf(`${BASE}${own}`, 'shop/client', 'http://a/').reservations.map(({ text }) => text)).toEqual([
      'filter ExtensionRef is not modelled',
    ]);
  });

  test('GIVEN a port of the parent THEN other ports are as they were', () => {
    const own = api(
      ...([
        'HTTPRoute',
        'r',
        'shop',
        `{parentRefs: [{group: "", kind: Service, name: a, port: 81}], rules: [{backendRefs: [${to('b')}]}]}`,
      ] as const),
    );
    expect(answer(own)).toEqual(['100% a.shop [a]']);
    expect(answer(own.replace('port: 81', 'port: 80'))).toEqual(['100% b.shop [b]']);
  });

  test('GIVEN routes of several namespaces THEN callers follow that of their own, else that of the Service', () => {
    const elsewhere = (at: string, name: string) =>
      api(
        'HTTPRoute',
        'r',
        at,
        `{parentRefs: [{group: "", kind: Service, name: a, namespace: shop}], rules: [{backendRefs: [{name: ${name}, namespace: shop, port: 80}]}]}`,
      );
    const both = `${ofMesh(`[{backendRefs: [${to('b')}]}]`)}${elsewhere('far', 'c')}`;
    expect(answer(both, 'http://a.shop/', 'far/caller')).toEqual(['100% c.shop [c]']);
    expect(answer(both, 'http://a.shop/', 'third/caller')).toEqual(['100% b.shop [b]']);
    expect(answer(both, 'http://a/')).toEqual(['100% b.shop [b]']);
    expect(answer(elsewhere('far', 'c'), 'http://a/')).toEqual(['100% a.shop [a]']);
  });

  test('GIVEN several routes for one host THEN their rules are in one order', () => {
    const two = `${ofMesh(`[{backendRefs: [${to('b')}]}]`)}${ofMesh(`[{matches: [{path: {value: /c}}], backendRefs: [${to('c')}]}]`, 'HTTPRoute', 's')}`;
    expect(answer(two, 'http://a/c')).toEqual(['100% c.shop [c]']);
    const outcome = outcomeOf(`${BASE}${two}`, 'shop/client', 'http://a/c');
    expect(outcome.certainty).toBe('exact');
    expect(outcome.ends[0]?.decision?.virtualService?.name).toBe('s');
    const tie = `${ofMesh(`[{backendRefs: [${to('b')}]}]`)}${ofMesh(`[{matches: [{path: {value: /}}], backendRefs: [${to('c')}]}]`, 'HTTPRoute', 's')}`;
    expect(answer(tie)).toEqual(['100% b.shop [b]']);
  });

  test('GIVEN a VirtualService beside it THEN which counts is unknown', () => {
    const virtualService =
      '\n---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\nspec: {hosts: [a], http: [{route: [{destination: {host: c}}]}]}';
    const { reservations } = outcomeOf(
      `${BASE}${ofMesh(`[{backendRefs: [${to('b')}]}]`)}${virtualService}`,
      'shop/client',
      'http://a/',
    );
    expect(reservations.map(({ text, certainty }) => `${certainty}: ${text}`)).toEqual([
      'unknown: HTTPRoute shop/r and VirtualService shop/v are for one host: which of them counts is not defined',
    ]);
  });
});

describe('a GRPCRoute of a mesh', () => {
  const rules = `[
    {backendRefs: [${to('a')}]},
    {matches: [{method: {service: shop.Ads}}], backendRefs: [${to('b')}]},
    {matches: [{method: {service: shop.Ads, method: Get}}], backendRefs: [${to('c')}]},
    {matches: [{method: {method: List}}], backendRefs: [{name: d, namespace: far, port: 80}]}]`;

  test('GIVEN services and methods THEN they are paths, the narrowest first', () => {
    const text = ofMesh(rules, 'GRPCRoute');
    expect(answer(text, 'grpc://a/shop.Ads/Get')).toEqual(['100% c.shop [c]']);
    expect(answer(text, 'grpc://a/shop.Ads/Put')).toEqual(['100% b.shop [b]']);
    expect(answer(text, 'grpc://a/shop.Carts/List')).toEqual(['100% d.far [d]']);
    expect(answer(text, 'grpc://a/shop.Carts/Get')).toEqual(['100% a.shop [a]']);
  });
});

describe('a Gateway of the Gateway API', () => {
  const gateway = (listeners: string, more = '') =>
    api('Gateway', 'edge', 'shop', `{gatewayClassName: istio, listeners: ${listeners}${more}}`);
  const http = '[{name: web, port: 80, protocol: HTTP}]';
  const at = (where: string, parent: string, more: string) =>
    api('HTTPRoute', 'r', where, `{parentRefs: [${parent}], ${more}}`);
  const toB = `rules: [{backendRefs: [${to('b')}]}]`;
  const outside = (text: string, url: string) => answer(text, url, 'outside');

  test('GIVEN a route THEN clients outside reach it through pods that istiod makes', () => {
    const text = `${gateway(http)}${at('shop', '{name: edge}', `hostnames: [a.example.com], ${toB}`)}`;
    expect(outside(text, 'http://a.example.com/')).toEqual(['100% b.shop [b]']);
    expect(outside(text, 'http://b.example.com/')).toEqual(['100% 404 NR']);
    const outcome = outcomeOf(`${BASE}${text}`, 'outside', 'http://a.example.com/');
    expect(outcome.ends[0]?.via.map(({ name, serviceAccount }) => [name, serviceAccount])).toEqual([
      ['edge-istio', 'edge-istio'],
    ]);
    expect(outcome.reservations.map(({ text: said }) => said)).toEqual([
      'a.example.com leads to gateway shop/edge-istio: DNS is not in the manifests',
    ]);
  });

  test('GIVEN clients of the mesh THEN they reach the pods by their Service', () => {
    const text = `${gateway(http)}${at('shop', '{name: edge}', toB)}`;
    expect(answer(text, 'http://edge-istio/')).toEqual(['100% b.shop [b]']);
  });

  test('GIVEN hosts that meet THEN requests for what they have in common are routed', () => {
    const listener = '[{name: web, port: 80, protocol: HTTP, hostname: "*.example.com"}]';
    const text = `${gateway(listener)}${at('shop', '{name: edge}', `hostnames: [a.example.com, b.org], ${toB}`)}`;
    expect(outside(text, 'http://a.example.com/')).toEqual(['100% b.shop [b]']);
    expect(outside(text, 'http://c.example.com/')).toEqual(['100% 404 NR']);
    const open = `${gateway(listener)}${at('shop', '{name: edge}', toB)}`;
    expect(outside(open, 'http://c.example.com/')).toEqual(['100% b.shop [b]']);
  });

  test('GIVEN listeners of one port THEN the one with the narrower host has what is for it', () => {
    const listeners =
      '[{name: all, port: 80, protocol: HTTP}, {name: one, port: 80, protocol: HTTP, hostname: a.example.com}]';
    const ofAll = at('shop', '{name: edge, sectionName: all}', `hostnames: [a.example.com, b.example.com], ${toB}`);
    const text = `${gateway(listeners)}${ofAll}`;
    expect(outside(text, 'http://b.example.com/')).toEqual(['100% b.shop [b]']);
    expect(outside(text, 'http://a.example.com/')).toEqual(['100% 404 NR']);
  });

  test('GIVEN TLS that ends THEN routes are by listener', () => {
    const listeners =
      '[{name: web, port: 80, protocol: HTTP}, {name: secure, port: 443, protocol: HTTPS, hostname: a.example.com, tls: {certificateRefs: [{name: c}]}}]';
    const text = `${gateway(listeners)}${at('shop', '{name: edge, sectionName: secure}', toB)}`;
    expect(outside(text, 'https://a.example.com/')).toEqual(['100% b.shop [b]']);
    expect(outside(text, 'http://a.example.com/')).toEqual(['100% 404 NR']);
  });

  test('GIVEN a route of another namespace THEN it is as the listener allows', () => {
    const from = (namespaces: string) =>
      `${gateway(`[{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: ${namespaces}}}]`)}${at('far', '{name: edge, namespace: shop}', 'rules: [{backendRefs: [{name: d, port: 80}]}]')}`;
    expect(outside(from('{from: Same}'), 'http://a.example.com/')).toEqual(['100% 404 NR']);
    expect(outside(from('{from: All}'), 'http://a.example.com/')).toEqual(['100% d.far [d]']);
    const selector = (team: string) => `{from: Selector, selector: {matchLabels: {team: ${team}}}}`;
    expect(outside(from(selector('far')), 'http://a.example.com/')).toEqual(['100% d.far [d]']);
    expect(outside(from(selector('near')), 'http://a.example.com/')).toEqual(['100% 404 NR']);
  });

  test('GIVEN a Service of another namespace THEN it has to be granted', () => {
    const text = `${gateway(http)}${at('shop', '{name: edge}', 'rules: [{backendRefs: [{name: d, namespace: far, port: 80}]}]')}`;
    expect(outside(text, 'http://a.example.com/')).toEqual(['100% 500 NC']);
    expect(outside(`${text}${grant}`, 'http://a.example.com/')).toEqual(['100% d.far [d]']);
    const [end] = outcomeOf(`${BASE}${text}`, 'outside', 'http://a.example.com/').ends;
    expect(end?.why).toBe('no ReferenceGrant of namespace far lets a HTTPRoute of shop use Service d');
  });

  test('GIVEN pods of somebody else THEN addresses say whose', () => {
    const own = `
---
apiVersion: v1
kind: Service
metadata: {name: own, namespace: far}
spec: {selector: {app: own}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: own, namespace: far, labels: {app: own}}
spec: {containers: [{name: istio-proxy, image: auto, args: [proxy, router]}]}`;
    const addresses = ', addresses: [{type: Hostname, value: own.far.svc.cluster.local}]';
    const text = `${own}${gateway(http, addresses)}${at('shop', '{name: edge}', toB)}`;
    const outcome = outcomeOf(`${BASE}${text}`, 'outside', 'http://a.example.com/');
    expect(outcome.ends[0]?.via.map(({ name }) => name)).toEqual(['own']);
    expect(endsOf(outcome)).toEqual(['100% b.shop.svc.cluster.local:80 [b] istio-mutual']);
  });

  test('GIVEN TLS that stays closed THEN TLSRoutes lead it by name', () => {
    const listeners = '[{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}]';
    const route = api(
      'TLSRoute',
      't',
      'shop',
      `{parentRefs: [{name: edge}], hostnames: [a.example.com], rules: [{backendRefs: [${to('b')}]}]}`,
    );
    expect(outside(`${gateway(listeners)}${route}`, 'https://a.example.com/')).toEqual(['100% b.shop [b]']);
    expect(outside(`${gateway(listeners)}${route}`, 'https://b.example.com/')[0]).toContain(
      'failed: no server is for b.example.com',
    );
  });

  test('GIVEN policies THEN those count that name the Gateway in their namespace', () => {
    const only = (where: string, target: string) => `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: ${where}}
spec: {targetRefs: [${target}], rules: [{to: [{operation: {methods: [PUT]}}]}]}`;
    const edge = (name: string) => `{group: gateway.networking.k8s.io, kind: Gateway, name: ${name}}`;
    const text = `${gateway(http)}${at('shop', '{name: edge}', toB)}`;
    const guarded = (policy: string) => outside(`${text}${policy}`, 'http://a.example.com/');
    expect(guarded(only('shop', edge('edge')))).toEqual(['100% 403 RBAC']);
    expect(guarded(only('shop', `${edge('other')}, ${edge('edge')}`))).toEqual(['100% 403 RBAC']);
    for (const [where, target] of [
      ['shop', edge('other')],
      ['far', edge('edge')],
      ['istio-system', edge('edge')],
      ['shop', '{group: "", kind: Service, name: b}'],
    ] as const) {
      expect(guarded(only(where, target))).toEqual(['100% b.shop [b]']);
    }
  });

  test('GIVEN a plugin that names the Gateway THEN what it does is unknown', () => {
    const plugin = (name: string) => `
---
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: p, namespace: shop}
spec: {url: 'oci://example.com/p:1', targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${name}}]}`;
    const certainty = (name: string) =>
      outcomeOf(
        `${BASE}${gateway(http)}${at('shop', '{name: edge}', toB)}${plugin(name)}`,
        'outside',
        'http://a.example.com/',
      ).certainty;
    expect([certainty('edge'), certainty('other')]).toEqual(['unknown', 'assumed']);
  });

  test('GIVEN a Gateway of somebody else THEN what it does is unknown', () => {
    const other = gateway(http).replace('gatewayClassName: istio', 'gatewayClassName: other');
    const { certainty } = outcomeOf(
      `${BASE}${other}${at('shop', '{name: edge}', toB)}`,
      'outside',
      'http://a.example.com/',
    );
    expect(certainty).toBe('unknown');
  });
});
