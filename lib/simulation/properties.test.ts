import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Mesh } from '../mesh/mesh';
import type { ManifestObject } from '../model/manifest';
import { idKey } from '../world/entity';
import { parseCall } from './call';
import type { EndDestination, Outcome } from './outcome';
import { recordedMesh } from './recorded.testing';
import { simulate } from './simulate';

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
const istio = (kind: string, namespace: string, name: string, spec: ManifestObject) =>
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
const text = fc.oneof(
  fc.record({ exact: fc.constantFrom('/a', 'GET', '1') }),
  fc.record({ prefix: fc.constantFrom('/', '/a', '1') }),
  fc.record({ regex: fc.constantFrom('.*', '/a.*', '[0-9]') }),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const match = fc.record({
  uri: maybe(text),
  method: maybe(text),
  headers: maybe(fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(text, fc.constant({})), { maxKeys: 2 })),
  withoutHeaders: maybe(fc.dictionary(fc.constantFrom('x'), text, { maxKeys: 1 })),
  queryParams: maybe(fc.dictionary(fc.constantFrom('q'), text, { maxKeys: 1 })),
  port: maybe(fc.constantFrom(80, 81)),
  sourceNamespace: maybe(namespace),
  gateways: maybe(fc.constantFrom(['mesh'], ['edge/g'], ['mesh', 'edge/g'])),
});
const destination = fc.record({
  host: fc.constantFrom('a', 'b.web.svc.cluster.local', 'c.shop.svc.cluster.local', 'none', 'x.com'),
  subset: maybe(fc.constantFrom('v1', 'v2', 'v3')),
  port: maybe(fc.record({ number: fc.constantFrom(80, 81, 82) })),
});
const percentage = fc.record({ value: fc.constantFrom(0, 0.1, 33.3, 50, 100) });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      route: fc.array(fc.record({ destination, weight: maybe(fc.nat(3)) }), { minLength: 1, maxLength: 3 }),
      fault: maybe(
        fc.record({
          abort: maybe(fc.record({ httpStatus: fc.constant(503), percentage })),
          delay: maybe(fc.record({ fixedDelay: fc.constant('1s'), percentage })),
        }),
      ),
      rewrite: maybe(fc.record({ uri: fc.constantFrom('/', '/new') })),
      mirror: maybe(destination),
    }),
  },
  fc.record({
    redirect: fc.record({
      uri: maybe(fc.constant('/r')),
      authority: maybe(fc.constant('r.com')),
      scheme: maybe(fc.constant('https')),
    }),
  }),
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
      istio('VirtualService', of, name, { hosts, gateways, http, exportTo: to, tcp }),
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
  fc.tuple(namespace, hostIn, fc.subarray(['v1', 'v2', 'v3']), exportTo).map(([of, host, subsets, to]) =>
    istio('DestinationRule', of, name, {
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
    istio('Sidecar', of, 's', { egress: [{ hosts, ...(port === undefined ? {} : { port }) }] }),
  );
const gateway = fc.constant(
  istio('Gateway', 'edge', 'g', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
);

const objects: fc.Arbitrary<readonly ManifestObject[]> = fc
  .tuple(
    fc.tuple(...NAMESPACES.flatMap((of) => NAMES.map((name) => service(of, name)))),
    fc.tuple(virtualService('v0'), virtualService('v1'), virtualService('v2')),
    fc.tuple(destinationRule('d0'), destinationRule('d1')),
    fc
      .tuple(namespace, fc.array(rule, { minLength: 1, maxLength: 2 }))
      .map(([of, http]) => istio('VirtualService', of, 'd0', { http })),
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

const call = fc.record({
  from: fc.constantFrom('web/client', 'shop/client', 'edge/edge'),
  scheme: fc.constantFrom('http', 'http', 'http', 'tcp', 'https'),
  host: fc.constantFrom('a', 'a.web', 'b.web.svc.cluster.local', 'c.shop', 'x.com', 'y.com', 'none'),
  port: fc.constantFrom(80, 81),
  path: fc.constantFrom('/', '/a', '/ab?q=1', '/b'),
  headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { maxKeys: 2 }),
});

type Asked = typeof call extends fc.Arbitrary<infer T> ? T : never;

function ask(mesh: Mesh, { from, scheme, host, port, path, headers }: Asked): Outcome {
  const client = mesh.proxies.find((proxy) => `${proxy.namespace}/${proxy.name}` === from);
  if (client === undefined) throw new Error(`no ${from}`);
  return simulate(mesh, parseCall(client, `${scheme}://${host}:${port}${scheme === 'tcp' ? '' : path}`, { headers }));
}

/** What is said of the ends, without objects that are equal and not the same, and without the order of pods. */
function ends({ ends: all }: Outcome): string {
  return JSON.stringify(
    all.map(({ probability, kind, status, flag, why, destination, redirect, request, delay, mirrors }) => ({
      ...{ probability, kind, status, flag, redirect, request, delay, mirrors },
      why: kind === 'reached' ? undefined : why,
      to: destination && [destination.cluster, destination.tls.mode, ...podsOf(destination)],
    })),
  );
}

function podsOf({ workloads }: EndDestination): readonly string[] {
  return workloads.map(({ workload, share }) => `${workload.namespace}/${workload.name} ${share.toFixed(6)}`).sort();
}

describe('any mesh and any call', () => {
  test('THEN probabilities sum to one, and there is an end', () => {
    fc.assert(
      fc.property(objects, fc.array(call, { minLength: 1, maxLength: 4 }), (all, calls) => {
        const mesh = recordedMesh(all);
        for (const each of calls) {
          const outcome = ask(mesh, each);
          const sum = outcome.ends.reduce((total, { probability }) => total + probability, 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
          expect(outcome.ends.every(({ probability }) => probability > 0)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('THEN asking again, or asking a mesh of objects in another order, gives the same answer', () => {
    fc.assert(
      fc.property(objects, call, fc.integer(), (all, asked, seed) => {
        const mesh = recordedMesh(all);
        const first = ends(ask(mesh, asked));
        expect(ends(ask(mesh, asked))).toBe(first);
        const turned = [...all.slice(Math.abs(seed) % all.length), ...all.slice(0, Math.abs(seed) % all.length)];
        expect(ends(ask(recordedMesh(turned), asked))).toBe(first);
      }),
      { numRuns: 60 },
    );
  });

  test('GIVEN one more VirtualService for a host that nobody calls THEN nothing changes', () => {
    fc.assert(
      fc.property(objects, call, (all, asked) => {
        const more = istio('VirtualService', 'web', 'a-first', {
          hosts: ['other.org'],
          gateways: ['mesh', 'edge/g'],
          http: [{ directResponse: { status: 418 } }],
        });
        const before = ask(recordedMesh(all), asked);
        // Without any virtual host, a gateway has one for all; with one, it has not.
        fc.pre(!before.ends.some(({ flag }) => flag === 'NR'));
        expect(ends(ask(recordedMesh([...all, more]), asked))).toBe(ends(before));
      }),
      { numRuns: 60 },
    );
  });

  test('THEN the trace explains the answer: without the VirtualService that decided there is another decision', () => {
    fc.assert(
      fc.property(objects, call, (all, asked) => {
        const mesh = recordedMesh(all);
        const before = ask(mesh, asked);
        const decided = before.ends[0]?.decision?.virtualService;
        fc.pre(decided !== undefined);
        const named = before.steps.some(({ place }) => place?.entity === decided?.entity);
        const root = before.ends[0]?.decision?.route?.rule?.root?.entity ?? decided?.entity;
        const rest = all.filter(({ kind, metadata }) => {
          const { namespace: of, name } = metadata as { namespace?: string; name: string };
          return (
            root === undefined ||
            idKey(root.id) !== idKey({ group: 'networking.istio.io', kind: String(kind), namespace: of ?? '', name })
          );
        });
        const after = ask(recordedMesh(rest), asked).ends[0]?.decision?.virtualService;
        expect(named).toBe(true);
        expect(after === undefined || idKey(after.entity.id) !== idKey(decided?.entity.id ?? after.entity.id)).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });
});
