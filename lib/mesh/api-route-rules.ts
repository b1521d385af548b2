import type {
  GRPCRouteHeader,
  GRPCRouteMatch,
  GRPCRouteRule,
  GRPCRouteSpec,
  HTTPRouteCors,
  HTTPRouteMatch,
  HTTPRouteRequestRedirect,
  HTTPRouteRule,
  HTTPRouteSpec,
  HTTPRouteUrlRewrite,
} from '../../imports/gateway.networking.k8s.io';
import type { CorsPolicy, HTTPRedirect, HTTPRetry, HTTPRewrite, HTTPRoute } from '../../imports/networking.istio.io';
import type { FieldPath } from '../model/finding';
import type { Entity, Place, Sound } from '../world/entity';
import { type ApiBackends, type BackendRef, operations } from './api-backends';
import type { HttpRule, OfRoute } from './delegates';
import type { Matcher, RouteCondition } from './route-conditions';

/** What a redirect writes in front of what follows the matched prefix. */
export const MATCHED_PREFIX = '%PREFIX()%';

/** A rule of an HTTPRoute or GRPCRoute as istiod reads it: one for each of its matches. */
type AnyRule = (Omit<HTTPRouteRule, 'matches'> | Omit<GRPCRouteRule, 'matches'>) & {
  readonly timeouts?: HTTPRouteRule['timeouts'];
  /** Of the experimental definitions. */
  readonly retry?: { readonly attempts?: number; readonly codes?: readonly number[]; readonly backoff?: string };
};
type Filter = NonNullable<HTTPRouteRule['filters']>[number];

/** The rules of an HTTPRoute, one for each match. */
export function httpRouteRules(route: Sound<HTTPRouteSpec>, backends: ApiBackends): readonly HttpRule[] {
  const read = (match: HTTPRouteMatch | undefined, place: Place): Matching => ({
    conditions: httpConditions(match ?? {}, place),
    rank: rankOfHttp(match ?? {}),
  });
  return rulesByMatch(route, route.spec.rules, read, backends);
}

/** The rules of a GRPCRoute, one for each match. */
export function grpcRouteRules(route: Sound<GRPCRouteSpec>, backends: ApiBackends): readonly HttpRule[] {
  const read = (match: GRPCRouteMatch | undefined, place: Place): Matching => {
    const conditions = grpcConditions(match ?? {}, place);
    return { conditions, rank: match === undefined ? [-2] : rankOf(conditions[0], match.headers, [], undefined) };
  };
  return rulesByMatch(route, route.spec.rules, read, backends);
}

/** What requests a rule is for, and before which others it is asked. */
interface Matching {
  readonly conditions: readonly RouteCondition[];
  readonly rank: readonly number[];
}

/** @param read what a match asks for; of a rule without one, what the API server writes in its place */
function rulesByMatch<M>(
  route: Entity,
  rules: readonly (AnyRule & { readonly matches?: readonly M[] })[] | undefined,
  read: (match: M | undefined, place: Place) => Matching,
  backends: ApiBackends,
): readonly HttpRule[] {
  return (rules ?? []).flatMap((rule, index) => {
    const place = { entity: route, path: ['spec', 'rules', index] };
    const matches = rule.matches ?? [];
    const each = matches.length === 0 ? [undefined] : matches;
    return each.map((match, position) => {
      const own = match === undefined ? place : at(place, 'matches', position);
      return makeRule(route, rule, index, own, read(match, own), backends);
    });
  });
}

function at(place: Place, ...path: FieldPath): Place {
  return { entity: place.entity, path: [...place.path, ...path] };
}

function condition(on: RouteCondition['on'], name: string, matcher: Matcher, place: Place): RouteCondition {
  return { on, name, matcher, inverted: false, ignoreCase: false, place };
}

function httpConditions({ path, method, headers, queryParams }: HTTPRouteMatch, place: Place): RouteCondition[] {
  const own = path === undefined ? place : at(place, 'path');
  return [
    condition('path', '', pathMatcher(path ?? {}), own),
    ...(method === undefined ? [] : [condition('method', '', { kind: 'exact', value: method }, at(place, 'method'))]),
    ...textConditions('header', headers, at(place, 'headers')),
    ...textConditions('query', queryParams, at(place, 'queryParams')),
  ];
}

function pathMatcher({ type = 'PathPrefix', value = '/' }: NonNullable<HTTPRouteMatch['path']>): Matcher {
  if (type === 'Exact') return { kind: 'exact', value };
  if (type === 'RegularExpression') return { kind: 'regex', value };
  return value === '/' ? { kind: 'prefix', value } : { kind: 'segments', value: value.replace(/\/$/, '') };
}

function textConditions(
  on: 'header' | 'query',
  texts: readonly GRPCRouteHeader[] | undefined,
  place: Place,
): readonly RouteCondition[] {
  return (texts ?? []).map(({ name, type, value }, index) => {
    const matcher: Matcher =
      type !== 'RegularExpression'
        ? { kind: 'exact', value }
        : value === '.*' && on === 'header'
          ? { kind: 'present' }
          : { kind: 'regex', value };
    return condition(on, on === 'header' ? name.toLowerCase() : name, matcher, at(place, index));
  });
}

function grpcConditions({ method, headers }: GRPCRouteMatch, place: Place): readonly RouteCondition[] {
  return [
    ...(method === undefined ? [] : [condition('path', '', grpcPath(method), at(place, 'method'))]),
    ...textConditions('header', headers, at(place, 'headers')),
  ];
}

/** Calls of gRPC are requests for the path `/service/method`. */
function grpcPath({ type = 'Exact', service, method }: NonNullable<GRPCRouteMatch['method']>): Matcher {
  if (type === 'RegularExpression') {
    return { kind: 'regex', value: `/${service ?? '[^/]+'}/${method ?? '.+'}` };
  }
  if (service === undefined) return { kind: 'regex', value: `/[^/]+/${method}` };
  return method === undefined
    ? { kind: 'segments', value: `/${service}` }
    : { kind: 'exact', value: `/${service}/${method}` };
}

function rankOfHttp({ path, method, headers, queryParams }: HTTPRouteMatch): readonly number[] {
  const own = { matcher: pathMatcher(path ?? {}) };
  return rankOf(own, headers, queryParams, method);
}

/** Exact paths, then prefixes, then expressions, of each the longer ones first; a method; headers; parameters. */
function rankOf(
  path: Pick<RouteCondition, 'matcher'> | undefined,
  headers: readonly unknown[] = [],
  parameters: readonly unknown[] = [],
  method: string | undefined,
): readonly number[] {
  const matcher = path?.matcher;
  const kind = { exact: 3, prefix: 2, segments: 2, regex: 1, present: -1, none: -1 }[matcher?.kind ?? 'none'];
  const length =
    matcher === undefined || matcher.kind === 'present' ? 0 : new TextEncoder().encode(matcher.value).length;
  return [kind, length, method === undefined ? 0 : 1, headers.length, parameters.length];
}

/** Below zero where the first is asked before the second. */
export function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = (other[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What is to be met stands beside the rule: see {@link OfRoute.conditions}. */
const ANY = [{}];

function makeRule(
  route: Entity,
  rule: AnyRule,
  index: number,
  place: Place,
  { conditions, rank }: Matching,
  backends: ApiBackends,
): HttpRule {
  const { namespace, name } = route.id;
  const fields = new Map<string, FieldPath>();
  const filters = filtersOf(rule.filters as readonly Filter[] | undefined, fields, route, backends);
  const sent = backends.of(route, (rule.backendRefs ?? []) as readonly BackendRef[]);
  for (const [position, { index: of }] of sent.destinations.entries()) {
    fields.set(`route.${position}`, ['backendRefs', of]);
  }
  if (rule.timeouts !== undefined) fields.set('timeout', ['timeouts']);
  const isAnswered = filters.rule.redirect !== undefined;
  const ofRoute: OfRoute = {
    owner: route,
    conditions,
    rank,
    fields,
    refused: new Map(
      sent.destinations.flatMap(({ refused }, position) => (refused === undefined ? [] : [[position, refused]])),
    ),
    nothing: isAnswered || sent.destinations.length > 0 ? undefined : (sent.nothing ?? 'the rule has no destination'),
    unknown: filters.unknown,
  };
  return {
    rule: {
      name: rule.name ?? `${namespace}.${name}.${index}`,
      match: ANY,
      ...filters.rule,
      ...(isAnswered ? {} : { route: sent.destinations.map(({ to }) => to) }),
      ...timesOf(rule),
    },
    place: { entity: route, path: ['spec', 'rules', index] },
    root: undefined,
    matches: [[place]],
    namespace,
    ofRoute,
  };
}

interface Filters {
  readonly rule: HTTPRoute;
  readonly unknown: string | undefined;
}

function filtersOf(
  filters: readonly Filter[] | undefined,
  fields: Map<string, FieldPath>,
  route: Entity,
  backends: ApiBackends,
): Filters {
  let rule: HTTPRoute = {};
  let unknown: string | undefined;
  for (const [index, filter] of (filters ?? []).entries()) {
    const note = (field: string) => fields.set(field, ['filters', index]);
    switch (filter.type) {
      case 'RequestHeaderModifier':
        rule = { ...rule, headers: { ...rule.headers, request: operations(filter.requestHeaderModifier) } };
        break;
      case 'ResponseHeaderModifier':
        rule = { ...rule, headers: { ...rule.headers, response: operations(filter.responseHeaderModifier) } };
        break;
      case 'RequestRedirect':
        note('redirect');
        rule = { ...rule, redirect: redirectOf(filter.requestRedirect) };
        break;
      case 'URLRewrite':
        note('rewrite');
        rule = { ...rule, rewrite: rewriteOf(filter.urlRewrite) };
        break;
      case 'CORS':
        note('corsPolicy');
        rule = { ...rule, corsPolicy: corsOf(filter.cors) };
        if ((filter.cors.allowOrigins ?? []).some((origin) => origin !== '*' && origin.includes('*'))) {
          unknown = 'a wildcard in allowOrigins';
        }
        break;
      case 'RequestMirror': {
        const mirror = backends.mirrorOf(route, filter.requestMirror);
        if (mirror !== undefined) rule = { ...rule, mirrors: [...(rule.mirrors ?? []), mirror] };
        break;
      }
      default:
        unknown = `filter ${String((filter as { readonly type?: unknown }).type)}`;
    }
  }
  return { rule, unknown };
}

function redirectOf({ hostname, scheme, port, path, statusCode = 302 }: HTTPRouteRequestRedirect): HTTPRedirect {
  const prefix = path?.type === 'ReplacePrefixMatch' ? path.replacePrefixMatch : undefined;
  const uri = prefix === undefined ? path?.replaceFullPath : `${MATCHED_PREFIX}${prefix}`;
  const derivePort = scheme === undefined ? ('FROM_REQUEST_PORT' as const) : ('FROM_PROTOCOL_DEFAULT' as const);
  return {
    ...(uri !== undefined && { uri }),
    ...(hostname !== undefined && { authority: hostname }),
    ...(scheme !== undefined && { scheme }),
    ...(port === undefined ? { derivePort } : { port }),
    redirectCode: statusCode,
  } as HTTPRedirect;
}

function rewriteOf({ hostname, path }: HTTPRouteUrlRewrite): HTTPRewrite {
  const authority = hostname === undefined ? {} : { authority: hostname };
  if (path?.type === 'ReplaceFullPath') {
    return { ...authority, uriRegexRewrite: { match: '/.*', rewrite: path.replaceFullPath ?? '' } };
  }
  if (path?.replacePrefixMatch === undefined) return authority;
  return { ...authority, uri: path.replacePrefixMatch.replace(/\/$/, '') || '/' };
}

function corsOf({ allowOrigins = [], maxAge, ...others }: HTTPRouteCors): CorsPolicy {
  const origins = allowOrigins.map((origin) => {
    if (!origin.includes('*')) return { exact: origin };
    const parts = origin.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { regex: parts.join('.*') };
  });
  return { ...others, allowOrigins: origins, ...(maxAge !== undefined && { maxAge: `${maxAge}s` }) } as CorsPolicy;
}

/** The times that a rule gives. Without retries of its own, the time of an attempt is that of all. */
function timesOf({ timeouts, retry }: AnyRule): Pick<HTTPRoute, 'timeout' | 'retries'> {
  const retries: HTTPRetry | undefined = retry && {
    attempts: retry.attempts ?? 2,
    retryOn: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...(retry.codes ?? []).map(String)].join(
      ',',
    ),
    ...(retry.backoff !== undefined && { backoff: retry.backoff }),
  };
  const request = isSome(timeouts?.request) ? timeouts?.request : undefined;
  const attempt = isSome(timeouts?.backendRequest) ? timeouts?.backendRequest : undefined;
  if (retries === undefined) {
    const timeout = attempt ?? request;
    return timeout === undefined ? {} : { timeout };
  }
  return {
    ...(request !== undefined && { timeout: request }),
    retries: { ...retries, ...(attempt !== undefined && { perTryTimeout: attempt }) },
  };
}

/** `0s` is no limit. */
function isSome(duration: string | undefined): boolean {
  return duration !== undefined && /[1-9]/.test(duration);
}
