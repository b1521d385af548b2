import { parseAddress } from '../kube/addresses';
import type { MeshProxy } from '../mesh/proxies';

/** A header as it is sent: a name in lower case, and its value. One that is sent on two lines is there twice. */
export type HeaderLine = readonly [name: string, value: string];

/**
 * What goes over the connection. `http` is a request in plain text, `https` one in TLS that the client itself begins;
 * `tcp` and `tls` are bytes that are no request, or that nobody on the way sees as one.
 */
export type Scheme = 'http' | 'https' | 'tcp' | 'tls';

/** A request, or a connection, that a client makes. */
export interface Call {
  /**
   * Who calls. A gateway stands for a client outside that connects to it; `OUTSIDE` for one that connects to
   * whatever serves the host.
   */
  readonly from: MeshProxy;
  readonly scheme: Scheme;
  /** The name or the address that is dialled. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** With the query, as it is sent. */
  readonly path: string;
  /** The `Host` header, or `:authority`, as it is sent. */
  readonly authority: string;
  /** Without `Host`. */
  readonly headers: readonly HeaderLine[];
  /** The server name that TLS asks for; empty for none. */
  readonly sni: string;
  /** Whether the client shows a certificate when it begins TLS. */
  readonly clientCertificate: boolean;
  readonly grpc: boolean;
  /** The client's address, where it is known. */
  readonly sourceAddress: string | undefined;
  /** What a token says that servers find valid; undefined where only the headers say. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

/** What is said of a call besides its text. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | readonly HeaderLine[];
  /** @default - the host, unless it is an address */
  readonly sni?: string;
  /**
   * What the client itself begins, whatever the scheme says. With `mtls` it shows a certificate; a workload that sends a
   * request in plain text shows that of the mesh, as if its sidecar sent it, where its sidecar only passes it on.
   */
  readonly tls?: 'plaintext' | 'tls' | 'mtls';
  readonly sourceAddress?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A text that is no call. */
export class CallError extends Error {}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, grpc: 80, grpcs: 443 };
const SCHEMES = 'http, https, grpc, grpcs, tcp or tls';
/** What a request begins with. */
export const METHOD = /^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|TRACE|CONNECT|TCP|TLS)$/;
const TEXT =
  /^(?:([A-Za-z]+)\s+)?(?:([A-Za-z]+):\/\/)?(?:[^/?#@\s]*@)?(\[[^\]\s]*\]|[^:/?#\s]*)(?::(\d+))?([/?#]\S*)?$/;

/**
 * Reads a call as people write it: `GET http://reviews:9080/reviews/0?q=1`, `http://reviews:9080`, `TCP db:3306`,
 * `tls://api.example.com:443`, `grpc://ads:50051/ads.Ads/Get`.
 *
 * @throws CallError
 */
export function parseCall(from: MeshProxy, text: string, options: CallOptions = {}): Call {
  const match = TEXT.exec(text.trim());
  if (match === null)
    throw new CallError(`${JSON.stringify(text)} is no request: write it like GET http://reviews:9080/`);
  const [, word, said, host = '', written, rest = ''] = match;
  const { scheme, method, grpc } = meaningOf(text, word, said);
  if (word === undefined && said === undefined && METHOD.test(text.trim()))
    throw new CallError(
      `${JSON.stringify(text)} is a method: write the address after it, like GET http://reviews:9080/`,
    );
  if (host === '') throw new CallError(`${JSON.stringify(text)} names no host: write it like GET http://reviews:9080/`);
  const { sourceAddress } = options;
  if (sourceAddress !== undefined && parseAddress(sourceAddress) === undefined)
    throw new CallError(`the source address ${JSON.stringify(sourceAddress)} is none: write one such as 10.0.0.7`);
  const port = written === undefined ? PORTS[said?.toLowerCase() ?? 'http'] : Number(written);
  if (port === undefined)
    throw new CallError(`${JSON.stringify(text)} names no port: write it like ${scheme}://${host}:443`);
  if (port < 1 || port > 65535) throw new CallError(`${JSON.stringify(text)}: port ${port} is none: write 1 to 65535`);
  const headers = linesOf(options.headers);
  const named = headers.find(([name]) => name === 'host')?.[1];
  const tls = options.tls ?? (scheme === 'https' || scheme === 'tls' ? 'tls' : 'plaintext');
  const isBytes = scheme === 'tcp' || scheme === 'tls';
  const isOpen = tls === 'plaintext' || (tls === 'mtls' && scheme === 'http' && isInMesh(from));
  return {
    from,
    scheme: isBytes ? (tls === 'plaintext' ? 'tcp' : 'tls') : isOpen ? 'http' : 'https',
    host: host.toLowerCase(),
    port,
    method,
    path: pathOf(rest),
    authority: named ?? (port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`),
    headers: headers.filter(([name]) => name !== 'host'),
    sni: isOpen ? '' : (options.sni ?? (isAddress(host) ? '' : host)).toLowerCase(),
    clientCertificate: tls === 'mtls',
    grpc,
    sourceAddress,
    claims: options.claims,
  };
}

function isInMesh({ kind, workload }: MeshProxy): boolean {
  return workload !== undefined && kind !== 'gateway';
}

function meaningOf(
  text: string,
  word: string | undefined,
  said: string | undefined,
): { readonly scheme: Scheme; readonly method: string; readonly grpc: boolean } {
  const named = (said ?? (/^(tcp|tls)$/i.test(word ?? '') ? word : 'http'))?.toLowerCase();
  switch (named) {
    case 'http':
    case 'https':
      // Methods are compared with their case: what is written is sent.
      return { scheme: named, method: word ?? 'GET', grpc: false };
    case 'grpc':
    case 'grpcs':
      return { scheme: named === 'grpc' ? 'http' : 'https', method: 'POST', grpc: true };
    case 'tcp':
    case 'tls':
      return { scheme: named, method: '', grpc: false };
    default:
      throw new CallError(`${JSON.stringify(text)}: ${said} is no scheme: write ${SCHEMES}`);
  }
}

/** Without the fragment, which clients do not send. */
function pathOf(rest: string): string {
  const sent = rest.replace(/#.*$/, '');
  return sent.startsWith('/') ? sent : `/${sent}`;
}

function linesOf(headers: CallOptions['headers'] = []): readonly HeaderLine[] {
  const entries: Iterable<readonly [string, string | readonly string[]]> = isLines(headers)
    ? headers
    : Object.entries(headers);
  return [...entries].flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : [...value]).map((each): HeaderLine => [name.toLowerCase(), each]),
  );
}

function isLines(headers: NonNullable<CallOptions['headers']>): headers is readonly HeaderLine[] {
  return Array.isArray(headers);
}

/** Whether a host is an address and no name. */
export function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host) || host.startsWith('[');
}
