import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { fullName } from '../../lib/mesh/host-names';
import type { HttpRoute } from '../../lib/mesh/http-routes';
import type { Mesh } from '../../lib/mesh/mesh';
import type { MeshProxy } from '../../lib/mesh/proxies';
import { portOf } from '../../lib/mesh/services';
import type { RouteTable } from '../../lib/mesh/virtual-hosts';
import type { ManifestObject } from '../../lib/model/manifest';
import { type Call, parseCall } from '../../lib/simulation/call';
import type { End } from '../../lib/simulation/outcome';
import { randomCall, randomObjects } from '../../lib/simulation/random-meshes.testing';
import { recordedMesh } from '../../lib/simulation/recorded.testing';
import { simulate } from '../../lib/simulation/simulate';
import type { Behaviour } from '../envoy/backends';
import { type Answer, Envoy, type Request } from '../envoy/envoy';
import { VERSIONS } from '../versions';
import { compareChains, compareListeners } from './chains';
import { envoyTable } from './envoy-table';
import { randomRouteCall, randomRouteObjects } from './random-routes';

export interface RoutingOptions {
  /** How many. @default 10000 */
  readonly requests?: number;
  readonly seed?: number;
}

/** What somebody asks for. */
export interface RandomCall {
  readonly from: string;
  readonly scheme: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request about which the two differ. */
export interface RoutingDifference {
  readonly objects: readonly ManifestObject[];
  readonly call: RandomCall;
  readonly ours: unknown;
  readonly envoys: unknown;
}

interface Compared extends Omit<RoutingDifference, 'objects'> {
  readonly same: boolean;
}

export interface RoutingOutcome {
  readonly version: string;
  readonly tables: number;
  readonly requests: number;
  /** Listeners of sidecars for TLS by server name, as they are derived of meshes. */
  readonly listeners: number;
  /** Connections to them and to random ones, of which it is compared what chain of filters they reach. */
  readonly connections: number;
  readonly different: number;
}

/** How many requests are drawn for each mesh; some of them meet no routes. */
const PER_MESH = 100;

/**
 * Every fourth mesh is one of routes of the Gateway API. Writes the tables of random meshes as Envoy's configuration, sends random requests through it, and compares what
 * became of each with what is simulated: matching, precedence of hosts, rewriting, headers, redirects, weights, faults.
 */
export async function compareRoutes({ requests = 10_000, seed = 1 }: RoutingOptions = {}): Promise<RoutingOutcome> {
  const version = VERSIONS.envoy[0];
  const envoy = await Envoy.start({ version });
  const differences: RoutingDifference[] = [];
  let [compared, tables] = [0, 0];
  try {
    for (let round = 0; compared < requests; round++) {
      const of = { seed: seed * 100_000 + round };
      const isOfRoutes = round % 4 === 3;
      const [objects = []] = fc.sample(isOfRoutes ? randomRouteObjects : randomObjects, { numRuns: 1, ...of });
      const arbitrary: fc.Arbitrary<RandomCall> = isOfRoutes ? randomRouteCall : randomCall;
      const calls = fc.sample(arbitrary, { numRuns: PER_MESH, ...of });
      for (const [table, asked] of groupByTable(recordedMesh(objects), calls)) {
        tables++;
        const found = await compareTable(envoy, recordedMesh(objects), table, asked);
        compared += found.length;
        differences.push(...found.filter(({ same }) => !same).map((each) => ({ objects, ...each })));
      }
    }
  } finally {
    await envoy.stop();
  }
  for (const { objects, call, ours, envoys } of differences.slice(0, 10)) {
    process.stdout.write(
      `${JSON.stringify(call)}\n  ours  ${JSON.stringify(ours)}\n  Envoy ${JSON.stringify(envoys)}\n  ${JSON.stringify(objects.filter(({ kind }) => ['VirtualService', 'HTTPRoute'].includes(String(kind))))}\n`,
    );
  }
  process.stdout.write(`${compared} requests to ${tables} tables, ${differences.length} differ\n`);
  const chains = await compareChains(version, { connections: Math.ceil(requests / 4), seed });
  for (const each of chains.differences.slice(0, 10)) process.stdout.write(`${JSON.stringify(each)}\n`);
  process.stdout.write(`${chains.connections} connections, ${chains.differences.length} differ\n`);
  const own = await compareListeners(version, { listeners: Math.ceil(requests / 50), seed });
  for (const each of own.differences.slice(0, 10)) process.stdout.write(`${JSON.stringify(each)}\n`);
  process.stdout.write(
    `${own.connections} connections to ${own.listeners} listeners of meshes, ${own.differences.length} differ\n`,
  );
  const connections = chains.connections + own.connections;
  const different = differences.length + chains.differences.length + own.differences.length;
  return { version, tables, requests: compared, listeners: own.listeners, connections, different };
}

interface Asked {
  readonly call: RandomCall;
  readonly parsed: Call;
}

/** Where a call meets routes: the table, and who has it. */
interface Table {
  readonly client: MeshProxy;
  readonly routes: RouteTable;
}

/** Requests in plain text that meet routes of HTTP, by their table. */
function groupByTable(mesh: Mesh, calls: readonly RandomCall[]): readonly (readonly [Table, readonly Asked[]])[] {
  const groups = new Map<RouteTable, [Table, Asked[]]>();
  for (const call of calls) {
    if (call.scheme !== 'http') continue;
    const client = mesh.proxies.find(({ namespace, name }) => `${namespace}/${name}` === call.from);
    if (client === undefined) continue;
    const { method, scheme, host, port, path, headers } = call;
    const parsed = parseCall(client, `${method} ${scheme}://${host}:${port}${path}`, { headers });
    const routes = client.kind === 'gateway' ? gatewayTable(mesh, client, port) : mesh.routes(client, port);
    if (routes === undefined || !isAccepted(routes)) continue;
    const group = groups.get(routes) ?? [{ client, routes }, []];
    group[1].push({ call, parsed });
    groups.set(routes, group);
  }
  return [...groups.values()];
}

/** Envoy refuses a table with a route whose destinations all have no weight. */
function isAccepted({ virtualHosts }: RouteTable): boolean {
  return virtualHosts
    .flatMap(({ routes }) => routes.map(({ rule }) => rule?.rule.route ?? []))
    .every((all) => all.length < 2 || all.some(({ weight = 0 }) => weight > 0));
}

function gatewayTable(mesh: Mesh, gateway: MeshProxy, port: number): RouteTable | undefined {
  return mesh.gatewayListeners(gateway).find((each) => each.port === port)?.chains[0]?.routes;
}

async function compareTable(
  envoy: Envoy,
  mesh: Mesh,
  table: Table,
  asked: readonly Asked[],
): Promise<readonly Compared[]> {
  const clusters: Record<string, Behaviour> = {};
  const client =
    mesh.proxies.find(({ namespace, name }) => namespace === table.client.namespace && name === table.client.name) ??
    table.client;
  await envoy.load({
    routes: envoyTable(table.routes, (route, destination) => {
      const name = clusterName(mesh, client, route, destination);
      clusters[name.cluster] = name.behaviour;
      return name.cluster;
    }),
    clusters,
  });
  // Only requests that go by the shared table of the port meet this one.
  const fitting = asked.filter(({ parsed }) => isByTable(mesh, { ...parsed, from: client }, table.routes));
  const answers = await envoy.send(fitting.map(({ parsed }) => requestOf(parsed)));
  return fitting.flatMap(({ call, parsed }, index) => {
    const answer = answers[index];
    if (answer === undefined) return [];
    const ours = simulate(mesh, { ...parsed, from: client }).ends.map(describeEnd);
    const envoys = describeAnswer(answer);
    return [{ call, ours, envoys, same: ours.some((each) => isDeepStrictEqual(each, envoys)) }];
  });
}

function isByTable(mesh: Mesh, call: Call, routes: RouteTable): boolean {
  if (call.from.kind === 'gateway') return true;
  const { steps } = simulate(mesh, call);
  const [name] = routes.name.split(' ');
  return steps.some(({ kind, text }) => kind === 'listener' && text.startsWith(`listener 0.0.0.0:${name}: HTTP`));
}

/** The cluster of a destination, told without the simulation. */
function clusterName(
  mesh: Mesh,
  client: MeshProxy,
  route: HttpRoute,
  {
    host,
    subset,
    port,
  }: { readonly host: string; readonly subset?: string; readonly port?: { readonly number?: number } },
) {
  const home = route.rule?.namespace ?? client.namespace;
  const full = fullName(host, home);
  const known = mesh.scope(client).services.get(full);
  const [only] = client.kind === 'gateway' && known?.ports.length === 1 ? known.ports : [];
  const number = port?.number ?? only?.number ?? route.madeFor.port;
  const cluster = `outbound|${number}|${subset ?? ''}|${full}`;
  const rule = known && mesh.destinationRule(client, known);
  const labels = subset === undefined ? {} : rule?.subsets.get(subset)?.value.labels;
  const isThere =
    known !== undefined &&
    portOf(known, number) !== undefined &&
    (subset === undefined || rule?.subsets.has(subset) === true);
  const behaviour: Behaviour = !isThere ? 'absent' : mesh.endpoints(known, labels).length === 0 ? 'empty' : 'echo';
  return { cluster, behaviour };
}

function requestOf({ method, path, authority, headers }: Call): Request {
  return { method, path, host: authority, headers };
}

const SENT = ['x', 'y', 'z', 'w'];

function describeEnd({ kind, status, redirect, destination, request, mirrors, flag }: End): unknown {
  // Whoever gets such a path refuses it, if a sidecar did not.
  if (kind === 'reached' && !request.path.startsWith('/')) return { status: 400, flag: '' };
  if (redirect !== undefined) return { status: redirect.status, location: redirect.location };
  if (kind !== 'reached' || destination === undefined)
    return { status, flag: ['NR', 'NC', 'UH', 'FI'].includes(flag ?? '') ? flag : '' };
  return {
    cluster: destination.cluster,
    path: request.path,
    host: request.authority,
    headers: SENT.map((name) =>
      request.headers
        .filter(([own]) => own === name)
        .map(([, value]) => value)
        .join(),
    ),
    mirrored: mirrors.filter(({ missing }) => missing === undefined).length,
  };
}

function describeAnswer({ status, headers, flags, cluster, arrivals, mirrored }: Answer): unknown {
  const location = headers.find(([name]) => name === 'location')?.[1];
  if (location !== undefined) return { status, location };
  const [arrival] = arrivals;
  if (arrival === undefined)
    return { status, flag: flags.find((flag) => ['NR', 'NC', 'UH', 'FI'].includes(flag)) ?? '' };
  return {
    cluster,
    path: arrival.path,
    host: arrival.host,
    headers: SENT.map((name) =>
      arrival.headers
        .filter(([own]) => own.toLowerCase() === name)
        .map(([, value]) => value)
        .join(),
    ),
    // A copy may go where the request itself goes.
    mirrored: arrivals.length - 1 + mirrored.length,
  };
}
