import { isWildcard, isWithin, withoutPort } from '../mesh/host-names';
import { type HttpRoute, routesOf } from '../mesh/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { MESH_GATEWAY, type MeshVirtualService } from '../mesh/virtual-services';
import { formatPath } from '../model/finding';
import type { Call } from '../simulation/call';
import { labelOf } from '../simulation/http-routing';
import type { Outcome, Step } from '../simulation/outcome';
import { normalized } from '../simulation/paths';
import { compare } from '../simulation/route-matching';
import { explainUnmet } from '../simulation/why-not';
import { describeId, type Place } from '../world/entity';

/** A client of which nothing is known but that VirtualServices are for it. */
export const ANYONE: MeshProxy = {
  kind: 'none',
  namespace: '',
  name: 'whoever the VirtualService is for',
  labels: {},
  serviceAccount: '',
  workload: undefined,
  assumed: undefined,
};

/** The rule that takes a request, and how it was found. */
export interface RuleAnswer {
  readonly route: HttpRoute | undefined;
  /** The way to it; there are no ends. */
  readonly outcome: Outcome;
}

/** The routes that may take a request, whoever sends it. */
interface Candidates {
  /** Those asked, in order. */
  readonly virtualServices: readonly MeshVirtualService[];
  readonly gateway: string;
  /** The call as proxies see it. */
  readonly request: Call;
  readonly routes: readonly HttpRoute[];
}

/**
 * The rule of a VirtualService that takes a request, whoever sends it: for its sidecars if the VirtualService is for the
 * mesh, else at its gateway. What is behind the rule need not be there.
 *
 * @param saysPort whether the port is known; otherwise any port meets a condition
 */
export function ruleForAnyone(mesh: Mesh, call: Call, saysPort: boolean): RuleAnswer {
  const authority = withoutPort(call.authority);
  const { virtualServices, gateway, request, routes } = candidatesFor(mesh, call, saysPort);
  if (virtualServices.length === 0) {
    const text = `no VirtualService is for ${authority}`;
    return { route: undefined, outcome: outcomeOf(call, [{ kind: 'host', text, place: undefined }]) };
  }
  const at = gateway === MESH_GATEWAY ? '' : ` at gateway ${gateway}`;
  const steps: Step[] = virtualServices.map(({ entity }) => ({
    kind: 'host',
    text: `host ${authority}: ${describeId(entity.id)}${at}`,
    place: { entity, path: ['spec', 'hosts'] },
  }));
  const route = firstRoute(routes, request, steps);
  return { route, outcome: outcomeOf(call, steps) };
}

/** The routes that may take a request, whoever sends it, in the order in which they are asked. */
export function routesForAnyone(mesh: Mesh, call: Call, saysPort: boolean): readonly HttpRoute[] {
  return candidatesFor(mesh, call, saysPort).routes;
}

function candidatesFor(mesh: Mesh, call: Call, saysPort: boolean): Candidates {
  const found = virtualServicesFor(mesh, call.authority);
  const [first] = found;
  const gateways = first?.gateways ?? [];
  const gateway = gateways.includes(MESH_GATEWAY) ? MESH_GATEWAY : (gateways[0] ?? MESH_GATEWAY);
  // In sidecars one alone counts; on gateways one stands behind the other.
  const virtualServices =
    gateway === MESH_GATEWAY ? found.slice(0, 1) : found.filter((each) => each.gateways.includes(gateway));
  const request = { ...call, path: normalized(call.path, mesh.config.pathNormalization) ?? call.path };
  const ports = saysPort ? [request.port] : [...new Set([request.port, ...virtualServices.flatMap(portsIn)])];
  const routes = virtualServices.flatMap((virtualService) => routesAt(virtualService, ports, gateway, request));
  return { virtualServices, gateway, request, routes: inOrder(routes, gateway) };
}

function outcomeOf(call: Call, steps: readonly Step[]): Outcome {
  return { call, certainty: 'exact', reservations: [], steps, ends: [] };
}

/** Those with the most specific host that takes an authority, in the order in which they are asked. */
function virtualServicesFor(mesh: Mesh, authority: string): readonly MeshVirtualService[] {
  const host = withoutPort(authority).toLowerCase();
  let best = -1;
  let found: MeshVirtualService[] = [];
  for (const virtualService of mesh.virtualServices) {
    const written = (virtualService.entity.spec.hosts ?? []).map((each) => each.toLowerCase());
    const rank = Math.max(...[...virtualService.hosts, ...written].map((each) => rankOf(each, host)));
    if (rank < 0 || rank < best) continue;
    if (rank > best) found = [];
    best = rank;
    found.push(virtualService);
  }
  return found;
}

/** An exact host goes before all wildcards, a longer wildcard before a shorter; -1 for one that does not take it. */
function rankOf(pattern: string, host: string): number {
  if (pattern === host) return 1_000_000;
  return isWildcard(pattern) && isWithin(host, pattern) ? pattern.length : -1;
}

function firstRoute(routes: readonly HttpRoute[], request: Call, steps: Step[]): HttpRoute | undefined {
  for (const route of routes) {
    const comparison = compare(route, request, request.claims ?? 'none');
    if (comparison.kind === 'match') {
      steps.push({ kind: 'route', text: `${labelOf(route)} matches`, place: route.place, verdict: 'match' });
      for (const place of delegatedBy(route)) {
        const text = `as ${formatPath(place.path.slice(1))} of ${describeId(place.entity.id)} says`;
        steps.push({ kind: 'route', text, place, verdict: 'match' });
      }
      return route;
    }
    const unmet = comparison.kind === 'no match' ? explainUnmet(comparison.unmet) : comparison.why;
    const condition = comparison.kind === 'no match' ? comparison.unmet.condition : comparison.condition;
    steps.push({
      kind: 'route',
      text: `${labelOf(route)}: ${unmet}`,
      place: condition.place,
      verdict: comparison.kind,
    });
  }
  return undefined;
}

/** Where the root of a delegate says that requests come to it. */
function delegatedBy({ rule, place }: HttpRoute): readonly Place[] {
  if (rule?.root === undefined) return [];
  const merged = rule.matches.find(([first]) => first === place) ?? [];
  return [rule.root, ...merged.slice(1)];
}

/** The routes for any of some ports, in the order in which they are written. */
function routesAt(
  virtualService: MeshVirtualService,
  ports: readonly number[],
  gateway: string,
  { scheme }: Call,
): readonly HttpRoute[] {
  const client = { namespace: virtualService.namespace, labels: {}, gateway };
  const byPort = ports.map((port) => routesOf(virtualService, client, { port, tls: scheme === 'https' }).routes);
  const [only] = byPort;
  if (byPort.length === 1 && only !== undefined) return only;
  const position = (route: HttpRoute) =>
    virtualService.http.findIndex(({ place }) => place === route.rule?.place) * 10_000 +
    (route.rule?.matches.findIndex(([first]) => first === route.place) ?? 0);
  const distinct = new Map(byPort.flat().map((route) => [position(route), route]));
  return [...distinct].sort(([a], [b]) => a - b).map(([, route]) => route);
}

/** On gateways, routes that take everything come last, whichever VirtualService they are of. */
function inOrder(routes: readonly HttpRoute[], gateway: string): readonly HttpRoute[] {
  if (gateway === MESH_GATEWAY) return routes;
  return [...routes.filter(({ catchAll }) => !catchAll), ...routes.filter(({ catchAll }) => catchAll)];
}

function portsIn({ http }: MeshVirtualService): readonly number[] {
  return http.flatMap(({ rule }) => (rule.match ?? []).flatMap(({ port }) => port ?? []));
}
