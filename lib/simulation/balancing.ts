import type { EffectivePolicy } from '../mesh/effective-policy';
import type { Endpoint } from '../mesh/endpoints';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import type { Stickiness } from './outcome';
import { type Request, valuesOf } from './request';
import { queryValue } from './route-matching';

/** An endpoint, and its share of what goes to the destination; from 0 to 1. */
export interface EndpointShare {
  readonly endpoint: Endpoint;
  readonly share: number;
}

/** How requests are shared among endpoints, all of them healthy: as many to each pod, unless localities say otherwise. */
export function balance(
  mesh: Mesh,
  client: MeshProxy,
  policy: EffectivePolicy,
  endpoints: readonly Endpoint[],
): readonly EndpointShare[] {
  const near = byLocality(mesh, client, policy, endpoints);
  const weights = near.map(({ endpoint, weight }) => weight * endpoint.replicas * endpoint.weight);
  const sum = weights.reduce((total, each) => total + each, 0);
  if (sum === 0) return [];
  return near
    .map(({ endpoint }, index) => ({ endpoint, share: (weights[index] ?? 0) / sum }))
    .filter(({ share }) => share > 0);
}

interface Weighted {
  readonly endpoint: Endpoint;
  readonly weight: number;
}

/** @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/ */
function byLocality(
  mesh: Mesh,
  client: MeshProxy,
  policy: EffectivePolicy,
  endpoints: readonly Endpoint[],
): readonly Weighted[] {
  const all = endpoints.map((endpoint) => ({ endpoint, weight: 1 }));
  const setting = policy.loadBalancer?.value.localityLbSetting ?? mesh.config.localityLbSetting;
  const own = client.labels['istio-locality']?.replaceAll('.', '/');
  if (setting?.enabled === false || own === undefined || endpoints.some(({ locality }) => locality === undefined))
    return all;
  const distribute = (setting?.distribute ?? []).find(({ from }) => covers(from ?? '', own));
  if (distribute !== undefined) return distributed(endpoints, distribute.to ?? {});
  if (policy.outlierDetection === undefined) return all;
  const to = (setting?.failover ?? []).find(({ from }) => from === own.split('/')[0])?.to;
  const priorities = endpoints.map(({ locality = '' }) => distance(own, locality, to));
  const nearest = Math.min(...priorities);
  return all.filter((_, index) => priorities[index] === nearest);
}

/** Shares by locality: each gets its weight, however many endpoints it has; the others get nothing. */
function distributed(endpoints: readonly Endpoint[], to: Readonly<Record<string, number>>): readonly Weighted[] {
  return Object.entries(to).flatMap(([pattern, weight]) => {
    const there = endpoints.filter(({ locality = '' }) => covers(pattern, locality));
    const count = there.reduce((total, { replicas, weight: own }) => total + replicas * own, 0);
    return there.map((endpoint) => ({ endpoint, weight: count === 0 ? 0 : weight / count }));
  });
}

/** Whether `region/zone/*` covers a locality. */
function covers(pattern: string, locality: string): boolean {
  const parts = locality.split('/');
  return pattern.split('/').every((part, index) => part === '*' || part === '' || part === parts[index]);
}

function distance(own: string, other: string, failover: string | undefined): number {
  const [region, zone, subzone] = own.split('/');
  const [otherRegion, otherZone, otherSubzone] = other.split('/');
  if (region !== otherRegion) return failover === undefined || failover === otherRegion ? 3 : 4;
  if (zone !== otherZone) return 2;
  return subzone === otherSubzone ? 0 : 1;
}

/** What makes a client stay with a pod, if anything. */
export function stickinessOf(
  policy: EffectivePolicy,
  request: Request,
  sourceAddress: string | undefined,
): Stickiness | undefined {
  const hash = policy.loadBalancer?.value.consistentHash;
  if (hash === undefined) return undefined;
  if (hash.httpHeaderName !== undefined) {
    const [value] = valuesOf(request, hash.httpHeaderName.toLowerCase());
    return { on: `header ${hash.httpHeaderName}`, key: value };
  }
  if (hash.httpCookie !== undefined) {
    return { on: `cookie ${hash.httpCookie.name}`, key: cookieOf(request, hash.httpCookie.name) };
  }
  if (hash.httpQueryParameterName !== undefined) {
    const { httpQueryParameterName: name } = hash;
    return { on: `query parameter ${name}`, key: queryValue(request.path, name) };
  }
  return hash.useSourceIp === true
    ? { on: 'address of the client', key: sourceAddress ?? 'that of the client' }
    : undefined;
}

function cookieOf(request: Request, name: string): string | undefined {
  for (const line of valuesOf(request, 'cookie')) {
    for (const pair of line.split(';')) {
      const equals = pair.indexOf('=');
      if (equals !== -1 && pair.slice(0, equals).trim() === name)
        return pair
          .slice(equals + 1)
          .trim()
          .replace(/^"|"$/g, '');
    }
  }
  return undefined;
}
