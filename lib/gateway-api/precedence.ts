import { RE2JS } from 're2js';
import type { RuleContext } from '../istio/rule-context';

/** How a text is compared: one way of these. */
export interface Compared {
  readonly exact?: string;
  readonly regex?: string;
}

/** A match of a route, as far as it matters what is asked first. */
export interface OrderedMatch {
  /** Segments at the beginning of the path, without a slash behind them: `/` for any. */
  readonly path?: Compared & { readonly prefix?: string };
  readonly method?: string;
  readonly headers: ReadonlyMap<string, Compared>;
  readonly parameters: ReadonlyMap<string, Compared>;
}

/** The match of the rule for what is left. */
export const ANY: OrderedMatch = { path: { prefix: '/' }, headers: new Map(), parameters: new Map() };

/** A rule's matches, and what it is called in messages. */
export interface OrderedRule {
  readonly label: string;
  readonly matches: readonly OrderedMatch[];
}

/**
 * Throws for rules that are not asked in the order in which they are written, where both may be for one request, and for
 * rules that are never asked.
 *
 * A route is read from top to bottom like a VirtualService. The Gateway API has an order of its own, and Istio's is: exact
 * paths, prefixes, the longer ones first, then expressions; a method; more headers; more parameters of the query.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export function checkPrecedence(rules: readonly OrderedRule[], context: RuleContext): void {
  rules.forEach((rule, index) => {
    const before = rules.slice(0, index);
    for (const match of rule.matches) {
      for (const earlier of before) {
        const late = earlier.matches.find((other) => comparePrecedence(match, other) < 0 && mayMeet(match, other));
        if (late === undefined) continue;
        throw context.error(
          `${rule.label} (${describe(match)}) is asked before ${earlier.label} (${describe(late)}), whatever the order they are written in: ` +
            'exact paths come first, then prefixes, the longer ones first, then expressions, then methods, then more headers and more parameters; ' +
            (rule.label === 'otherwise'
              ? `so ${earlier.label} is never reached: give it a path by exact text or by pathPrefix`
              : 'write them in that order'),
        );
      }
    }
    const twice = rule.matches.every((match) =>
      before.some((earlier) => earlier.matches.some((other) => textOf(other) === textOf(match))),
    );
    if (twice) {
      throw context.error(`${rule.label} is never reached, because a rule before it matches the same: join them`);
    }
  });
}

/** Below zero where the first is asked before the second. */
function comparePrecedence(one: OrderedMatch, other: OrderedMatch): number {
  const [a, b] = [rankOf(one), rankOf(other)];
  for (const [index, value] of a.entries()) {
    const difference = (b[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

function rankOf({ path, method, headers, parameters }: OrderedMatch): readonly number[] {
  const { exact, prefix, regex } = path ?? {};
  const kind = exact !== undefined ? 3 : prefix !== undefined ? 2 : regex !== undefined ? 1 : -1;
  const length = Buffer.byteLength(exact ?? prefix ?? regex ?? '');
  return [kind, length, method === undefined ? 0 : 1, headers.size, parameters.size];
}

/** Whether there may be a request that is for both. */
function mayMeet(one: OrderedMatch, other: OrderedMatch): boolean {
  if (one.method !== undefined && other.method !== undefined && one.method !== other.method) return false;
  if (!pathsMayMeet(one.path ?? {}, other.path ?? {})) return false;
  return textsMayMeet(one.headers, other.headers) && textsMayMeet(one.parameters, other.parameters);
}

type Path = NonNullable<OrderedMatch['path']>;

function pathsMayMeet(one: Path, other: Path): boolean {
  if (one.prefix !== undefined && other.prefix !== undefined) {
    return isWithin(one.prefix, other.prefix) || isWithin(other.prefix, one.prefix);
  }
  if (one.exact !== undefined) return takes(other, one.exact);
  if (other.exact !== undefined) return takes(one, other.exact);
  return true;
}

function takes({ exact, prefix, regex }: Path, path: string): boolean {
  if (exact !== undefined) return exact === path;
  if (prefix !== undefined) return isWithin(path, prefix);
  return regex === undefined || RE2JS.matches(regex, path);
}

/** Whether the segments of a prefix are the first of a path. */
function isWithin(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

function textsMayMeet(one: ReadonlyMap<string, Compared>, others: ReadonlyMap<string, Compared>): boolean {
  return [...one].every(([name, a]) => {
    const b = others.get(name);
    if (b === undefined) return true;
    if (a.exact !== undefined) return takes(b, a.exact);
    return b.exact === undefined || takes(a, b.exact);
  });
}

/** The same for the same conditions. */
function textOf({ path, method, headers, parameters }: OrderedMatch): string {
  const sorted = (texts: ReadonlyMap<string, Compared>) => [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([path, method, sorted(headers), sorted(parameters)]);
}

/** A match in few words, for messages. */
function describe({ path, method, headers, parameters }: OrderedMatch): string {
  const { exact, prefix, regex } = path ?? {};
  const words = [
    ...(exact === undefined ? [] : [`path ${exact}`]),
    ...(regex === undefined ? [] : [`expression ${regex}`]),
    ...(prefix === undefined || (prefix === '/' && headers.size + parameters.size > 0) ? [] : [`prefix ${prefix}`]),
    ...(method === undefined ? [] : [`method ${method}`]),
    ...[...headers.keys()].map((name) => `header ${name}`),
    ...[...parameters.keys()].map((name) => `parameter ${name}`),
  ];
  return words.length > 0 ? words.join(', ') : 'anything';
}
