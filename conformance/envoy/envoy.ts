import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchFolder } from '../cache';
import { freePorts } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { envoy, wheelProgram } from '../programs/wheel';
import { type Arrival, Backends, type Behaviour, ID_HEADER } from './backends';
import {
  bootstrap,
  cluster,
  discovered,
  type EnvoyJson,
  type RouteTable,
  routeConfiguration,
  SIDECAR_FILTERS,
  type VirtualHost,
} from './configuration';

export interface EnvoyOptions {
  /** As in `VERSIONS.envoy`. */
  readonly version: string;
  /** Filters before the router. @default fault and CORS, as in a client's sidecar */
  readonly filters?: readonly EnvoyJson[];
  /** More fields of the HTTP connection manager. @default none */
  readonly connectionManager?: EnvoyJson;
  /** Switches, as `envoy.reloadable_features.…`. @default none */
  readonly runtime?: EnvoyJson;
}

export interface Mesh {
  readonly routes: RouteTable;
  /** What clusters do. @default each cluster that the routes name echoes */
  readonly clusters?: Readonly<Record<string, Behaviour>>;
}

export interface Request {
  /** @default GET */
  readonly method?: string;
  /** With the query; a whole URL is sent as it is. @default / */
  readonly path?: string;
  /** The Host header. */
  readonly host: string;
  /**
   * More headers, on one line each. `x-backend-status: 503,200` makes the backend answer the first try so and the next
   * ones so; `x-backend-delay: 0.5` makes it wait so many seconds.
   */
  readonly headers?: readonly (readonly [string, string])[];
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** How long it took, in milliseconds. */
  readonly duration: number;
  /** The route that was taken; undefined when none was found. */
  readonly route?: { readonly virtualHost: string; readonly index: number; readonly name: string };
  /** The cluster that was chosen, whether there is one of that name or not. */
  readonly cluster?: string;
  /** How often Envoy tried, whether the tries arrived or not. */
  readonly attempts: number;
  /** Envoy's reasons, as `NR` (no route), `UH` (no healthy endpoint), `FI` (injected fault). */
  readonly flags: readonly string[];
  /** Envoy's reason in words, as `route_not_found`. */
  readonly details: string;
  /** What arrived at the chosen cluster, once for each try. */
  readonly arrivals: readonly Arrival[];
  /** What arrived at other clusters: copies. */
  readonly mirrored: readonly Arrival[];
}

/** A table that Envoy does not take, with its reason. */
export class RouteTableRejected extends Error {}

/** How many requests are under way at once. */
const AT_ONCE = 16;
/** How long copies and logs may be later than answers, in milliseconds. */
const PATIENCE = 2_000;
/** A host that no table holds: the harness asks it which table is in force. */
const VERSION_HOST = 'version.conformance.invalid';

const LOG = 'envoy.log';

interface LogLine {
  readonly id: string | null;
  readonly route: string | null;
  readonly cluster: string | null;
  readonly flags: string | null;
  readonly details: string | null;
  readonly attempts: number | null;
}

/**
 * A real Envoy on the loopback interface: it takes tables of routes, one after the other, and real requests.
 *
 * @example
 * const envoy = await Envoy.start({ version: '1.40.0' });
 * await envoy.load({ routes: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'web' } }] }] } });
 * const [answer] = await envoy.send([{ host: 'web', path: '/a' }]);
 * answer.cluster; // web
 * await envoy.stop();
 */
export class Envoy {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  private readonly logs = new Map<string, LogLine>();
  private loaded = 0;
  private requests = 0;
  private mirrors = false;
  private readSoFar = 0;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly adminPort: number,
    private readonly backends: Backends,
    private readonly server: ServerProcess,
  ) {}

  /** Starts it without routes: about a second. */
  static async start(options: EnvoyOptions): Promise<Envoy> {
    const { version, filters = SIDECAR_FILTERS, connectionManager = {}, runtime = {} } = options;
    const folder = scratchFolder('envoy');
    const [port = 0, adminPort = 0] = await freePorts(2);
    const files = { routesFile: path.join(folder, 'routes.json'), clustersFile: path.join(folder, 'clusters.json') };
    fs.writeFileSync(files.routesFile, discovered([routeConfiguration({ virtual_hosts: [versionHost(0)] })], '0'));
    fs.writeFileSync(files.clustersFile, discovered([], '0'));
    const config = path.join(folder, 'envoy.json');
    fs.writeFileSync(
      config,
      JSON.stringify(bootstrap({ port, adminPort, ...files, filters, connectionManager, runtime })),
    );
    const started: { envoy?: Envoy } = {};
    const server = await ServerProcess.start({
      command: await wheelProgram(envoy(version)),
      args: [
        '--config-path',
        config,
        '--concurrency',
        '1',
        '--use-dynamic-base-id',
        '--log-level',
        'warning',
        '--file-flush-interval-msec',
        '10',
      ],
      log: path.join(folder, LOG),
      ready: async () => (await get(adminPort, '/ready')).status === 200,
      onLine: (line) => started.envoy?.logged(line),
    });
    started.envoy = new Envoy(folder, port, adminPort, new Backends(), server);
    return started.envoy;
  }

  /**
   * Puts a table into force: about 20 milliseconds.
   *
   * @throws RouteTableRejected
   */
  async load({ routes, clusters = {} }: Mesh): Promise<void> {
    const version = ++this.loaded;
    const behaviours = new Map<string, Behaviour>(clustersIn(routes).map((name) => [name, 'echo']));
    for (const [name, behaviour] of Object.entries(clusters)) behaviours.set(name, behaviour);
    this.mirrors = JSON.stringify(routes).includes('request_mirror_policies');
    await this.loadClusters(behaviours, version);
    await this.loadRoutes(routes, version);
  }

  /** Sends requests, several at once, and tells of each what became of it, in their order. */
  async send(requests: readonly Request[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < requests.length; index = next++) {
        const request = requests[index];
        if (request !== undefined) answers[index] = await this.sendOne(request);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return answers;
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.server.stop();
    await this.backends.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async loadClusters(behaviours: ReadonlyMap<string, Behaviour>, version: number): Promise<void> {
    const resources: EnvoyJson[] = [];
    for (const [name, behaviour] of behaviours) {
      if (behaviour === 'absent') continue;
      resources.push(cluster(name, await this.endpointOf(name, behaviour)));
    }
    await this.replace('clusters.json', discovered(resources, `${version}`));
    await this.until(async () => {
      const { body } = await get(
        this.adminPort,
        '/stats?format=json&filter=cluster_manager.cds.(version_text|update_rejected)',
      );
      if (statistic(body, 'cluster_manager.cds.update_rejected') > 0) throw new RouteTableRejected(this.complaint());
      return body.includes(`"${version}"`);
    });
  }

  private async loadRoutes(routes: RouteTable, version: number): Promise<void> {
    const rejected = await this.rejectedRoutes();
    const named = {
      validate_clusters: false,
      ...routes,
      virtual_hosts: [...routes.virtual_hosts.map(withNames), versionHost(version)],
    };
    await this.replace('routes.json', discovered([routeConfiguration(named)], `${version}`));
    await this.until(async () => {
      const { body } = await get(this.port, '/', { host: VERSION_HOST });
      if (body === `${version}`) return true;
      if ((await this.rejectedRoutes()) > rejected) throw new RouteTableRejected(this.complaint());
      return false;
    });
    // Envoy passes over what it does not know; here that is a mistake in the table.
    const unknown = this.complaint();
    if (unknown !== '') throw new RouteTableRejected(unknown);
  }

  private endpointOf(name: string, behaviour: Behaviour): Promise<number | undefined> {
    if (behaviour === 'empty') return Promise.resolve(undefined);
    if (behaviour === 'refuses') return freePorts(1).then(([port]) => port);
    return this.backends.portOf(name, behaviour);
  }

  /** Envoy sees a file when another is moved into its place. */
  private async replace(file: string, text: string): Promise<void> {
    const target = path.join(this.folder, file);
    fs.writeFileSync(`${target}.new`, text);
    fs.renameSync(`${target}.new`, target);
  }

  private async until(done: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 10_000; Date.now() < end; await sleep(5)) if (await done()) return;
    throw new Error('Envoy did not take a table within 10 s');
  }

  private async rejectedRoutes(): Promise<number> {
    const { body } = await get(this.adminPort, '/stats?format=json&filter=rds.*update_rejected');
    return statistic(body, 'update_rejected');
  }

  /** What Envoy wrote since it was last asked: why it does not take something, or what of it it does not know. */
  private complaint(): string {
    const text = fs.readFileSync(path.join(this.folder, LOG), 'utf8');
    const fresh = text.slice(this.readSoFar);
    this.readSoFar = text.length;
    const rejected = /update rejected: ([\s\S]*?)(?=\n\[|$)/.exec(fresh)?.[1];
    return (rejected ?? /Unknown field: (.*)/.exec(fresh)?.[0] ?? '').trim();
  }

  private async sendOne({ method = 'GET', path: target = '/', host, headers = [] }: Request): Promise<Answer> {
    const id = String(++this.requests);
    const lines: Record<string, string[]> = { host: [host], [ID_HEADER]: [id] };
    for (const [name, value] of headers) {
      const key = name.toLowerCase();
      lines[key] = [...(lines[key] ?? []), value];
    }
    const begin = performance.now();
    const { status, headers: answered, body } = await this.exchange(method, target, lines);
    const duration = performance.now() - begin;
    const log = await this.logOf(id);
    // Copies are sent without waiting for them.
    if (this.mirrors) await sleep(30);
    const arrived = this.backends.arrivalsOf(id);
    this.backends.forget(id);
    const chosen = log?.cluster ?? undefined;
    return {
      status,
      headers: answered,
      body,
      duration,
      ...(log?.route == null ? {} : { route: JSON.parse(log.route) as Answer['route'] }),
      ...(chosen === undefined ? {} : { cluster: chosen }),
      attempts: log?.attempts ?? 0,
      flags: log?.flags == null || log.flags === '-' ? [] : log.flags.split(','),
      details: log?.details ?? '',
      arrivals: arrived.filter((arrival) => arrival.cluster === chosen),
      mirrored: arrived.filter((arrival) => arrival.cluster !== chosen),
    };
  }

  private exchange(method: string, target: string, headers: Record<string, string[]>): Promise<Exchanged> {
    return new Promise((resolve, reject) => {
      const flat = Object.fromEntries(
        Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
      );
      const request = http.request(
        { host: '127.0.0.1', port: this.port, method, path: target, headers: flat, agent: this.agent, setHost: false },
        (response) => resolve(read(response)),
      );
      request.once('error', reject);
      request.end();
    });
  }

  private async logOf(id: string): Promise<LogLine | undefined> {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(2)) {
      const line = this.logs.get(id);
      if (line !== undefined) {
        this.logs.delete(id);
        return line;
      }
    }
    return undefined;
  }

  private logged(line: string): void {
    if (!line.startsWith('{')) return;
    const log = JSON.parse(line) as LogLine;
    if (log.id !== null) this.logs.set(log.id, log);
  }
}

interface Exchanged {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

async function read(response: http.IncomingMessage): Promise<Exchanged> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  const headers: [string, string][] = [];
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    headers.push([(response.rawHeaders[index] ?? '').toLowerCase(), response.rawHeaders[index + 1] ?? '']);
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(pieces).toString('utf8') };
}

function get(port: number, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: target, headers, timeout: 2_000 }, (response) => resolve(read(response)))
      .once('error', reject);
  });
}

/** The value of the first statistic whose name holds a text. */
function statistic(body: string, name: string): number {
  const { stats } = JSON.parse(body) as { stats: { name?: string; value?: number }[] };
  return stats.find((stat) => stat.name?.includes(name))?.value ?? 0;
}

/** Every route with a name that says which one it is, so that the log says it. */
function withNames(host: VirtualHost): VirtualHost {
  const routes = host.routes.map((route, index) => {
    const name = typeof route.name === 'string' ? route.name : '';
    return { ...route, name: JSON.stringify({ virtualHost: host.name, index, name }) };
  });
  return { ...host, routes };
}

function versionHost(version: number): VirtualHost {
  const answer = { status: 200, body: { inline_string: `${version}` } };
  return { name: VERSION_HOST, domains: [VERSION_HOST], routes: [{ match: { prefix: '/' }, direct_response: answer }] };
}

/** The clusters that a table names, wherever. */
function clustersIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(clustersIn))];
  if (typeof value !== 'object' || value === null) return [];
  const names = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'cluster' && typeof inner === 'string') return [inner];
    if (key === 'clusters' && Array.isArray(inner)) {
      return [
        ...inner.flatMap((each: { name?: unknown }) => (typeof each?.name === 'string' ? [each.name] : [])),
        ...clustersIn(inner),
      ];
    }
    return clustersIn(inner);
  });
  return [...new Set(names)];
}
