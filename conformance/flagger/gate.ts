import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Access } from '../api-server/cluster';
import { whyDenied } from './istiod-webhook';
import type { Write } from './timeline';

/** Who is told of Flagger's requests. */
export interface Watcher {
  /** Flagger begins a tick of a Canary, and waits. Whether it may go on: else the Canary is gone for it. */
  tick(namespace: string, name: string): Promise<boolean>;
  /** Flagger changed something. */
  wrote(namespace: string, write: Write): void;
}

const VERBS: Readonly<Record<string, Write['verb']>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Phases in which Flagger reads the Canary once more, right after the routes, when there is a new version. */
const RESTING: ReadonlySet<string> = new Set(['', 'Initialized', 'Waiting', 'Succeeded', 'Failed']);

/** What Flagger did last for a Canary. */
interface Activity {
  what: string;
  /** The phase that it wrote last. */
  phase: string;
}

/**
 * Stands between Flagger and the API server, and so sees each tick begin, can hold it until all is prepared for it, and
 * sees every change. A tick begins with reading the Canary.
 */
export class Gate {
  private readonly agent: https.Agent;
  private readonly activities = new Map<string, Activity>();

  private constructor(
    private readonly access: Access,
    private readonly watcher: Watcher,
    private readonly server: http.Server,
  ) {
    this.agent = new https.Agent({ keepAlive: true, ca: access.ca });
  }

  static async open(access: Access, watcher: Watcher): Promise<Gate> {
    const server = http.createServer();
    const gate = new Gate(access, watcher, server);
    server.on('request', (request, response) => {
      gate.pass(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.agent.destroy();
  }

  /** Flagger did something else for a Canary: it called a webhook, or asked Prometheus. */
  did(namespace: string, what: string): void {
    this.activity(namespace).what = what;
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const place = placeOf(request.url ?? '');
    const body = await bodyOf(request);
    if (request.method === 'GET' && place?.resource === 'canaries' && place.name !== '' && this.isBegin(place)) {
      if (!(await this.watcher.tick(place.namespace, place.name))) {
        refuse(response, 404, 'NotFound', 'the Canary is gone');
        return;
      }
    }
    // Events are sent beside the loop.
    if (place === undefined || place.resource === 'events') {
      await this.forward(request, body, response);
      return;
    }
    const activity = this.activity(place.namespace);
    activity.what = `${request.method} ${place.resource}`;
    const denied = request.method === 'POST' || request.method === 'PUT' ? whyDenied(parse(body)) : undefined;
    if (denied !== undefined) {
      refuse(response, 400, 'BadRequest', denied);
      return;
    }
    const status = await this.forward(request, body, response);
    const verb = VERBS[request.method ?? ''];
    if (verb === undefined) return;
    if (status === 409) activity.what = 'conflict';
    if (status >= 300) return;
    const write = writeOf(verb, place, body);
    if (place.resource === 'canaries/status') activity.phase = phaseOf(write.object);
    this.watcher.wrote(place.namespace, write);
  }

  /**
   * Whether reading a Canary begins a tick. Flagger reads it within a tick, too: after a conflict, after it wrote that the
   * Canary is initialised, and, when there is a new version, after it read the routes.
   */
  private isBegin({ namespace }: Place): boolean {
    const { what, phase } = this.activity(namespace);
    if (what === 'conflict' || (what === 'PUT canaries/status' && phase === 'Initialized')) return false;
    return !(what === 'GET virtualservices' && RESTING.has(phase));
  }

  private activity(namespace: string): Activity {
    const known = this.activities.get(namespace) ?? { what: '', phase: '' };
    this.activities.set(namespace, known);
    return known;
  }

  private forward(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): Promise<number> {
    return new Promise((resolve, reject) => {
      const { host: _host, authorization: _authorization, connection: _connection, ...headers } = request.headers;
      const onward = https.request(
        `${this.access.url}${request.url}`,
        {
          method: request.method,
          agent: this.agent,
          headers: { ...headers, authorization: `Bearer ${this.access.token}` },
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          // A watch goes on: each piece is passed when it comes.
          response.flushHeaders();
          answer.pipe(response);
          // What is known of the answer is known before Flagger goes on.
          resolve(answer.statusCode ?? 500);
          answer.once('error', reject);
          response.once('close', () => answer.destroy());
        },
      );
      onward.once('error', reject);
      onward.end(body);
    });
  }
}

/** Answers as the API server does. */
function refuse(response: http.ServerResponse, code: number, reason: string, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }));
}

interface Place {
  readonly apiVersion: string;
  readonly namespace: string;
  /** With its subresource. */
  readonly resource: string;
  readonly name: string;
}

/** `/apis/apps/v1/namespaces/a/deployments/b/status`: what is where. */
function placeOf(url: string): Place | undefined {
  const pattern = /^\/(?:api|apis)\/(.+?)\/namespaces\/([^/?]+)\/([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?(?:\?|$)/;
  const match = pattern.exec(url);
  if (match === null) return undefined;
  const [, apiVersion = '', namespace = '', resource = '', name = '', subresource] = match;
  return { apiVersion, namespace, resource: subresource === undefined ? resource : `${resource}/${subresource}`, name };
}

function writeOf(verb: Write['verb'], { apiVersion, resource, name }: Place, body: Buffer): Write {
  const object = body.length === 0 || verb === 'delete' ? undefined : parse(body);
  const named = (object as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '';
  return { verb, apiVersion, resource, name: name === '' ? named : name, ...(object === undefined ? {} : { object }) };
}

function phaseOf(canary: unknown): string {
  return (canary as { status?: { phase?: string } } | undefined)?.status?.phase ?? '';
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
