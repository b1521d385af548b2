import type { MutualTlsMode } from '../mesh/peer-authentication';
import type { MeshProxy } from '../mesh/proxies';
import type { Workload } from '../world/workload';
import { authenticate } from './authentication';
import { authorize } from './authorization';
import { doubtExtensions } from './doubts';
import type { UpstreamTls } from './outcome';
import { whyRefused } from './paths';
import type { Attributes, Identity } from './peer';
import type { Request } from './request';
import { nameOf, type Stop, Trail, type Walk } from './walk';

/** A connection as it arrives at the pods of a workload. */
export interface Incoming {
  readonly client: MeshProxy;
  readonly request: Request;
  readonly tls: UpstreamTls;
  /** Of the pods. */
  readonly port: number;
}

/** What the side of the server makes of a connection: an end, or nothing, if the application gets it. */
export interface Reception {
  readonly stop: Stop | undefined;
  /** As the application sees it. */
  readonly request: Request;
  readonly trail: Trail;
}

/** What stands before the pods of a workload says whether they get a request: mutual TLS, tokens, policies. */
export function receive(walk: Walk, workload: Workload, incoming: Incoming): Reception {
  const { request, tls, port } = incoming;
  const trail = new Trail();
  const proxy = walk.mesh.proxyOf(workload);
  const broken = connect(walk, workload, proxy, incoming, trail);
  if (broken !== undefined || proxy.kind === 'none') return { stop: broken, request, trail };
  if (proxy.kind === 'sidecar') doubtExtensions(walk, proxy, 'filter', { direction: 'inbound', port });
  const isHttp = request.scheme === 'http' && walk.mesh.inboundPort(proxy, port)?.class !== 'tcp';
  const seen = isHttp && proxy.kind !== 'ambient' ? request : undefined;
  const refused = seen && whyRefused(seen.path);
  if (refused !== undefined) return { stop: { kind: 'answered', status: 400, why: refused }, request, trail };
  const authenticated = seen === undefined ? undefined : authenticate(walk, proxy, seen, trail);
  if (authenticated?.stop !== undefined) return { stop: authenticated.stop, request, trail };
  const attributes: Attributes = {
    identity: identityOf(walk, incoming),
    ...addressesOf(walk, incoming),
    port,
    sni: tls.mode === 'passthrough' ? walk.call.sni : undefined,
    request: seen,
    claims: authenticated?.claims ?? 'none',
  };
  const stop = authorize(walk, proxy, attributes, trail);
  return { stop, request: authenticated?.request ?? request, trail };
}

/** Whether the two ends understand each other. */
function connect(walk: Walk, workload: Workload, proxy: MeshProxy, incoming: Incoming, trail: Trail): Stop | undefined {
  const { tls, port, client, request } = incoming;
  const viaProxy = client.kind === 'sidecar' || client.kind === 'gateway';
  const broken = (why: string, flag: string): Stop => {
    trail.add('server', why);
    return viaProxy && request.scheme === 'http'
      ? { kind: 'answered', status: 503, flag, why }
      : { kind: 'failed', why };
  };
  if (proxy.kind === 'none') {
    return tls.mode === 'istio-mutual'
      ? broken('the server has no sidecar and does not speak Istio’s mutual TLS', 'UF')
      : undefined;
  }
  const { mode, place } = walk.mesh.mutualTls(workload, port);
  const said = place === undefined ? 'by default' : `by ${nameOf(place)}`;
  trail.add('server', `${workload.name} takes ${MODES[mode]} at port ${port}, ${said}`, place);
  if (mode === 'STRICT' && tls.mode !== 'istio-mutual') {
    const what = tls.mode === 'plaintext' ? 'plain text' : 'other TLS';
    return broken(`the server takes mutual TLS only and gets ${what}: the connection is closed`, 'UC');
  }
  if (mode === 'DISABLE' && tls.mode === 'istio-mutual' && proxy.kind === 'sidecar') {
    return broken('the server takes no mutual TLS and gets it: its application does not understand it', 'UF');
  }
  return undefined;
}

const MODES: Readonly<Record<MutualTlsMode, string>> = {
  STRICT: 'mutual TLS only',
  PERMISSIVE: 'mutual TLS and plain text',
  DISABLE: 'no mutual TLS',
};

/** Who the server thinks the client is: with mutual TLS the service account of the client’s proxy. */
function identityOf({ mesh }: Walk, { client, tls }: Incoming): Identity | 'none' {
  if (tls.mode !== 'istio-mutual') return 'none';
  const { namespace, serviceAccount } = client;
  return { trustDomain: mesh.config.trustDomain, namespace, serviceAccount };
}

/** The addresses of pods stand in no manifest; that of the client may be given. */
function addressesOf(
  { call }: Walk,
  { client, request }: Incoming,
): Pick<Attributes, 'sourceAddress' | 'remoteAddress'> {
  const isDirect = client === call.from && client.kind !== 'gateway';
  const forwarded = request.headers.find(([name]) => name === 'x-forwarded-for')?.[1];
  const last = forwarded?.split(',').at(-1)?.trim();
  return {
    sourceAddress: isDirect ? call.sourceAddress : undefined,
    remoteAddress: last ?? call.sourceAddress,
  };
}
