import type { GatewayChain, GatewayListener } from '../mesh/gateway-listeners';
import type { MeshProxy } from '../mesh/proxies';
import { type Authenticated, authenticate } from './authentication';
import { authorize } from './authorization';
import { forward, pickChain } from './connections';
import { doubtExtensions } from './doubts';
import { routeRequest, stopped } from './http-routing';
import { normalized, whyRefused } from './paths';
import type { Attributes } from './peer';
import { type Request, valuesOf } from './request';
import type { Claims } from './route-matching';
import { type Departure, nameOf, type Walk } from './walk';

/** How a client is connected to a proxy. */
export interface Arrival {
  /** The port of the pod. */
  readonly port: number;
  /** As the client sees it: what is said of it in words. */
  readonly dialledPort: number;
  /** Who is at the other end; undefined for a client outside. */
  readonly client: MeshProxy | undefined;
  /** Empty without TLS, or without a name. */
  readonly sni: string;
  readonly clientCertificate: boolean;
}

/** What a gateway does with what arrives at one of its ports. */
export function enterGateway(walk: Walk, gateway: MeshProxy, request: Request, arrival: Arrival): readonly Departure[] {
  const listener = listenerAt(walk, gateway, arrival.port);
  if (listener === undefined) {
    walk.trail.add('listener', `gateway ${gateway.namespace}/${gateway.name} does not listen on port ${arrival.port}`);
    return [
      stopped(request, { kind: 'failed', why: `nothing listens on port ${arrival.dialledPort}: connection refused` }),
    ];
  }
  const speaksTls = request.scheme === 'https' || request.scheme === 'tls';
  const chain = pickChain(
    listener.chains.filter(({ tls }) => speaksTls === (tls !== 'plaintext')),
    { address: undefined, sni: arrival.sni },
  );
  if (chain === undefined) return [noChain(walk, listener, request, arrival, speaksTls)];
  explainChain(walk, chain, arrival);
  doubtExtensions(walk, gateway, 'filter', { direction: 'gateway', port: arrival.port });
  const certificate = wantsCertificate(chain);
  if (certificate && !arrival.clientCertificate) {
    return [
      stopped(request, { kind: 'failed', why: `the server wants a client certificate (${certificate}): TLS alert` }),
    ];
  }
  const inside: Request =
    chain.tls === 'terminated' && request.scheme === 'tls' ? { ...request, scheme: 'tcp' } : request;
  const isRequest = inside.scheme === 'http' || (inside.scheme === 'https' && chain.tls === 'terminated');
  if (chain.routes !== undefined && isRequest) {
    const refused = whyRefused(inside.path);
    if (refused !== undefined) return [stopped(inside, { kind: 'answered', status: 400, why: refused })];
    const path = normalized(inside.path, walk.mesh.config.pathNormalization);
    const seen: Request = { ...inside, path };
    const admitted = admit(walk, gateway, chain, seen, arrival);
    if (admitted.stop !== undefined) return [stopped(seen, admitted.stop)];
    return routeRequest(walk, gateway, chain.routes, admitted.request, admitted.claims, chain.servers).map(opened);
  }
  if (chain.routes !== undefined) {
    return [stopped(inside, { kind: 'answered', status: 400, why: 'the bytes are no HTTP request' })];
  }
  const stop = authorize(walk, gateway, attributesOf(walk, chain, undefined, arrival, 'none'), walk.trail);
  if (stop !== undefined) return [stopped(inside, stop)];
  if (chain.forward !== undefined) return forward(walk, gateway, chain.forward, inside, arrival.port);
  walk.doubt(
    `${nameOf(placeOf(chain))} passes connections on by the server names of other clusters, which is not modelled`,
    placeOf(chain),
  );
  return [stopped(inside, { kind: 'failed', why: 'AUTO_PASSTHROUGH is not modelled' })];
}

/** What policies for the gateway say, before any route is looked for. */
function admit(walk: Walk, gateway: MeshProxy, chain: GatewayChain, request: Request, arrival: Arrival): Authenticated {
  const authenticated = authenticate(walk, gateway, request, walk.trail);
  if (authenticated.stop !== undefined) return authenticated;
  const attributes = attributesOf(walk, chain, request, arrival, authenticated.claims);
  return { ...authenticated, stop: authorize(walk, gateway, attributes, walk.trail) };
}

function attributesOf(
  { call, mesh }: Walk,
  chain: GatewayChain,
  request: Request | undefined,
  { client, port, sni }: Arrival,
  claims: Claims,
): Attributes {
  const { trustDomain } = mesh.config;
  const asks = wantsCertificate(chain) !== undefined;
  const known = client === undefined ? 'unknown' : { ...client, trustDomain };
  const isOutside = client === undefined;
  const forwarded = request && valuesOf(request, 'x-forwarded-for')[0];
  return {
    identity: asks ? known : 'none',
    sourceAddress: isOutside ? call.sourceAddress : undefined,
    // What clients outside say of themselves is not believed.
    remoteAddress: isOutside ? call.sourceAddress : (forwarded?.split(',').at(-1)?.trim() ?? call.sourceAddress),
    port,
    sni: sni || undefined,
    request,
    claims,
  };
}

/** TLS ended here: what goes on is a request in plain text, which the next hop may encrypt again. */
function opened(departure: Departure): Departure {
  const { request } = departure;
  return departure.to.kind === 'end' || request.scheme !== 'https'
    ? departure
    : { ...departure, request: { ...request, scheme: 'http' } };
}

function listenerAt({ mesh }: Walk, gateway: MeshProxy, port: number): GatewayListener | undefined {
  const all = mesh.gatewayListeners(gateway).filter((each) => each.port === port);
  return all.find(({ bind }) => bind === '') ?? all[0];
}

function placeOf({ servers: [first] }: GatewayChain) {
  if (first === undefined) throw new RangeError('a chain is of a server');
  return first.place;
}

function explainChain(walk: Walk, chain: GatewayChain, { port, dialledPort, sni }: Arrival): void {
  const at = port === dialledPort ? `port ${port}` : `port ${dialledPort}, ${port} of the pods`;
  const what = {
    plaintext: chain.routes === undefined && chain.forward !== undefined ? 'TCP' : 'HTTP',
    terminated: `TLS for ${sni || 'any name'} ends here`,
    passed: `TLS for ${sni || 'any name'} is passed on unopened`,
  }[chain.tls];
  for (const { place, gatewayName } of chain.servers)
    walk.trail.add('listener', `${at}: ${what}, Gateway ${gatewayName}`, place);
}

function noChain(
  walk: Walk,
  listener: GatewayListener,
  request: Request,
  { sni, dialledPort }: Arrival,
  speaksTls: boolean,
): Departure {
  const names = listener.chains.flatMap(({ sniHosts }) => sniHosts);
  const why = speaksTls
    ? names.length === 0
      ? `port ${dialledPort} takes no TLS`
      : `no server is for ${sni || 'clients that ask for no name'}; there are ${[...new Set(names)].join(', ')}`
    : `port ${dialledPort} takes TLS only`;
  const place = listener.chains[0] && placeOf(listener.chains[0]);
  walk.trail.add('tls', `${why}: the connection is closed`, place);
  return stopped(request, { kind: 'failed', flag: 'NR', why: `${why}: the connection is closed` });
}

/** Modes in which a client has to show a certificate. */
function wantsCertificate({ tls, servers: [first] }: GatewayChain): string | undefined {
  const mode = tls === 'terminated' ? first?.spec.tls?.mode : undefined;
  return mode === 'MUTUAL' || mode === 'ISTIO_MUTUAL' ? mode : undefined;
}
