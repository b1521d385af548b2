import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who answers for what surrounds Flagger. */
export interface Answers {
  /** An event of a Canary, of Flagger's own event hook. */
  event(namespace: string, type: string, message: string): void;
  /** A webhook of a Canary was called: the status of the answer. */
  hook(namespace: string, name: string, phase: string, payload: HookPayload): number;
  /** A query for a namespace; null for no data. */
  metric(namespace: string, query: string): number | null;
}

export interface HookPayload {
  readonly namespace: string;
  readonly phase?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One HTTP server in place of Prometheus, of all webhooks and of the receiver of events. */
export class Surroundings {
  private constructor(
    private readonly answers: Answers,
    private readonly server: http.Server,
  ) {}

  static async open(answers: Answers): Promise<Surroundings> {
    const server = http.createServer();
    const surroundings = new Surroundings(answers, server);
    server.on('request', (request, response) => {
      surroundings.answer(request, response).catch((error: unknown) => {
        response.writeHead(500);
        response.end(String(error));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return surroundings;
  }

  get eventUrl(): string {
    return `${this.url}/events`;
  }

  hookUrl(namespace: string, name: string): string {
    return `${this.url}/hooks/${namespace}/${encodeURIComponent(name)}`;
  }

  /** The address of a Prometheus for one namespace, or for all: then the query names it. */
  prometheusUrl(namespace = '-'): string {
    return `${this.url}/prometheus/${namespace}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const [, what, namespace = '', name = ''] = url.pathname.split('/');
    if (what === 'prometheus') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(this.query(namespace, url.searchParams.get('query') ?? '')));
      return;
    }
    const payload = JSON.parse(await textOf(request)) as HookPayload;
    if (what === 'events') {
      const { eventType = '', eventMessage = '' } = payload.metadata ?? {};
      this.answers.event(payload.namespace, eventType, eventMessage);
      response.writeHead(200);
    } else {
      response.writeHead(this.answers.hook(namespace, decodeURIComponent(name), payload.phase ?? '', payload));
    }
    response.end();
  }

  private query(namespace: string, query: string): unknown {
    // By this Flagger asks whether Prometheus is there.
    const value = query === 'vector(1)' ? 1 : this.answers.metric(namespace, query);
    const result = value === null ? [] : [{ metric: {}, value: [Date.now() / 1_000, `${value}`] }];
    return { status: 'success', data: { resultType: 'vector', result } };
  }
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
