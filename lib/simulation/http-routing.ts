import { compareRanks } from '../mesh/api-route-rules';
import { isOrderKnown } from '../mesh/creation-order';
import type { GatewayServer } from '../mesh/gateway-servers';
import { withoutPort } from '../mesh/host-names';
import type { HttpRoute, SkippedMatch } from '../mesh/http-routes';
import { ALLOW_ANY, BLOCK_ALL } from '../mesh/outbound-routes';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { RouteTable, VirtualHost } from '../mesh/virtual-hosts';
import { formatPath } from '../model/finding';
import type { Place } from '../world/entity';
import { doubtExtensions } from './doubts';
import { redirectToHttps } from './redirects';
import type { Request } from './request';
import { act } from './route-action';
import { type Claims, compare } from './route-matching';
import { explainUnusedByGateway, explainUnusedBySidecar } from './unused-rules';
import { type Departure, nameOf, type Stop, Trail, type Walk } from './walk';
import { explainSkip, explainUnmet } from './why-not';

/** What a proxy does with a request: the virtual host of its name, the first route that it meets, what that does. */
export function routeRequest(
  walk: Walk,
  client: MeshProxy,
  table: RouteTable,
  request: Request,
  claims: Claims,
  servers: readonly GatewayServer[] = [],
): readonly Departure[] {
  const host = table.find(request.authority);
  if (host === undefined) {
    walk.trail.add('host', `no host of route table ${table.name} is ${request.authority}`);
    explainUnused(walk, client, undefined, request, servers);
    return [
      stopped(request, { kind: 'answered', status: 404, flag: 'NR', why: `no virtual host for ${request.authority}` }),
    ];
  }
  explainHost(walk, host, request);
  if (host.routes.every(({ virtualService }) => virtualService === undefined))
    explainUnused(walk, client, host.service, request, servers);
  if (host.requiresTls !== undefined && request.scheme === 'http') {
    walk.trail.add('answer', 'plain text is redirected to https', host.requiresTls);
    const redirect = redirectToHttps(request);
    return [
      stopped(request, { kind: 'answered', status: redirect.status, redirect, why: 'httpsRedirect of the server' }),
    ];
  }
  const route = firstMatch(walk, host, request, claims);
  if (route === undefined) {
    return [stopped(request, { kind: 'answered', status: 404, flag: 'NR', why: whyNoRoute(host, request) })];
  }
  if (client.kind === 'gateway' || route.rule?.ofRoute !== undefined) checkOrder(walk, host, route, request, claims);
  doubtExtensions(walk, client, 'routes', {
    direction: client.kind === 'gateway' ? 'gateway' : 'outbound',
    port: route.madeFor.port,
    routeTable: table.name,
    virtualHost: host.name,
    ...(route.name === '' ? {} : { route: route.name }),
  });
  return act(walk, client, route, request);
}

function whyNoRoute(host: VirtualHost, { authority }: Request): string {
  return host.routes.length === 0
    ? `no route, as no VirtualService is for ${authority}`
    : `no route of ${describeHost(host)} matches`;
}

function explainUnused(
  walk: Walk,
  client: MeshProxy,
  service: MeshService | undefined,
  { authority }: Request,
  servers: readonly GatewayServer[],
): void {
  const host = withoutPort(authority);
  if (client.kind === 'gateway') explainUnusedByGateway(walk, client, host, servers);
  else explainUnusedBySidecar(walk, client, { service, authority: host }, 'requests');
}

/** An end at the proxy itself. */
export function stopped(request: Request, end: Stop): Departure {
  return {
    probability: 1,
    request,
    decision: undefined,
    delay: undefined,
    mirrors: [],
    trail: new Trail(),
    to: { kind: 'end', end },
  };
}

function explainHost(walk: Walk, host: VirtualHost, { authority }: Request): void {
  const { makers, by, place } = descriptionOf(host);
  walk.trail.addHost(`host ${authority}: ${by}`, place, host);
  const [winner] = makers;
  for (const loser of host.overruled) {
    const own: Place = { entity: loser.entity, path: ['spec', 'hosts'] };
    walk.trail.add('host', `${nameOf(loser)} has this host too, and comes too late`, own);
    if (winner === undefined) continue;
    if (isOfAnother(winner, loser)) doubtBoth(walk, winner, loser);
    else if (!isDecided(winner, loser)) assumeOrder(walk, winner, loser);
  }
  for (const other of makers) if (winner !== undefined && isOfAnother(winner, other)) doubtBoth(walk, winner, other);
}

/** Whether two objects are of kinds that nobody says the order of: a VirtualService and a route, or routes of two kinds. */
function isOfAnother(one: Maker, other: Maker): boolean {
  return one.entity.id.kind !== other.entity.id.kind;
}

function doubtBoth(walk: Walk, winner: Maker, other: Maker): void {
  walk.doubt(
    `${nameOf(winner)} and ${nameOf(other)} are for one host: which of them counts is not defined`,
    { entity: winner.entity, path: [] },
    { entity: other.entity, path: [] },
  );
}

interface HostDescription {
  readonly makers: readonly Maker[];
  readonly by: string;
  readonly place: Place | undefined;
}

const descriptions = new WeakMap<VirtualHost, HostDescription>();

/** Who makes the routes of a virtual host. */
function descriptionOf(host: VirtualHost): HostDescription {
  let known = descriptions.get(host);
  if (known === undefined) {
    const makers = [...new Set(host.routes.flatMap(({ virtualService }) => virtualService ?? []))];
    const [first] = makers;
    known = {
      makers,
      by: makers.length === 0 ? withoutMaker(host) : makers.map(nameOf).join(', then '),
      place: first === undefined ? host.routes[0]?.place : { entity: first.entity, path: ['spec', 'hosts'] },
    };
    descriptions.set(host, known);
  }
  return known;
}

function withoutMaker({ routes: [first] }: VirtualHost): string {
  if (first === undefined) return 'no routes';
  const isRest = first.name === ALLOW_ANY || first.name === BLOCK_ALL;
  return isRest ? `no service has it at port ${first.madeFor.port}` : 'no VirtualService';
}

function assumeOrder(walk: Walk, winner: Maker, loser: Maker): void {
  walk.assume(
    `${nameOf(winner)} is asked before ${nameOf(loser)}, by name: which is the older is not known`,
    { entity: winner.entity, path: [] },
    { entity: loser.entity, path: [] },
  );
}

type Maker = NonNullable<HttpRoute['virtualService']>;

/** Whether the order of two VirtualServices does not hang on when they were created. */
function isDecided(first: Maker, second: Maker): boolean {
  return first.visibility.key !== second.visibility.key || isOrderKnown(first.entity, second.entity);
}

function firstMatch(walk: Walk, host: VirtualHost, request: Request, claims: Claims): HttpRoute | undefined {
  const skipped = [...host.skipped];
  for (const route of host.routes) {
    for (const each of takeBefore(skipped, route)) explainSkipped(walk, each);
    const comparison = compare(route, request, claims);
    if (comparison.kind === 'match') {
      if (route.rule !== undefined) walk.trail.add('route', `${labelOf(route)} matches`, route.place, 'match');
      for (const each of skipped) explainSkipped(walk, each);
      return route;
    }
    if (comparison.kind === 'no match') {
      walk.trail.add(
        'route',
        `${labelOf(route)}: ${explainUnmet(comparison.unmet)}`,
        comparison.unmet.condition.place,
        'no match',
      );
      continue;
    }
    walk.doubt(
      `whether ${labelOf(route)} of ${route.virtualService ? nameOf(route.virtualService) : 'it'} matches: ${comparison.why}`,
      comparison.condition.place,
    );
    walk.trail.add('route', `${labelOf(route)}: ${comparison.why}`, comparison.condition.place, 'unknown');
    if (comparison.tentative) return route;
  }
  for (const each of skipped) explainSkipped(walk, each);
  return undefined;
}

/** The matches that stand before a route and are none here, taken out of the list. */
function takeBefore(skipped: SkippedMatch[], route: HttpRoute): readonly SkippedMatch[] {
  const { place } = route;
  if (place === undefined) return [];
  const count = skipped.findIndex(
    (each) => each.place.entity !== place.entity || comparePaths(each.place.path, place.path) > 0,
  );
  return skipped.splice(0, count === -1 ? skipped.length : count);
}

function comparePaths(a: Place['path'], b: Place['path']): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (part === other) continue;
    return typeof part === 'number' && typeof other === 'number' ? part - other : 1;
  }
  return a.length - b.length;
}

function explainSkipped(walk: Walk, { place, reason }: SkippedMatch): void {
  walk.trail.add('route', `${formatPath(place.path.slice(1))}: ${explainSkip(reason)}`, place, 'skipped');
}

/** `http[0].match[1]` */
export function labelOf({ place, name }: HttpRoute): string {
  const path = place === undefined ? '' : formatPath(place.path.slice(1));
  return path === '' || place?.path[0] !== 'spec' ? name : path;
}

function describeHost({ name, domains }: VirtualHost): string {
  return domains.includes('*') ? `host ${name}` : `host ${domains[0]}`;
}

/** Whether the Gateway API says that a route is asked before another. */
function isRankedBefore({ rule: one }: HttpRoute, { rule: other }: HttpRoute): boolean {
  const [a, b] = [one?.ofRoute?.rank, other?.ofRoute?.rank];
  return a !== undefined && b !== undefined && compareRanks(a, b) < 0;
}

/**
 * On gateways the routes of several VirtualServices stand behind each other: where another one would have taken the
 * request if it had been the older, the order counts.
 */
function checkOrder(walk: Walk, host: VirtualHost, route: HttpRoute, request: Request, claims: Claims): void {
  const winner = route.virtualService;
  if (winner === undefined) return;
  const others = new Set<Maker>();
  for (const each of host.routes) {
    const { virtualService } = each;
    if (virtualService === undefined || virtualService === winner || others.has(virtualService)) continue;
    // Those that take everything come last, whoever is the older.
    if (each.catchAll !== route.catchAll || isDecided(winner, virtualService)) continue;
    if (isOfAnother(winner, virtualService) || isRankedBefore(route, each)) continue;
    if (compare(each, request, claims).kind === 'match') others.add(virtualService);
  }
  for (const other of others) assumeOrder(walk, winner, other);
}
