import fc from 'fast-check';
import type { ManifestObject } from '../model/manifest';

/** Random meshes, small and full of what decides on routes, and calls to them; for tests that hold of any. */

const NAMESPACES = ['web', 'shop'];
const NAMES = ['a', 'b', 'c'];

const object = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  more: ManifestObject,
): ManifestObject => ({
  apiVersion,
  kind,
  metadata: { namespace, name },
  ...more,
});
export const istioObject = (kind: string, namespace: string, name: string, spec: ManifestObject) =>
  object('networking.istio.io/v1', kind, namespace, name, { spec });
const pod = (namespace: string, name: string, labels: ManifestObject) => ({
  ...object('v1', 'Pod', namespace, name, { spec: { containers: [{ name: 'c' }] } }),
  metadata: { namespace, name, labels },
});

/** What is in every mesh: two namespaces with a client each, and a gateway. */
const FIXED: readonly ManifestObject[] = [
  ...NAMESPACES.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'istio-injection': 'enabled' } },
  })),
  ...NAMESPACES.flatMap((namespace) => [
    pod(namespace, 'client', { app: 'client' }),
    ...NAMES.flatMap((name) =>
      ['v1', 'v2'].map((version) => pod(namespace, `${name}-${version}`, { app: name, version })),
    ),
  ]),
  { ...pod('edge', 'edge', { istio: 'ingressgateway' }), spec: { containers: [{ name: 'istio-proxy' }] } },
];

const namespace = fc.constantFrom(...NAMESPACES);
const hostIn = fc.constantFrom(
  'a',
  'b.web.svc.cluster.local',
  'c.shop.svc.cluster.local',
  'x.com',
  '*.com',
  '*.web.svc.cluster.local',
  'none',
);
/** A match of a text: some that match much, some that match little. */
const textOf = (exact: readonly string[], prefix: readonly string[], regex: readonly string[]) =>
  fc.oneof(
    fc.record({ exact: fc.constantFrom(...exact) }),
    fc.record({ prefix: fc.constantFrom(...prefix) }),
    fc.record({ regex: fc.constantFrom(...regex) }),
  );
const pathText = textOf(['/a', '/ab', '/a/b', '/A'], ['/', '/a', '/a/', '/A'], ['.*', '/a.*', '/[a-z]+', '/a/b|/b']);
const methodText = textOf(['GET', 'POST', 'get'], ['G', 'P'], ['GET|POST', 'G..']);
const headerText = textOf(['1', '2', '1,2'], ['1', '12'], ['[0-9]', '1.*', '.*']);
const authorityText = textOf(['a', 'x.com', 'x.com:81'], ['a', 'x.'], ['.*[.]com', 'a.*']);
/** There in one case of five. */
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.option(fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: value }), {
    nil: undefined,
    freq: 2,
  });
const mostly = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: seldom });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const match = fc.record({
  uri: maybe(pathText),
  ignoreUriCase: rarely(fc.boolean()),
  method: rarely(methodText),
  authority: rarely(authorityText),
  headers: maybe(fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(headerText, fc.constant({})), { maxKeys: 2 })),
  withoutHeaders: maybe(fc.dictionary(fc.constantFrom('x'), fc.oneof(headerText, fc.constant({})), { maxKeys: 1 })),
  queryParams: maybe(fc.dictionary(fc.constantFrom('q'), fc.oneof(headerText, fc.constant({})), { maxKeys: 1 })),
  port: rarely(fc.constantFrom(80, 81)),
  sourceNamespace: rarely(namespace),
  gateways: rarely(fc.constantFrom(['mesh'], ['edge/g'], ['mesh', 'edge/g'])),
});
const destination = fc.record({
  host: mostly(
    fc.constantFrom('a', 'b.web.svc.cluster.local', 'c.shop.svc.cluster.local'),
    fc.constantFrom('none', 'x.com'),
  ),
  subset: rarely(mostly(fc.constantFrom('v1', 'v2'), fc.constant('v3'))),
  port: maybe(fc.record({ number: mostly(fc.constantFrom(80, 81), fc.constant(82)) })),
});
const percentage = fc.record({ value: fc.constantFrom(0, 0.1, 33.3, 50, 100) });
const operations = fc.record({
  set: maybe(
    fc.dictionary(fc.constantFrom('x', 'z', 'W'), fc.constantFrom('s1', 's2', '', '%REQ(y)%', '100%% %REQ(v?:path)%'), {
      maxKeys: 2,
    }),
  ),
  add: maybe(fc.dictionary(fc.constantFrom('x', 'z'), fc.constantFrom('a1'), { maxKeys: 1 })),
  remove: maybe(fc.subarray(['x', 'y'])),
});
const headers = fc.record({ request: operations });
const fault = fc.record({
  abort: maybe(fc.record({ httpStatus: fc.constant(503), percentage })),
  delay: maybe(fc.record({ fixedDelay: fc.constant('1ms'), percentage })),
});
const rewrite = fc.oneof(
  fc.record({ uri: fc.constantFrom('/', '/new', '/new/') }),
  fc.record({ authority: fc.constantFrom('r.com', 'r.com:90') }),
  fc.record({
    uriRegexRewrite: fc.constantFrom({ match: '/([a-z]+)', rewrite: '/\\1\\1' }, { match: '^/a', rewrite: '' }),
  }),
);
const corsPolicy = fc.record({
  allowOrigins: fc.constantFrom([{ exact: 'http://ok.com' }], [{ regex: 'http://.*' }]),
  unmatchedPreflights: maybe(fc.constantFrom('FORWARD', 'IGNORE')),
});
const redirect = fc.record({
  uri: maybe(fc.constantFrom('/r', '/r?z=1')),
  authority: maybe(fc.constantFrom('r.com')),
  scheme: maybe(fc.constantFrom('https', 'http')),
  port: rarely(fc.constantFrom(80, 443, 8080)),
  redirectCode: rarely(fc.constantFrom(302, 303, 307, 308)),
});
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      route: fc.array(fc.record({ destination, weight: maybe(fc.nat(3)), headers: rarely(headers) }), {
        minLength: 1,
        maxLength: 3,
      }),
      fault: rarely(fault),
      rewrite: rarely(rewrite),
      headers: rarely(headers),
      corsPolicy: rarely(corsPolicy),
      mirror: rarely(destination),
    }),
  },
  fc.record({ redirect }),
  fc.record({ directResponse: fc.record({ status: fc.constantFrom(200, 404) }) }),
  fc.record({ delegate: fc.record({ name: fc.constantFrom('d0', 'd1', 'gone'), namespace: maybe(namespace) }) }),
);
const rule = fc
  .tuple(maybe(fc.array(match, { minLength: 1, maxLength: 2 })), action)
  .map(([matches, does]) => ({ ...(matches === undefined ? {} : { match: matches }), ...does }));
const exportTo = maybe(fc.subarray(['.', '*', ...NAMESPACES], { minLength: 1 }));
const l4 = fc.array(
  fc.record({
    route: fc.array(fc.record({ destination, weight: maybe(fc.nat(3)) }), { minLength: 1, maxLength: 2 }),
    match: maybe(
      fc.array(fc.record({ port: maybe(fc.constantFrom(80, 81)), sourceNamespace: maybe(namespace) }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
  }),
  { maxLength: 2 },
);
const virtualService = (name: string) =>
  fc
    .tuple(
      namespace,
      fc.uniqueArray(hostIn, { minLength: 1, maxLength: 2 }),
      maybe(fc.constantFrom(['mesh'], ['edge/g'], ['mesh', 'edge/g'])),
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      exportTo,
      l4,
    )
    .map(([of, hosts, gateways, http, to, tcp]) =>
      istioObject('VirtualService', of, name, { hosts, gateways, http, exportTo: to, tcp }),
    );
const service = (of: string, name: string) =>
  fc
    .record({
      names: fc.tuple(fc.constantFrom('http', 'web', 'tcp', 'grpc'), fc.constantFrom('http-b', 'tls')),
      headless: fc.boolean(),
    })
    .map(({ names, headless }) =>
      object('v1', 'Service', of, name, {
        spec: {
          selector: { app: name },
          ports: names.map((port, index) => ({ name: port, port: 80 + index })),
          ...(headless ? { clusterIP: 'None' } : {}),
        },
      }),
    );
const destinationRule = (name: string) =>
  fc
    .tuple(
      namespace,
      hostIn,
      mostly(fc.constant<('v1' | 'v2' | 'v3')[]>(['v1', 'v2']), fc.subarray(['v1', 'v2', 'v3'])),
      exportTo,
    )
    .map(([of, host, subsets, to]) =>
      istioObject('DestinationRule', of, name, {
        host,
        exportTo: to,
        subsets: subsets.map((version) => ({ name: version, labels: { version } })),
      }),
    );
const sidecar = fc
  .tuple(
    namespace,
    fc.constantFrom(['*/*'], ['./*'], ['web/*', '~/*']),
    maybe(fc.constantFrom({ number: 80, protocol: 'HTTP', name: 'http' })),
  )
  .map(([of, hosts, port]) =>
    istioObject('Sidecar', of, 's', { egress: [{ hosts, ...(port === undefined ? {} : { port }) }] }),
  );
const gateway = fc.constant(
  istioObject('Gateway', 'edge', 'g', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
);

export const randomObjects: fc.Arbitrary<readonly ManifestObject[]> = fc
  .tuple(
    fc.tuple(...NAMESPACES.flatMap((of) => NAMES.map((name) => service(of, name)))),
    fc.tuple(virtualService('v0'), virtualService('v1'), virtualService('v2')),
    fc.tuple(destinationRule('d0'), destinationRule('d1')),
    fc
      .tuple(namespace, fc.array(rule, { minLength: 1, maxLength: 2 }))
      .map(([of, http]) => istioObject('VirtualService', of, 'd0', { http })),
    fc.option(sidecar, { nil: undefined, freq: 2 }),
    gateway,
  )
  // What is left out is not there, as in YAML.
  .map(
    (parts) =>
      JSON.parse(
        JSON.stringify([...FIXED, ...parts.flat().filter((each) => each !== undefined)]),
      ) as readonly ManifestObject[],
  );

export const randomCall = fc.record({
  from: fc.constantFrom('web/client', 'shop/client', 'edge/edge'),
  scheme: fc.constantFrom('http', 'http', 'http', 'tcp', 'https'),
  method: fc.constantFrom('GET', 'GET', 'POST', 'OPTIONS'),
  host: fc.constantFrom('a', 'a.web', 'b.web.svc.cluster.local', 'c.shop', 'x.com', 'y.com', 'none'),
  port: fc.constantFrom(80, 81),
  path: fc.constantFrom('/', '/a', '/A', '/ab?q=1', '/a/b?q=12&q=2', '/a//b', '/x/../a', '/a%2Fb', '/b?q', '/%61'),
  headers: fc
    .tuple(
      fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '12', ''), { maxKeys: 2 }),
      rarely(fc.constantFrom('http://ok.com', 'https://no.com')),
    )
    .map(
      ([own, origin]): Readonly<Record<string, string>> =>
        origin === undefined ? own : { ...own, origin, 'access-control-request-method': 'GET' },
    ),
});

export type RandomCall = typeof randomCall extends fc.Arbitrary<infer T> ? T : never;
