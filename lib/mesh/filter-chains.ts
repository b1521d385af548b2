import type { L4MatchAttributes, RouteDestination, TLSMatchAttributes } from '../../imports/networking.istio.io';
import { hasLabels } from '../kube/label-selector';
import type { Place } from '../world/entity';
import type { SkipReason } from './http-routes';
import type { MeshService } from './services';
import { gatewayName, type MeshVirtualService } from './virtual-services';

/** Where connections of bytes go that meet its conditions; those with conditions come before those without. */
export interface FilterChain {
  /** Names of servers in TLS, one of which the client has to ask for; any when empty. */
  readonly sniHosts: readonly string[];
  /** Addresses that the client has to dial, as CIDRs; any when empty. */
  readonly subnets: readonly string[];
  /** Undefined where no VirtualService says it. */
  readonly virtualService: MeshVirtualService | undefined;
  /** The item of `match`, or the rule; the object of a default chain. */
  readonly place: Place | undefined;
  readonly destinations: readonly L4Destination[];
}

export interface L4Destination {
  readonly destination: RouteDestination['destination'];
  /** As written. */
  readonly weight: number;
  readonly place: Place | undefined;
}

/** Who connects, as far as `match` asks. */
export interface L4Client {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `mesh`, or `namespace/name`. */
  readonly gateway: string;
}

/**
 * Where a service's connections of opaque TLS go: by server name. A rule that has been met once counts once; without
 * any, to the service itself.
 *
 * @param needsName whether the listener is shared with others, so that the name is needed to tell them apart
 */
export function tlsChains(
  service: MeshService,
  virtualServices: readonly MeshVirtualService[],
  client: L4Client,
  port: number,
  { needsName, subnets }: { readonly needsName: boolean; readonly subnets: readonly string[] },
): readonly FilterChain[] {
  const chains: FilterChain[] = [];
  const seen = new Set<string>();
  for (const virtualService of virtualServices) {
    for (const { rule, path } of virtualService.tls) {
      for (const [index, match] of rule.match.entries()) {
        if (whyNotL4(match, client, port, virtualService.namespace) !== undefined) continue;
        const own = match.destinationSubnets ?? [];
        const key = JSON.stringify([match.sniHosts, own]);
        if (seen.has(key)) continue;
        seen.add(key);
        chains.push({
          sniHosts: match.sniHosts.map((host) => host.toLowerCase()),
          subnets: own.length > 0 ? own : subnets,
          virtualService,
          place: matchPlace(virtualService, path, index),
          destinations: destinationsOf(virtualService, path, rule.route),
        });
      }
    }
  }
  if (chains.length > 0) return chains;
  return [{ ...defaultChain(service, port), sniHosts: needsName ? [service.host] : [], subnets }];
}

/** Where a service's connections of bytes go: the first rule that the client meets, else to the service itself. */
export function tcpChains(
  service: MeshService,
  virtualServices: readonly MeshVirtualService[],
  client: L4Client,
  port: number,
  subnets: readonly string[],
): readonly FilterChain[] {
  const chains: FilterChain[] = [];
  for (const virtualService of virtualServices) {
    for (const { rule, path } of virtualService.tcp) {
      const destinations = destinationsOf(virtualService, path, rule.route);
      const met = (rule.match ?? []).flatMap((match, index) =>
        whyNotL4(match, client, port, virtualService.namespace) === undefined ? [{ match, index }] : [],
      );
      const chain = (index: number | undefined, own: readonly string[]): FilterChain => ({
        sniHosts: [],
        subnets: own,
        virtualService,
        place: { entity: virtualService.entity, path: index === undefined ? path : [...path, 'match', index] },
        destinations,
      });
      if ((rule.match ?? []).length === 0) return [...chains, chain(undefined, subnets)];
      const open = met.find(({ match }) => (match.destinationSubnets ?? []).length === 0);
      if (open !== undefined) return [...chains, chain(open.index, subnets)];
      const [first] = met;
      if (first !== undefined)
        chains.push(
          chain(
            first.index,
            met.flatMap(({ match }) => match.destinationSubnets ?? []),
          ),
        );
    }
  }
  return [...chains, { ...defaultChain(service, port), subnets }];
}

/** Why a match of `tcp` or `tls` is not for a client at a port, before there is a connection. */
function whyNotL4(
  match: L4MatchAttributes | TLSMatchAttributes,
  { namespace, labels, gateway }: L4Client,
  port: number,
  own: string,
): SkipReason | undefined {
  const gateways = (match.gateways ?? []).map((each) => gatewayName(each, own));
  if (gateways.length > 0 && !gateways.includes(gateway))
    return { kind: 'gateways', wanted: gateways, actual: gateway };
  if (!hasLabels(labels, match.sourceLabels)) return { kind: 'sourceLabels', wanted: match.sourceLabels ?? {} };
  if (match.sourceNamespace && match.sourceNamespace !== namespace) {
    return { kind: 'sourceNamespace', wanted: match.sourceNamespace, actual: namespace };
  }
  if (match.port && match.port !== port) return { kind: 'port', wanted: match.port, actual: port };
  return undefined;
}

/** Whether a match of `tcp` or `tls` is not for a server of a Gateway, which asks for its port and its name alone. */
export function whyNotAtServer(
  match: L4MatchAttributes | TLSMatchAttributes,
  {
    gatewayName: gateway,
    spec,
  }: { readonly gatewayName: string; readonly spec: { readonly port: { readonly number: number } } },
  own: string,
): SkipReason | undefined {
  const { port, gateways } = match;
  return whyNotL4({ port, gateways }, { namespace: '', labels: {}, gateway }, spec.port.number, own);
}

/** Where a match stands; rules of routes of the Gateway API have none for connections. */
export function matchPlace(
  { entity, isOfRoutes }: MeshVirtualService,
  path: readonly (string | number)[],
  index: number,
): Place {
  return { entity, path: isOfRoutes ? path : [...path, 'match', index] };
}

export function destinationsOf(
  { entity, isOfRoutes }: MeshVirtualService,
  path: readonly (string | number)[],
  route: readonly RouteDestination[] | undefined,
): readonly L4Destination[] {
  return (route ?? []).map(({ destination, weight = 0 }, index) => ({
    destination,
    weight,
    place: { entity, path: [...path, isOfRoutes ? 'backendRefs' : 'route', index] },
  }));
}

function defaultChain(service: MeshService, port: number): FilterChain {
  // A Sidecar's own port need not be one of the service; its only one is meant then.
  const [only] = service.ports;
  const number = service.ports.length === 1 && only !== undefined ? only.number : port;
  const place: Place = { entity: service.entity, path: only?.path ?? [] };
  return {
    sniHosts: [],
    subnets: [],
    virtualService: undefined,
    place,
    destinations: [{ destination: { host: service.host, port: { number } }, weight: 1, place }],
  };
}

/** Two chains of a listener that ask for the same connections: Envoy refuses the whole listener. */
export interface ChainClash {
  /** The server name that both ask for; undefined for any. */
  readonly sni: string | undefined;
  readonly first: FilterChain;
  readonly second: FilterChain;
}

const clashes = new WeakMap<readonly FilterChain[], ChainClash | 'none'>();

/** The first two chains of a listener that ask for the same connections. */
export function clashIn(chains: readonly FilterChain[]): ChainClash | undefined {
  let found = clashes.get(chains);
  if (found === undefined) {
    found = findClash(chains) ?? 'none';
    clashes.set(chains, found);
  }
  return found === 'none' ? undefined : found;
}

function findClash(chains: readonly FilterChain[]): ChainClash | undefined {
  const known = new Map<string, FilterChain>();
  for (const chain of chains) {
    for (const sni of chain.sniHosts.length === 0 ? [undefined] : new Set(chain.sniHosts)) {
      for (const subnet of chain.subnets.length === 0 ? [''] : new Set(chain.subnets)) {
        const key = `${sni ?? ''} ${subnet}`;
        const first = known.get(key);
        if (first !== undefined) return { sni, first, second: chain };
        known.set(key, chain);
      }
    }
  }
  return undefined;
}
