import type { Aspect, TrafficChange } from '../diff/traffic/change';
import type { Client } from '../diff/traffic/clients';
import type { Call } from '../simulation/call';
import { expectationOf } from './diff-expectation';
import { literal } from './literal';

/** A request that is treated otherwise, for whoever wants to see it. */
export interface Witness {
  /** As `curl` sends it; undefined for what is no request. */
  readonly curl: string | undefined;
  /** As `meshwright request` takes it, after the paths; undefined where no workload of the manifests sends it. */
  readonly request: string | undefined;
  /**
   * A test that holds after the change, and not before; undefined where no workload of the manifests sends it, or no
   * matcher tells the one from the other.
   */
  readonly test: string | undefined;
}

/** The request that stands for a change, as it is sent after it. */
export function witnessOf({ witness, clients, aspects }: TrafficChange): Witness {
  const { after: call } = witness;
  const sender = clients.find(({ after }) => after === call.from) ?? clients[0];
  const from = sender === undefined || sender.isAnyOther ? undefined : sender.name;
  return {
    curl: curlOf(call, sender),
    request: from === undefined ? undefined : requestOf(call, from),
    test: from === undefined ? undefined : testOf(call, from, aspects),
  };
}

function urlOf({ scheme, host, port, path }: Call): string {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host}${isUsual ? '' : `:${port}`}${path}`;
}

/** The headers of a request, the host among them where it is not that of the URL. */
function headersOf({ scheme, host, port, authority, headers }: Call): readonly (readonly [string, string])[] {
  const usual = port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
  return [...(authority === usual ? [] : [['host', authority] as const]), ...headers];
}

function isBytes({ scheme }: Call): boolean {
  return scheme === 'tcp' || scheme === 'tls';
}

function curlOf(call: Call, sender: Client | undefined): string | undefined {
  if (isBytes(call)) return undefined;
  const token = call.claims === undefined ? [] : ["-H 'authorization: Bearer TOKEN'"];
  const gateway = sender?.after.kind === 'gateway' ? [`--connect-to ${quoted(`::GATEWAY:${call.port}`)}`] : [];
  const parts = [
    'curl',
    ...(call.method === 'GET' ? [] : [call.method === 'HEAD' ? '-I' : `-X ${quoted(call.method)}`]),
    ...headersOf(call).map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...token,
    ...(call.clientCertificate ? ['--cert CERTIFICATE'] : []),
    ...gateway,
    quoted(urlOf(call)),
  ];
  return parts.join(' ');
}

function requestOf(call: Call, from: string): string {
  const { method, claims, sourceAddress, clientCertificate, host, port } = call;
  return [
    `--from ${quoted(from)}`,
    ...(isBytes(call) || method === 'GET' ? [] : [`-X ${quoted(method)}`]),
    ...headersOf(call).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(claims === undefined ? [] : [`--claims ${quoted(JSON.stringify(claims))}`]),
    ...(sourceAddress === undefined ? [] : [`--source-address ${sourceAddress}`]),
    ...(clientCertificate ? ['--tls mtls'] : []),
    quoted(isBytes(call) ? `${call.scheme}://${host}:${port}` : urlOf(call)),
  ].join(' ');
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function testOf(call: Call, from: string, aspects: readonly Aspect[]): string | undefined {
  const expected = expectationOf(call, aspects);
  if (expected === undefined) return undefined;
  const { method, claims, sourceAddress, clientCertificate, host, port, scheme } = call;
  const headers = headersOf(call);
  const options = [
    ...(headers.length === 0 ? [] : [`headers: { ${headers.map(headerText).join(', ')} }`]),
    ...(claims === undefined ? [] : [`claims: ${JSON.stringify(claims)}`]),
    ...(sourceAddress === undefined ? [] : [`sourceAddress: ${literal(sourceAddress)}`]),
    ...(clientCertificate ? ["tls: 'mtls'"] : []),
  ];
  const more = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  const asked = isBytes(call)
    ? `${scheme}(${literal(`${host}:${port}`)}${more})`
    : METHODS.has(method)
      ? `${method.toLowerCase()}(${literal(urlOf(call))}${more})`
      : `request(${literal(method)}, ${literal(urlOf(call))}${more})`;
  return `expect(mesh.from(${literal(from)}).${asked})${expected};`;
}

/** Headers on several lines are a list. */
function headerText([name, value]: readonly [string, string]): string {
  return `${literal(name)}: ${literal(value)}`;
}
