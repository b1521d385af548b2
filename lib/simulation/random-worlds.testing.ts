import fc from 'fast-check';
import type { ManifestObject } from '../model/manifest';
import { type RandomCall, randomCall, randomObjects } from './random-meshes.testing';

/**
 * Random meshes as in `random-meshes.testing.ts`, with what else decides on connections and on who may call: TLS by server
 * name, hosts outside, servers of gateways that end TLS or pass it on, Sidecars by port, policies of servers.
 */

const object = (apiVersion: string, kind: string, namespace: string, name: string, spec: object): ManifestObject => ({
  apiVersion,
  kind,
  metadata: { namespace, name },
  spec,
});
const networking = (kind: string, namespace: string, name: string, spec: object) =>
  object('networking.istio.io/v1', kind, namespace, name, spec);
const security = (kind: string, namespace: string, name: string, spec: object) =>
  object('security.istio.io/v1', kind, namespace, name, spec);

const namespace = fc.constantFrom('web', 'shop');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** There in one case of three. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** TLS by server name, inside and at the gateway. */
const byServerName = fc
  .record({
    of: namespace,
    hosts: fc.constantFrom(['x.com'], ['*.com'], ['a'], ['c.shop.svc.cluster.local'], ['x.com', 'y.com']),
    gateways: maybe(fc.constantFrom(['mesh'], ['edge/g'], ['edge/s', 'mesh'])),
    sni: fc.uniqueArray(fc.constantFrom('x.com', '*.com', 'y.com', 'a', 'c.shop.svc.cluster.local'), {
      minLength: 1,
      maxLength: 2,
    }),
    port: maybe(fc.constantFrom(81, 443)),
    to: fc.constantFrom('a', 'b.web.svc.cluster.local', 'x.com'),
    weight: fc.constantFrom(0, 30),
  })
  .map(({ of, hosts, gateways, sni, port, to, weight }) =>
    networking('VirtualService', of, 't0', {
      hosts,
      gateways,
      tls: [
        {
          match: [{ sniHosts: sni, port }],
          route: [
            { destination: { host: to }, weight: 100 - weight },
            { destination: { host: 'c.shop.svc.cluster.local' }, weight },
          ],
        },
      ],
    }),
  );

const entry = fc
  .record({
    of: namespace,
    hosts: fc.constantFrom<string[][]>(['x.com'], ['*.com'], ['y.com', 'x.com']),
    ports: fc.subarray(
      [
        { number: 80, name: 'http', protocol: 'HTTP' },
        { number: 81, name: 'tcp', protocol: 'TCP' },
        { number: 443, name: 'tls', protocol: 'TLS' },
      ],
      { minLength: 1 },
    ),
    resolution: fc.constantFrom('NONE', 'DNS', 'STATIC'),
    location: maybe(fc.constantFrom('MESH_EXTERNAL', 'MESH_INTERNAL')),
  })
  .filter(({ hosts, resolution }) => resolution === 'NONE' || !hosts.includes('*.com'))
  .map(({ of, resolution, ...more }) =>
    networking('ServiceEntry', of, 'e', {
      ...more,
      resolution,
      ...(resolution === 'STATIC' ? { endpoints: [{ address: '10.9.0.1' }] } : {}),
    }),
  );

const server = fc.constantFrom(
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['x.com'] },
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['x.com'], tls: { httpsRedirect: true } },
  { port: { number: 81, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
  { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['x.com'], tls: { mode: 'PASSTHROUGH' } },
  {
    port: { number: 443, name: 'https', protocol: 'HTTPS' },
    hosts: ['*.com'],
    tls: { mode: 'SIMPLE', credentialName: 'c' },
  },
  {
    port: { number: 443, name: 'https-y', protocol: 'HTTPS' },
    hosts: ['web/y.com'],
    tls: { mode: 'MUTUAL', credentialName: 'd' },
  },
);
const secondGateway = fc
  .uniqueArray(server, { minLength: 1, maxLength: 3 })
  .map((servers) => networking('Gateway', 'edge', 's', { selector: { istio: 'ingressgateway' }, servers }));

const byPort = fc
  .record({
    of: namespace,
    hosts: fc.constantFrom(['./*'], ['*/a.web.svc.cluster.local'], ['shop/*', '~/*']),
    rest: maybe(fc.constantFrom(['*/*'], ['./*'])),
    mode: maybe(fc.constantFrom('REGISTRY_ONLY', 'ALLOW_ANY')),
    selector: maybe(fc.constantFrom({ app: 'client' }, { app: 'other' })),
  })
  .map(({ of, hosts, rest, mode, selector }) =>
    networking('Sidecar', of, 'by-port', {
      egress: [
        { port: { number: 80, protocol: 'HTTP', name: 'http' }, hosts },
        ...(rest === undefined ? [] : [{ hosts: rest }]),
      ],
      ...(mode === undefined ? {} : { outboundTrafficPolicy: { mode } }),
      ...(selector === undefined ? {} : { workloadSelector: { labels: selector } }),
    }),
  );

const source = fc.record({
  namespaces: maybe(fc.constantFrom(['web'], ['s*'])),
  notPrincipals: maybe(fc.constantFrom(['cluster.local/ns/web/sa/default'])),
  ipBlocks: seldom(fc.constantFrom(['10.0.0.0/8'])),
});
const operation = fc.record({
  methods: maybe(fc.constantFrom(['GET'], ['P*'])),
  paths: maybe(fc.constantFrom(['/a*'], ['*b'], ['/a/{*}'])),
  notPaths: seldom(fc.constantFrom(['/'])),
  hosts: seldom(fc.constantFrom(['a', 'x.com'], ['*.web'])),
  ports: seldom(fc.constantFrom(['80'], ['81'])),
});
const authorization = (name: string) =>
  fc
    .record({
      of: fc.constantFrom('web', 'shop', 'edge', 'istio-system'),
      action: fc.constantFrom('ALLOW', 'DENY'),
      app: maybe(fc.constantFrom('a', 'b')),
      from: maybe(source),
      to: maybe(operation),
      header: seldom(fc.constantFrom('1', '1*')),
    })
    // istiod's webhook wants something in each.
    .filter(({ from, to }) =>
      [from, to].every((each) => each === undefined || Object.values(each).some((value) => value !== undefined)),
    )
    .map(({ of, action, app, from, to, header }) =>
      security('AuthorizationPolicy', of, name, {
        action,
        ...(app === undefined ? {} : { selector: { matchLabels: { app } } }),
        rules: [
          {
            ...(from === undefined ? {} : { from: [{ source: from }] }),
            ...(to === undefined ? {} : { to: [{ operation: to }] }),
            ...(header === undefined ? {} : { when: [{ key: 'request.headers[x]', values: [header] }] }),
          },
        ],
      }),
    );
const peers = fc
  .record({
    of: fc.constantFrom('web', 'shop', 'istio-system'),
    mode: fc.constantFrom('STRICT', 'DISABLE', 'PERMISSIVE'),
  })
  .map(({ of, mode }) => security('PeerAuthentication', of, 'default', { mtls: { mode } }));

export const randomWorld: fc.Arbitrary<readonly ManifestObject[]> = fc
  .tuple(
    randomObjects,
    fc.tuple(
      maybe(byServerName),
      maybe(entry),
      maybe(secondGateway),
      seldom(byPort),
      maybe(authorization('p0')),
      seldom(authorization('p1')),
      seldom(peers),
    ),
  )
  // What is left out is not there, as in YAML.
  .map(
    ([all, more]) =>
      JSON.parse(JSON.stringify([...all, ...more.filter((each) => each !== undefined)])) as readonly ManifestObject[],
  );

/** As {@link randomCall}, with TLS and its port. */
export const randomConnection: fc.Arbitrary<RandomConnection> = fc
  .tuple(randomCall, fc.constantFrom(80, 80, 81, 443))
  .map(([call, port]) => ({ ...call, port, ...(port === 443 ? { scheme: 'https' as const } : {}) }));

export type RandomConnection = Omit<RandomCall, 'port'> & { readonly port: number };
