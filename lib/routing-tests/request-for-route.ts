import { exampleOf } from '../conditions/regex-example';
import type { HttpRoute, Matcher, RouteCondition } from '../mesh/http-routes';
import type { Call, HeaderLine } from '../simulation/call';
import { splitQuery } from '../simulation/paths';
import { type Claims, compare } from '../simulation/route-matching';

/** A call that is for a route, if no route before it takes it. */
export interface CallForRoute {
  readonly call: Call;
  /** What is other than in the call that it was made of, in words. */
  readonly changes: readonly string[];
}

/** A call changed so that it meets all conditions of a route; undefined where nobody knows how. */
export function callForRoute(call: Call, { conditions }: Pick<HttpRoute, 'conditions'>): CallForRoute | undefined {
  let current = call;
  const changes: string[] = [];
  for (const condition of conditions) {
    if (isMet(current, condition)) continue;
    const changed = meet(current, condition);
    if (changed === undefined) return undefined;
    current = changed.call;
    changes.push(changed.change);
  }
  // One condition may undo another.
  return conditions.every((condition) => isMet(current, condition)) ? { call: current, changes } : undefined;
}

function isMet(call: Call, condition: RouteCondition): boolean {
  const claims: Claims = call.claims ?? 'none';
  return compare({ conditions: [condition] }, call, claims).kind === 'match';
}

interface Changed {
  readonly call: Call;
  readonly change: string;
}

function meet(call: Call, { on, name, matcher, inverted, ignoreCase }: RouteCondition): Changed | undefined {
  if (inverted) return on === 'header' ? withoutHeader(call, name, matcher) : undefined;
  const text = textFor(matcher, on === 'path' ? '/' : '');
  if (text === undefined) return undefined;
  switch (on) {
    case 'path': {
      // A path begins with a slash, whatever the condition says.
      if (!text.startsWith('/')) return undefined;
      const { query } = splitQuery(call.path);
      return { call: { ...call, path: `${text}${query}` }, change: `path ${text}` };
    }
    case 'method':
      return { call: { ...call, method: text }, change: `method ${text}` };
    case 'authority':
      return { call: { ...call, authority: text }, change: `host ${text}` };
    case 'scheme':
      return undefined;
    case 'header':
      return {
        call: { ...call, headers: [...call.headers.filter(([own]) => own !== name), [name, text]] },
        change: `header ${name}: ${text}`,
      };
    case 'query':
      return { call: { ...call, path: withParameter(call.path, name, text) }, change: `query ${name}=${text}` };
    case 'claim':
      return {
        call: { ...call, claims: withClaim(call.claims ?? {}, name.split('.'), text) },
        change: `claim ${name}: ${text}${ignoreCase ? ' in any case' : ''}`,
      };
  }
}

function textFor(matcher: Matcher, usual: string): string | undefined {
  switch (matcher.kind) {
    case 'present':
      return usual === '' ? 'x' : usual;
    case 'exact':
    case 'prefix':
    case 'segments':
      return matcher.value;
    case 'regex':
      return exampleOf(matcher.value);
  }
}

/** Without the header; a value that must not be empty cannot be missing either. */
function withoutHeader(call: Call, name: string, matcher: Matcher): Changed | undefined {
  const rest = call.headers.filter(([own]) => own !== name);
  if (matcher.kind !== 'exact' || matcher.value !== '') {
    return { call: { ...call, headers: rest }, change: `no header ${name}` };
  }
  const line: HeaderLine = [name, 'x'];
  return { call: { ...call, headers: [...rest, line] }, change: `header ${name}: x` };
}

function withParameter(target: string, name: string, value: string): string {
  const { path, query } = splitQuery(target);
  const others = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && pair !== name && !pair.startsWith(`${name}=`));
  return `${path}?${[...others, `${name}=${value}`].join('&')}`;
}

function withClaim(
  claims: Readonly<Record<string, unknown>>,
  [first, ...rest]: readonly string[],
  value: string,
): Readonly<Record<string, unknown>> {
  if (first === undefined) return claims;
  if (rest.length === 0) return { ...claims, [first]: value };
  const inner = claims[first];
  const known = typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : {};
  return { ...claims, [first]: withClaim(known, rest, value) };
}
