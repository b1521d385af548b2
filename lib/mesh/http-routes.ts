import type { HTTPMatchRequest, StringMatch } from '../../imports/networking.istio.io';
import { hasLabels } from '../kube/label-selector';
import type { FieldPath } from '../model/finding';
import type { Entity, Labels, Place } from '../world/entity';
import { at } from '../world/workload';
import type { HttpRule } from './delegates';
import type { Matcher, RouteCondition } from './route-conditions';
import type { MeshService } from './services';
import { gatewayName, type MeshVirtualService } from './virtual-services';

export type { Matcher, RouteCondition } from './route-conditions';

/** A rule for one of its matches: what an entry of a route table of Envoy is. */
export interface HttpRoute {
  /** `default`, `allow_any`, `block_all` for routes that no VirtualService makes. */
  readonly name: string;
  /** Undefined for routes that no VirtualService makes. */
  readonly virtualService: MeshVirtualService | undefined;
  readonly rule: HttpRule | undefined;
  /** What is to be met, conditions on the path first. */
  readonly conditions: readonly RouteCondition[];
  /** The item of `match` in the rule, or the rule itself where it has none; the object of a default route. */
  readonly place: Place | undefined;
  /** Whether it takes every request, so that nothing behind it is reached. */
  readonly catchAll: boolean;
  /** The service whose default it is. */
  readonly service?: MeshService;
  /** The port that it was made for, and whether TLS ends there: redirects depend on both. */
  readonly madeFor: Listening;
}

export interface Listening {
  readonly port: number;
  readonly tls: boolean;
}

/** A match, or a rule, that is no route here. */
export interface SkippedMatch {
  readonly place: Place;
  readonly reason: SkipReason;
}

export type SkipReason =
  /** `port` is another than that of the listener. */
  | { readonly kind: 'port'; readonly wanted: number; readonly actual: number }
  /** `gateways` does not have this one. */
  | { readonly kind: 'gateways'; readonly wanted: readonly string[]; readonly actual: string }
  | { readonly kind: 'sourceLabels'; readonly wanted: Labels }
  | { readonly kind: 'sourceNamespace'; readonly wanted: string; readonly actual: string }
  /** What stands before takes every request. */
  | { readonly kind: 'unreachable'; readonly by: Place };

/** The routes of a VirtualService for the clients of one kind at one port. */
export interface VirtualServiceRoutes {
  readonly virtualService: MeshVirtualService;
  readonly routes: readonly HttpRoute[];
  readonly skipped: readonly SkippedMatch[];
}

/** Who calls, as far as `match` asks. */
export interface RouteClient {
  readonly namespace: string;
  readonly labels: Labels;
  /** `mesh`, or `namespace/name`. */
  readonly gateway: string;
}

/** The routes that a VirtualService makes for clients of a listener: what can be said before there is a request. */
export function routesOf(
  virtualService: MeshVirtualService,
  client: RouteClient,
  madeFor: Listening,
): VirtualServiceRoutes {
  let known = shared.get(virtualService);
  if (known === undefined) {
    known = asksForSource(virtualService) ? 'not' : new Map();
    shared.set(virtualService, known);
  }
  if (known === 'not') return makeRoutes(virtualService, client, madeFor);
  const key = `${client.gateway} ${madeFor.port} ${madeFor.tls}`;
  let routes = known.get(key);
  if (routes === undefined) {
    routes = makeRoutes(virtualService, client, madeFor);
    known.set(key, routes);
  }
  return routes;
}

/** The routes of VirtualServices that have the same for all clients of a listener. */
const shared = new WeakMap<MeshVirtualService, Map<string, VirtualServiceRoutes> | 'not'>();

function asksForSource({ http }: MeshVirtualService): boolean {
  return http.some(({ rule }) =>
    (rule.match ?? []).some(
      ({ sourceLabels, sourceNamespace }) => sourceLabels !== undefined || sourceNamespace !== undefined,
    ),
  );
}

function makeRoutes(virtualService: MeshVirtualService, client: RouteClient, madeFor: Listening): VirtualServiceRoutes {
  const routes: HttpRoute[] = [];
  const skipped: SkippedMatch[] = [];
  const owners = new Map<Entity, MeshVirtualService>();
  let end: Place | undefined;
  for (const rule of virtualService.http) {
    for (const candidate of candidatesOf(rule)) {
      const place = candidate.places[0] ?? rule.place;
      if (end !== undefined) {
        skipped.push({ place, reason: { kind: 'unreachable', by: end } });
        continue;
      }
      const reason = whyNotHere(candidate.match, client, madeFor.port, rule);
      if (reason !== undefined) {
        skipped.push({ place, reason });
        continue;
      }
      const route = routeOf(ownerOf(virtualService, rule, owners), rule, candidate, place, madeFor);
      routes.push(route);
      if (route.catchAll) end = place;
    }
  }
  return { virtualService, routes, skipped };
}

/** Of routes that are joined, each is named by its own. */
function ownerOf(
  joined: MeshVirtualService,
  { ofRoute }: HttpRule,
  owners: Map<Entity, MeshVirtualService>,
): MeshVirtualService {
  const owner = ofRoute?.owner;
  if (owner === undefined || owner === joined.entity) return joined;
  let own = owners.get(owner);
  if (own === undefined) {
    own = { ...joined, entity: owner as MeshVirtualService['entity'], name: owner.id.name };
    owners.set(owner, own);
  }
  return own;
}

/** The labels of clients that decide which routes they have. */
export function sourceLabelKeys({ http, tcp, tls }: MeshVirtualService): readonly string[] {
  return [...http, ...tcp, ...tls].flatMap(({ rule }) =>
    (rule.match ?? []).flatMap(({ sourceLabels = {} }) => Object.keys(sourceLabels)),
  );
}

/** Whether the namespace of a client decides which routes it has. */
export function asksForNamespace({ http }: MeshVirtualService): boolean {
  return http.some(({ rule }) => (rule.match ?? []).some(({ sourceNamespace }) => sourceNamespace !== undefined));
}

interface Candidate {
  readonly match: HTTPMatchRequest | undefined;
  readonly places: readonly Place[];
}

function candidatesOf({ rule, matches }: HttpRule): readonly Candidate[] {
  const all = rule.match ?? [];
  if (all.length === 0) return [{ match: undefined, places: [] }];
  return all.map((match, index) => ({ match, places: matches[index] ?? [] }));
}

function whyNotHere(
  match: HTTPMatchRequest | undefined,
  { namespace, labels, gateway }: RouteClient,
  port: number,
  rule: HttpRule,
): SkipReason | undefined {
  if (match === undefined) return undefined;
  if (match.port && match.port !== port) return { kind: 'port', wanted: match.port, actual: port };
  const gateways = match.gateways ?? [];
  if (gateways.length > 0) {
    // Where the client is said by gateways, its labels and its namespace do not count.
    const wanted = gateways.map((each) => gatewayName(each, rule.namespace));
    return wanted.includes(gateway) ? undefined : { kind: 'gateways', wanted, actual: gateway };
  }
  const { sourceLabels, sourceNamespace } = match;
  if (!hasLabels(labels, sourceLabels)) return { kind: 'sourceLabels', wanted: sourceLabels ?? {} };
  if (sourceNamespace && sourceNamespace !== namespace) {
    return { kind: 'sourceNamespace', wanted: sourceNamespace, actual: namespace };
  }
  return undefined;
}

function routeOf(
  virtualService: MeshVirtualService,
  rule: HttpRule,
  candidate: Candidate,
  place: Place,
  madeFor: Listening,
): HttpRoute {
  const { match } = candidate;
  const conditions = rule.ofRoute?.conditions ?? (match === undefined ? [] : conditionsOf(match, candidate.places));
  return {
    name: [rule.rule.name, match?.name].filter((name) => name).join('.'),
    virtualService,
    rule,
    conditions,
    place,
    catchAll: conditions.every(isMetByAll),
    madeFor,
  };
}

/** As istiod sees it: it looks at the path alone. */
function isMetByAll({ on, matcher, inverted }: RouteCondition): boolean {
  if (on !== 'path' || inverted) return false;
  return (matcher.kind === 'prefix' && matcher.value === '/') || (matcher.kind === 'regex' && matcher.value === '.*');
}

function conditionsOf(match: HTTPMatchRequest, places: readonly Place[]): readonly RouteCondition[] {
  const conditions: RouteCondition[] = [];
  const add = (
    on: RouteCondition['on'],
    name: string,
    value: StringMatch,
    path: FieldPath,
    more: { readonly inverted?: boolean; readonly ignoreCase?: boolean } = {},
  ) =>
    conditions.push({
      on,
      name,
      matcher: matcherOf(value),
      inverted: more.inverted ?? false,
      ignoreCase: more.ignoreCase ?? false,
      place: placeOf(path, places),
    });
  const { uri, method, authority, scheme, headers = {}, withoutHeaders = {}, queryParams = {} } = match;
  // An empty match is none: the path may be any.
  if (uri !== undefined && hasAny(uri)) add('path', '', uri, ['uri'], { ignoreCase: match.ignoreUriCase ?? false });
  if (method !== undefined) add('method', '', method, ['method']);
  if (authority !== undefined) add('authority', '', authority, ['authority']);
  if (scheme !== undefined) add('scheme', '', scheme, ['scheme']);
  for (const [name, value] of Object.entries(headers)) addHeader(name, value, 'headers', false);
  for (const [name, value] of Object.entries(withoutHeaders)) addHeader(name, value, 'withoutHeaders', true);
  for (const [name, value] of Object.entries(queryParams)) add('query', name, value, ['queryParams', name]);
  return conditions;

  function addHeader(name: string, value: StringMatch, field: string, inverted: boolean): void {
    const claim = claimOf(name);
    if (claim === undefined) add('header', name.toLowerCase(), value, [field, name], { inverted });
    else add('claim', claim, value, [field, name], { inverted });
  }
}

/** The way to a claim of a validated token, by dots: of `@request.auth.claims.a.b` and `@request.auth.claims[a][b]`. */
function claimOf(header: string): string | undefined {
  const PREFIX = '@request.auth.claims';
  if (!header.toLowerCase().startsWith(PREFIX)) return undefined;
  const rest = header.slice(PREFIX.length);
  return rest.startsWith('[') ? rest.slice(1, -1).replaceAll('][', '.') : rest.slice(1);
}

function hasAny({ exact, prefix, regex }: StringMatch): boolean {
  return exact !== undefined || prefix !== undefined || regex !== undefined;
}

function matcherOf({ exact, prefix, regex }: StringMatch): Matcher {
  if (exact !== undefined) return { kind: 'exact', value: exact };
  if (prefix !== undefined) return { kind: 'prefix', value: prefix };
  if (regex !== undefined && regex !== '*') return { kind: 'regex', value: regex };
  return { kind: 'present' };
}

/** The place of a field in the first of the objects that has it. */
function placeOf(path: FieldPath, places: readonly Place[]): Place {
  const holder =
    places.find(({ entity, path: way }) => at(entity.object, [...way, ...path]) !== undefined) ?? places[0];
  if (holder === undefined) throw new RangeError('a match stands somewhere');
  return { entity: holder.entity, path: [...holder.path, ...path] };
}
