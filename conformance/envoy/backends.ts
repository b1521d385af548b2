import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it arrived behind Envoy. */
export interface Arrival {
  readonly cluster: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  /** All of them as they came, but for the harness's own. */
  readonly headers: readonly (readonly [string, string])[];
}

/** What a cluster does with requests; all echo them unless a request asks for something else. */
export type Behaviour =
  | 'echo'
  /** Accepts the connection, reads the request and closes without an answer. */
  | 'closes'
  /** Nobody listens on its port. */
  | 'refuses'
  /** It has no endpoints. */
  | 'empty'
  /** Envoy does not know it. */
  | 'absent';

/** By which a request and its copies are known again. */
export const ID_HEADER = 'x-conformance-id';
/** A request's wish for the status of the answer; `503,503,200` for one after the other. */
const STATUS_HEADER = 'x-backend-status';
/** A request's wish for the answer to be late, in seconds. */
const DELAY_HEADER = 'x-backend-delay';
const OWN_HEADERS: ReadonlySet<string> = new Set([ID_HEADER, STATUS_HEADER, DELAY_HEADER]);

/** The servers behind the clusters: one port each, so that it is known which cluster was chosen. */
export class Backends {
  private readonly servers = new Map<string, http.Server>();
  private readonly arrivals = new Map<string, Arrival[]>();

  /** The port of a cluster's server. */
  async portOf(cluster: string, behaviour: Behaviour): Promise<number> {
    const key = `${behaviour} ${cluster}`;
    let server = this.servers.get(key);
    if (server === undefined) {
      server = http.createServer((request, response) => this.answer(cluster, behaviour, request, response));
      server.keepAliveTimeout = 60_000;
      this.servers.set(key, server);
      const started = server;
      await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    }
    const { port } = server.address() as AddressInfo;
    return port;
  }

  /** What arrived of a request by now, in order: each try, and each copy. */
  arrivalsOf(id: string): readonly Arrival[] {
    const arrivals = this.arrivals.get(id) ?? [];
    return arrivals;
  }

  forget(id: string): void {
    this.arrivals.delete(id);
  }

  async stop(): Promise<void> {
    for (const server of this.servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.servers.clear();
  }

  private async answer(
    cluster: string,
    behaviour: Behaviour,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const id = String(request.headers[ID_HEADER] ?? '');
    const arrivals = this.arrivals.get(id) ?? [];
    this.arrivals.set(id, arrivals);
    const tries = arrivals.filter((arrival) => arrival.cluster === cluster).length;
    arrivals.push(arrivalOf(cluster, request));
    request.resume();
    if (behaviour === 'closes') {
      request.socket.destroy();
      return;
    }
    const delay = Number(request.headers[DELAY_HEADER] ?? 0);
    if (delay > 0) await sleep(delay * 1_000);
    const statuses = String(request.headers[STATUS_HEADER] ?? '200')
      .split(',')
      .map(Number);
    response.writeHead(statuses[Math.min(tries, statuses.length - 1)] ?? 200, { 'x-answered-by': cluster });
    response.end(cluster);
  }
}

function arrivalOf(cluster: string, request: http.IncomingMessage): Arrival {
  const headers: [string, string][] = [];
  let host = '';
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (lower === 'host') host = value;
    else if (!OWN_HEADERS.has(lower)) headers.push([lower, value]);
  }
  return { cluster, method: request.method ?? '', path: request.url ?? '', host, headers };
}
