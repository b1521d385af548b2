import { compilePattern } from '../kube/regular-expression';
import type { HttpRoute, Matcher, RouteCondition } from '../mesh/http-routes';
import { splitQuery } from './paths';
import { type Request, valuesOf } from './request';

/** What a condition looks at, and the values that a request has for it. */
export interface UnmetCondition {
  readonly condition: RouteCondition;
  /** None when the request has no such thing. */
  readonly actual: readonly string[];
}

/** What comes of comparing a request with a route. */
export type Comparison =
  | { readonly kind: 'match' }
  | { readonly kind: 'no match'; readonly unmet: UnmetCondition }
  /** It depends on something that is not known; `tentative` is what is mostly so. */
  | { readonly kind: 'unknown'; readonly condition: RouteCondition; readonly why: string; readonly tentative: boolean };

/** The claims of the token of a request that a proxy finds valid. */
export type Claims = Readonly<Record<string, unknown>> | 'none' | 'unknown';

/** Whether a request meets all conditions of a route, or the first that it does not meet. */
export function compare({ conditions }: Pick<HttpRoute, 'conditions'>, request: Request, claims: Claims): Comparison {
  let unknown: { readonly condition: RouteCondition; readonly verdict: Undecided } | undefined;
  for (const condition of conditions) {
    const verdict = judge(condition, request, claims);
    if (verdict === false) return { kind: 'no match', unmet: { condition, actual: actualOf(condition, request) } };
    if (verdict !== true && unknown?.verdict.tentative !== false) unknown = { condition, verdict };
  }
  return unknown === undefined
    ? { kind: 'match' }
    : { kind: 'unknown', condition: unknown.condition, ...unknown.verdict };
}

/** Why nobody knows whether a condition is met, and what is mostly so. */
interface Undecided {
  readonly why: string;
  readonly tentative: boolean;
}

function judge(condition: RouteCondition, request: Request, claims: Claims): boolean | Undecided {
  const { on, name, matcher, inverted, ignoreCase } = condition;
  switch (on) {
    case 'path':
      return matches(matcher, splitQuery(request.path).path, ignoreCase);
    case 'method':
      return matches(matcher, request.method);
    case 'authority':
      return matches(matcher, request.authority);
    case 'scheme':
      return matches(matcher, request.scheme);
    case 'query': {
      const value = queryValue(request.path, name);
      return value !== undefined && matches(matcher, value);
    }
    case 'header':
      return judgeHeader(condition, valuesOf(request, name));
    case 'claim':
      return judgeClaim(matcher, inverted, name, claims);
  }
}

function judgeHeader({ name, matcher, inverted }: RouteCondition, values: readonly string[]): boolean | Undecided {
  if (matcher.kind === 'present') return values.length > 0 !== inverted;
  // What must not be there is compared with nothing where it is missing.
  if (values.length === 0) return inverted && !matches(matcher, '');
  if (values.length === 1) return matches(matcher, values[0] ?? '') !== inverted;
  const joined = matches(matcher, values.join(',')) !== inverted;
  const apart = values.some((value) => matches(matcher, value)) !== inverted;
  if (joined === apart) return joined;
  const why = `header ${name} is sent on ${values.length} lines, which Envoy joins before version 1.39 and compares one by one since`;
  return { why, tentative: joined };
}

function judgeClaim(matcher: Matcher, inverted: boolean, name: string, claims: Claims): boolean | Undecided {
  if (claims === 'unknown') return { why: `what the token says of ${name} is not given`, tentative: false };
  let value: unknown = claims === 'none' ? undefined : claims;
  for (const part of name.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[part] : undefined;
  }
  const values = (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined).map(String);
  const found = matcher.kind === 'present' ? values.length > 0 : values.some((each) => matches(matcher, each));
  return found !== inverted;
}

/** Whether a value is as a matcher wants it; with their case, unless it is said otherwise. */
export function matches(matcher: Matcher, value: string, ignoreCase = false): boolean {
  switch (matcher.kind) {
    case 'present':
      return true;
    case 'exact':
      return ignoreCase ? value.toLowerCase() === matcher.value.toLowerCase() : value === matcher.value;
    case 'prefix':
      return ignoreCase ? value.toLowerCase().startsWith(matcher.value.toLowerCase()) : value.startsWith(matcher.value);
    case 'segments':
      return value === matcher.value || value.startsWith(`${matcher.value}/`);
    case 'regex': {
      const compiled = compilePattern(matcher.value);
      // istiod's webhook refuses what does not compile.
      return typeof compiled !== 'string' && compiled.matchesWhole(value);
    }
  }
}

/** The first value of a key of the query, as it is written: nothing is decoded. */
export function queryValue(target: string, key: string): string | undefined {
  const { query } = splitQuery(target);
  if (query === '') return undefined;
  for (const pair of query.slice(1).split('&')) {
    const equals = pair.indexOf('=');
    if ((equals === -1 ? pair : pair.slice(0, equals)) === key) return equals === -1 ? '' : pair.slice(equals + 1);
  }
  return undefined;
}

function actualOf({ on, name }: RouteCondition, request: Request): readonly string[] {
  switch (on) {
    case 'path':
      return [splitQuery(request.path).path];
    case 'method':
      return [request.method];
    case 'authority':
      return [request.authority];
    case 'scheme':
      return [request.scheme];
    case 'header':
      return valuesOf(request, name);
    case 'query': {
      const value = queryValue(request.path, name);
      return value === undefined ? [] : [value];
    }
    case 'claim':
      return [];
  }
}
