import fc from 'fast-check';
import type { ManifestObject } from '../../lib/model/manifest';
import { istioObject } from '../../lib/simulation/random-meshes.testing';

/** Random routes of the Gateway API, in the mesh and behind a Gateway, with calls to them. */

const NAMES = ['a', 'b', 'c'];
const API = 'gateway.networking.k8s.io/v1';

const api = (kind: string, namespace: string, name: string, spec: ManifestObject): ManifestObject => ({
  ...{ apiVersion: API, kind, metadata: { namespace, name }, spec },
});

/** What is in every mesh: two namespaces with a client each, three Services, and a Gateway. */
const FIXED: readonly ManifestObject[] = [
  ...['web', 'shop'].flatMap((namespace): readonly ManifestObject[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } },
    ...['client', ...NAMES].map((name) => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels: { app: name } } },
      spec: { containers: [{ name: 'c' }] },
    })),
    ...NAMES.map((name) => ({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
    })),
  ]),
  api('Gateway', 'web', 'edge', {
    gatewayClassName: 'istio',
    listeners: [
      { name: 'all', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } },
      { name: 'own', port: 80, protocol: 'HTTP', hostname: '*.own.com' },
    ],
  }),
  // So that a host of a VirtualService is beside those of routes.
  istioObject('VirtualService', 'shop', 'other', { hosts: ['c'], http: [{ route: [{ destination: { host: 'b' } }] }] }),
];

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** One in six: with many conditions few requests meet a rule. */
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const path = fc.oneof(
  fc.record({ type: fc.constant('Exact'), value: fc.constantFrom('/', '/a', '/a/b', '/ab') }),
  fc.record({ type: fc.constant('PathPrefix'), value: fc.constantFrom('/', '/a', '/a/', '/a/b', '/x') }),
  fc.record({ type: fc.constant('PathPrefix'), value: fc.constantFrom('/a', '/x', '/b') }),
  fc.record({ type: fc.constant('RegularExpression'), value: fc.constantFrom('/a.*', '/[ab]+', '.*', '/x') }),
);
const text = (names: readonly string[]) =>
  fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      type: fc.constantFrom('Exact', 'RegularExpression'),
      value: fc.constantFrom('1', '12', '.*', '1.'),
    }),
    { maxLength: 2, selector: ({ name }) => name.toLowerCase() },
  );
const match = fc.record({
  path: maybe(path),
  method: rarely(fc.constantFrom('GET', 'POST')),
  headers: rarely(text(['x', 'Y'])),
  queryParams: rarely(text(['q'])),
});
const modifier = fc.record({
  set: fc.constantFrom([], [{ name: 'x', value: 'set' }]),
  add: fc.constantFrom([], [{ name: 'z', value: 'added' }]),
  remove: fc.constantFrom([], ['y']),
});
const headersOf = modifier.map((requestHeaderModifier) => ({ type: 'RequestHeaderModifier', requestHeaderModifier }));
const pathModifier = fc.oneof(
  fc.constantFrom('/new', '/').map((value) => ({ type: 'ReplaceFullPath', replaceFullPath: value })),
  fc.constantFrom('/new', '/new/', '/').map((value) => ({ type: 'ReplacePrefixMatch', replacePrefixMatch: value })),
);
const backend = fc.record({
  name: fc.constantFrom(...NAMES, 'gone'),
  namespace: fc.constantFrom(undefined, undefined, 'shop'),
  port: fc.constantFrom(80, 80, 81),
  weight: fc.constantFrom(undefined, 0, 1, 3),
  filters: maybe(headersOf.map((each) => [each])),
});

/** A rule whose filters the API server takes: a prefix is replaced where exactly one is matched. */
const rule = fc
  .record({
    matches: fc.oneof(fc.array(match, { maxLength: 2 }), fc.array(match, { minLength: 1, maxLength: 1 })),
    headers: maybe(headersOf),
    rewrite: maybe(fc.record({ hostname: fc.constantFrom(undefined, 'new.com'), path: maybe(pathModifier) })),
    redirect: maybe(
      fc.record({
        hostname: fc.constantFrom(undefined, 'new.com'),
        scheme: fc.constantFrom(undefined, 'https'),
        port: fc.constantFrom(undefined, 8080),
        statusCode: fc.constantFrom(undefined, 301, 308),
        path: maybe(pathModifier),
      }),
    ),
    isRedirect: fc.constantFrom(false, false, false, true),
    backendRefs: fc.array(backend, { maxLength: 3 }),
  })
  .map(({ matches, headers, rewrite, redirect, isRedirect, backendRefs }) => {
    const [only] = matches;
    const { type = 'PathPrefix', value = '/' } = only?.path ?? {};
    // What becomes of the prefix `/` is not compared: istiod writes no segments for it.
    const mayReplace = matches.length === 1 && type === 'PathPrefix' && value !== '/';
    const allowed = <P extends { readonly path?: { readonly type: string } | undefined }>(filter: P) =>
      filter.path?.type === 'ReplacePrefixMatch' && !mayReplace ? { ...filter, path: undefined } : filter;
    const redirected = isRedirect ? (redirect === undefined ? { hostname: 'new.com' } : allowed(redirect)) : undefined;
    const filters = [
      ...(headers === undefined ? [] : [headers]),
      ...(redirected === undefined ? [] : [{ type: 'RequestRedirect', requestRedirect: redirected }]),
      ...(rewrite === undefined || isRedirect ? [] : [{ type: 'URLRewrite', urlRewrite: allowed(rewrite) }]),
    ];
    return { matches, filters, ...(isRedirect ? {} : { backendRefs }) };
  });
const parent = fc.constantFrom(
  { group: '', kind: 'Service', name: 'a', namespace: 'web' },
  { group: '', kind: 'Service', name: 'a', namespace: 'web', port: 80 },
  { name: 'edge', namespace: 'web' },
  { name: 'edge', namespace: 'web', sectionName: 'all' },
  { name: 'edge', namespace: 'web', sectionName: 'own' },
);
const route = fc.record({
  namespace: fc.constantFrom('web', 'web', 'shop'),
  parent,
  hostnames: fc.constantFrom(undefined, ['x.com'], ['*.own.com'], ['x.com', 'a.own.com']),
  rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
});

/** A mesh whose routes compete. */
export const randomRouteObjects: fc.Arbitrary<readonly ManifestObject[]> = fc
  .array(route, { minLength: 1, maxLength: 3 })
  .map((routes) => [
    ...FIXED,
    ...routes.map(
      ({ namespace, parent: of, hostnames, rules }, index) =>
        // Without what is undefined, as YAML is.
        JSON.parse(
          JSON.stringify(api('HTTPRoute', namespace, `r${index}`, { parentRefs: [of], hostnames, rules })),
        ) as ManifestObject,
    ),
  ]);

export const randomRouteCall = fc.record({
  from: fc.constantFrom('web/client', 'shop/client', 'web/edge-istio'),
  scheme: fc.constant('http' as const),
  method: fc.constantFrom('GET', 'GET', 'POST'),
  host: fc.constantFrom('a.web', 'a.web', 'a.web.svc.cluster.local', 'c.shop', 'x.com', 'x.com', 'a.own.com', 'none'),
  port: fc.constant(80),
  path: fc.constantFrom('/', '/a', '/a/', '/ab?q=1', '/a/b?q=12&q=2', '/a//b', '/x/../a', '/x/y?q=1', '/b?q', '/abc'),
  headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '12', ''), { maxKeys: 2 }),
});
