import { parseAddress, parseCidr } from '../kube/addresses';
import type { FilterChain, L4Destination } from '../mesh/filter-chains';
import { isWildcard } from '../mesh/host-names';
import type { MeshProxy } from '../mesh/proxies';
import { clusterOf, targetOf } from './clusters';
import { stopped } from './http-routing';
import type { Request } from './request';
import { type Departure, nameOf, Trail, type Walk } from './walk';

/** What Envoy compares a connection with. */
export interface Connection {
  /** The address that is dialled, where it is known. */
  readonly address: string | undefined;
  /** The server name of TLS; empty for none. */
  readonly sni: string;
}

/** Something with conditions on connections. */
interface Conditions {
  readonly sniHosts: readonly string[];
  readonly subnets?: readonly string[];
}

/**
 * The one whose conditions a connection meets, as Envoy finds it: of those with the narrowest range of addresses, and of
 * no others, the one with the exact server name, else with the longest wildcard, else with none.
 */
export function pickChain<C extends Conditions>(chains: readonly C[], { address, sni }: Connection): C | undefined {
  const nearest = chains.some(({ subnets = NONE }) => subnets.length > 0)
    ? highest(chains, ({ subnets = NONE }) => rankOfAddress(subnets, address))
    : chains;
  return highest(nearest, ({ sniHosts }) => rankOfName(sniHosts, sni))[0];
}

const NONE: readonly string[] = [];

/** Those of the highest rank. */
function highest<T>(items: readonly T[], rankOf: (item: T) => number | undefined): readonly T[] {
  let best: T[] = [];
  let bestRank = -1;
  for (const item of items) {
    const rank = rankOf(item) ?? -1;
    if (rank < 0 || rank < bestRank) continue;
    if (rank > bestRank) best = [];
    bestRank = rank;
    best.push(item);
  }
  return best;
}

/** The length of the range; 0 for any address, undefined when it is not in any. */
function rankOfAddress(subnets: readonly string[], address: string | undefined): number | undefined {
  if (subnets.length === 0) return 0;
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (parsed === undefined) return undefined;
  const lengths = subnets.flatMap((subnet) => {
    const range = parseCidr(subnet.includes('/') ? subnet : `${subnet}/${subnet.includes(':') ? 128 : 32}`);
    if (range === undefined || range.family !== parsed.family) return [];
    const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
    return range.bits >> shift === parsed.bits >> shift ? [range.length + 1] : [];
  });
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

/** The length of the name, an exact one before all wildcards; 0 for any name, undefined when it is none of them. */
function rankOfName(names: readonly string[], sni: string): number | undefined {
  if (names.length === 0) return 0;
  let best: number | undefined;
  for (const name of names) {
    if (name === sni) return 1_000 + name.length;
    if (!isWildcard(name) || sni.length < name.length || !sni.endsWith(name.slice(1))) continue;
    if (best === undefined || name.length > best) best = name.length;
  }
  return best;
}

/** Where a chain forwards bytes to: to each destination by its weight. */
export function forward(
  walk: Walk,
  client: MeshProxy,
  chain: FilterChain,
  request: Request,
  port: number,
): readonly Departure[] {
  const home = chain.virtualService?.namespace ?? client.namespace;
  const by = chain.virtualService === undefined ? 'no VirtualService' : nameOf(chain.virtualService);
  walk.trail.add('route', `bytes are forwarded: ${by}`, chain.place, 'match');
  const shared = shares(chain.destinations);
  if (shared.length === 0) {
    const why = chain.destinations.length === 0 ? 'the rule has no destination' : 'all weights are 0';
    walk.doubt(`${why}: istiod’s webhook refuses it, and Envoy the listener`, ...(chain.place ? [chain.place] : []));
    return [stopped(request, { kind: 'failed', why })];
  }
  return shared.map(({ destination, place, share }) => {
    const target = targetOf(walk.mesh, client, destination, home, port, 'any port');
    const trail = new Trail();
    trail.add(
      'destination',
      `${target.host}:${target.port}${target.subset === undefined ? '' : ` subset ${target.subset}`}`,
      place,
    );
    return {
      probability: share,
      request,
      decision: {
        route: undefined,
        virtualService: chain.virtualService,
        place: chain.place,
        name: '',
        timeout: undefined,
        retries: undefined,
        cors: undefined,
        responseHeaders: [],
      },
      delay: undefined,
      mirrors: [],
      trail,
      to: { kind: 'cluster', cluster: clusterOf(walk.mesh, client, target) },
    };
  });
}

function shares(destinations: readonly L4Destination[]): readonly (L4Destination & { readonly share: number })[] {
  const weighted = destinations.length > 1 ? destinations.filter(({ weight }) => weight > 0) : destinations;
  const sum = weighted.reduce((total, { weight }) => total + weight, 0);
  return weighted.map((each) => ({ ...each, share: weighted.length === 1 ? 1 : each.weight / sum }));
}
