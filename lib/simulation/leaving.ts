import { clashIn } from '../mesh/filter-chains';
import { ANY_ADDRESS, type OutboundListener } from '../mesh/outbound-listeners';
import type { MeshProxy } from '../mesh/proxies';
import { type MeshService, portOf } from '../mesh/services';
import { forward, pickChain } from './connections';
import { doubtExtensions, doubtRoutesOf } from './doubts';
import { routeRequest, stopped } from './http-routing';
import type { Dialled } from './names';
import { normalized, whyRefused } from './paths';
import type { Request } from './request';
import type { Claims } from './route-matching';
import { explainUnusedBySidecar } from './unused-rules';
import { type Departure, nameOf, Trail, type Walk } from './walk';

/** Sidecars do not look at tokens of what leaves: conditions on claims are for gateways. */
const NO_CLAIMS: Claims = 'none';

/** What the sidecar of a client does with what the client sends. */
export function leaveSidecar(
  walk: Walk,
  client: MeshProxy,
  request: Request,
  dialled: Dialled,
  port: number,
): readonly Departure[] {
  const { service, address } = dialled;
  const listener = walk.mesh.listener(client, port, { address, service });
  if (listener === undefined) return passThrough(walk, client, request, port, 'no listener');
  explainListener(walk, listener, port, service);
  doubtExtensions(walk, client, 'filter', { direction: 'outbound', port });
  if (service !== undefined) doubtRoutesOf(walk, service);
  const isRequest = request.scheme === 'http';
  if (isRequest && listener.routes !== undefined) {
    const refused = whyRefused(request.path);
    if (refused !== undefined) return [stopped(request, { kind: 'answered', status: 400, why: refused })];
    const path = normalized(request.path, walk.mesh.config.pathNormalization);
    return routeRequest(walk, client, listener.routes, { ...request, path }, NO_CLAIMS);
  }
  doubtClash(walk, listener);
  const chain = pickChain(listener.chains, { address, sni: sniOf(walk, request) });
  if (chain === undefined) return passThrough(walk, client, request, port, whyNoChain(listener, request));
  const departures = forward(walk, client, chain, request, port);
  if (chain.virtualService === undefined && service !== undefined)
    explainUnusedBySidecar(walk, client, { service, authority: service.host }, 'bytes');
  return departures;
}

/** Notes that Envoy does not take a listener, so that it has an older one, or none. */
function doubtClash(walk: Walk, { chains, address, port }: OutboundListener): void {
  const clash = clashIn(chains);
  if (clash === undefined) return;
  const places = [clash.first.place, clash.second.place].filter((place) => place !== undefined);
  const names = [...new Set(places.map(nameOf))].join(' and ');
  const what = clash.sni === undefined ? 'the same connections' : `server name ${clash.sni}`;
  walk.doubt(`Envoy refuses listener ${address}:${port}: two matches of ${names} ask for ${what}`, ...places);
}

function sniOf({ call }: Walk, { scheme }: Request): string {
  return scheme === 'https' || scheme === 'tls' ? call.sni : '';
}

function whyNoChain({ kind, chains }: OutboundListener, { scheme }: Request): string {
  if (kind === 'http' && scheme !== 'http')
    return `the listener takes HTTP in plain text, this is ${scheme === 'tcp' ? 'TCP' : 'TLS'}`;
  return chains.length > 0 ? 'no rule is for its server name or address' : 'no rule';
}

function explainListener(walk: Walk, listener: OutboundListener, port: number, called: MeshService | undefined): void {
  const { kind, address, services, turnedAway } = listener;
  const maker = called !== undefined && portOf(called, port) !== undefined ? called : services[0];
  const own = maker && portOf(maker, port);
  const place = maker && own && { entity: maker.entity, path: own.path };
  const where = address === ANY_ADDRESS ? `${ANY_ADDRESS}:${port}` : `${address}:${port}`;
  const of = maker === called || maker === undefined ? '' : ` of ${maker.host}`;
  const protocol = own === undefined ? '' : `${how(own.protocol, own.name)}${of}`;
  const what = { http: 'HTTP', tcp: 'TCP', auto: 'HTTP or TCP, by the first bytes' }[kind];
  walk.trail.add('listener', `listener ${where}: ${what}${protocol}`, place);
  for (const each of turnedAway)
    walk.trail.add('listener', `${nameOf(each)} has no listener: its protocol cannot share this one`, {
      entity: each.entity,
      path: [],
    });
}

function how(protocol: string, name: string | undefined): string {
  if (protocol === 'auto')
    return name === undefined ? ', as the port has no name' : `, as port name ${name} says no protocol`;
  return name === undefined ? '' : `, by port ${name}`;
}

/** What no listener takes goes where the client wants, or nowhere. */
function passThrough(walk: Walk, client: MeshProxy, request: Request, port: number, why: string): readonly Departure[] {
  const { mode, place } = walk.mesh.scope(client).outboundTrafficPolicy;
  if (mode === 'REGISTRY_ONLY') {
    walk.trail.add('listener', `${why} at port ${port}: refused, as outboundTrafficPolicy is REGISTRY_ONLY`, place);
    return [
      stopped(request, {
        kind: 'failed',
        flag: 'UH',
        why: 'outboundTrafficPolicy REGISTRY_ONLY: the connection is closed',
      }),
    ];
  }
  walk.trail.add('listener', `${why} at port ${port}: passed on to where the client wants to go`, place);
  return [
    {
      probability: 1,
      request,
      decision: undefined,
      delay: undefined,
      mirrors: [],
      trail: new Trail(),
      to: { kind: 'original' },
    },
  ];
}
