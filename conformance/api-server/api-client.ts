import * as http2 from 'node:http2';
import type { Access } from './cluster';

export interface Answer {
  /** Of HTTP; 0 when the server broke off: some objects make it panic. */
  readonly status: number;
  readonly warnings: readonly string[];
  readonly body: string;
}

/** A kind that the server serves. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The last part of its path. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 60_000;

/** How many requests may be under way at once. */
const AT_ONCE = 32;

/** Speaks with an API server over one connection. */
export class ApiClient {
  private session: http2.ClientHttp2Session;
  private free = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly access: Access) {
    this.session = this.connect();
  }

  close(): void {
    this.session.close();
  }

  /** Every kind that the server serves, with each version. */
  async kinds(): Promise<ServedKind[]> {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const lists = await Promise.all(
      ['/api', '/apis'].map(async (path) => {
        const { body } = await this.request('GET', path, undefined, { accept });
        return JSON.parse(body) as Discovery;
      }),
    );
    return lists.flatMap(({ items }) => items).flatMap(servedKinds);
  }

  /** Sends one request. What the server says, whatever it is, is the answer. */
  async request(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    await this.turn();
    try {
      if (this.session.closed || this.session.destroyed) this.session = this.connect();
      return await this.send(method, path, body, headers);
    } finally {
      this.free++;
      this.waiting.shift()?.();
    }
  }

  private async turn(): Promise<void> {
    while (this.free <= 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.free--;
  }

  private connect(): http2.ClientHttp2Session {
    const session = http2.connect(this.access.url, { ca: this.access.ca });
    // Each request sees the error, too.
    session.on('error', () => {});
    return session;
  }

  private send(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      const stream = this.session.request({
        ':method': method,
        ':path': path,
        authorization: `Bearer ${this.access.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      });
      stream.setTimeout(PATIENCE, () => stream.destroy(new Error(`no answer within ${PATIENCE / 1_000} s`)));
      let status = 0;
      let warnings: string[] = [];
      const pieces: Buffer[] = [];
      stream.on('response', (response) => {
        status = Number(response[':status']);
        warnings = parseWarnings(response.warning);
      });
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => resolve({ status, warnings, body: Buffer.concat(pieces).toString('utf8') }));
      stream.on('error', (error) => resolve({ status: 0, warnings: [], body: error.message }));
      stream.end(body);
    });
  }
}

/** `299 - "text", 299 - "another"`: the texts. */
export function parseWarnings(header: string | undefined): string[] {
  if (header === undefined) return [];
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

interface Discovery {
  readonly items: readonly DiscoveredGroup[];
}

interface DiscoveredGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind: { readonly kind: string };
      readonly scope: 'Namespaced' | 'Cluster';
      readonly verbs: readonly string[];
    }[];
  }[];
}

function servedKinds({ metadata: { name: group = '' }, versions }: DiscoveredGroup): ServedKind[] {
  return versions.flatMap(({ version, resources = [] }) =>
    resources.map(({ resource, responseKind, scope, verbs }) => ({
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind: responseKind.kind,
      resource,
      namespaced: scope === 'Namespaced',
      verbs,
    })),
  );
}
