import type { HttpActionKind } from './http-action';
import type { HttpMatch } from './http-match';
import { takesAllOf } from './match-coverage';
import type { RuleContext } from './rule-context';

/** A rule of HTTP, as far as it matters whether another is reached behind it. */
interface HttpRuleLike {
  readonly match: readonly HttpMatch[];
  readonly action: { readonly kind: HttpActionKind };
  readonly neverReached?: true;
}

/** What follows the rules. */
interface Following {
  readonly otherwise: { readonly action: { readonly kind: HttpActionKind } } | undefined;
  /** How many rules are said to be never reached, after all others. */
  readonly neverReached: number;
}

// What a delegate has no rule for goes on to the next rule.
const takes = ({ action }: Pick<HttpRuleLike, 'action'>) => action.kind !== 'delegate';

/** Throws for a rule of HTTP that no request gets to, unless it is said of it, and for one of which it is said wrongly. */
export function checkHttpReachable(
  rules: readonly HttpRuleLike[],
  { otherwise, neverReached }: Following,
  context: RuleContext,
): void {
  const catchAll = rules.findIndex((rule) => takes(rule) && rule.match.some((each) => each.matchesEveryRequest));
  const next = rules.findIndex((rule, index) => index > catchAll && rule.neverReached === undefined);
  if (catchAll >= 0 && (next >= 0 || otherwise !== undefined)) {
    const what = next >= 0 ? `rule ${next + 1}` : 'otherwise';
    throw context.error(`rule ${catchAll + 1} matches every request, so ${what} is never reached: make it otherwise`);
  }
  if (neverReached > 0 && catchAll < 0 && (otherwise === undefined || !takes(otherwise))) {
    throw context.error(
      'what `neverReached` has is reached, because no rule before it is for every request: put it into `rules`',
    );
  }
  const described = rules.map((rule) => ({
    takes: takes(rule),
    isSaid: rule.neverReached === true,
    matches: rule.match.map((conditions) => withoutNames(conditions._toWire(context))),
  }));
  const isKnown = (index: number) => catchAll >= 0 && index > catchAll;
  const reached = described.findIndex(
    ({ isSaid }, index) => isSaid && !isKnown(index) && takersOf(described, index) === undefined,
  );
  if (reached >= 0) {
    throw context.error(`no rule before rule ${reached + 1} takes all that it matches: leave out \`neverReached\``);
  }
  checkReachable(described, 'rule', context);
}

/**
 * Which rules of HTTP are never reached, as the API server reads them, because one before them takes all that they match;
 * without a match, a rule takes everything.
 */
export function unreachedRules(
  rules: readonly { readonly match?: readonly object[]; readonly delegate?: unknown }[],
): readonly boolean[] {
  const described = rules.map(({ match = [], delegate }) => ({
    takes: delegate === undefined,
    matches: match.length === 0 ? [{}] : match.map((each) => withoutWhole(withoutNames(each))),
  }));
  return described.map((_, index) => takersOf(described, index) !== undefined);
}

/** The names of a match make no difference for what it takes. */
function withoutNames(match: object): object {
  const { name: _name, statPrefix: _prefix, ...others } = match as Readonly<Record<string, unknown>>;
  return others;
}

/** A match of every path says nothing. */
function withoutWhole(match: object): object {
  const {
    uri,
    ignoreUriCase: _,
    ...others
  } = match as {
    readonly uri?: Readonly<Record<string, unknown>>;
    readonly ignoreUriCase?: boolean;
  };
  return uri?.prefix === '/' || uri?.regex === '.*' ? others : match;
}

/** Throws for a rule of connections whose matches are all taken by rules before it. */
export function checkMatchesReachable(rules: readonly (readonly object[])[], what: string, context: RuleContext): void {
  checkReachable(
    rules.map((matches) => ({ takes: true, matches })),
    what,
    context,
  );
}

interface Rule {
  /** Whether what it matches goes nowhere else. */
  readonly takes: boolean;
  readonly matches: readonly object[];
  /** Whether it is said of the rule that it is never reached. */
  readonly isSaid?: boolean;
}

/** For each match of a rule, the rule before it that takes all of it; undefined when one has none. */
function takersOf(rules: readonly Rule[], index: number): readonly number[] | undefined {
  const takers = (rules[index] as Rule).matches.map((match) =>
    rules
      .slice(0, index)
      .findIndex((earlier) => earlier.takes && earlier.matches.some((other) => takesAllOf({ ...other }, { ...match }))),
  );
  return takers.includes(-1) ? undefined : takers;
}

function checkReachable(rules: readonly Rule[], what: string, context: RuleContext): void {
  rules.forEach(({ matches, isSaid }, index) => {
    const before = isSaid ? undefined : takersOf(rules, index);
    if (before === undefined) return;
    const takers = [...new Set(before)].sort((a, b) => a - b);
    const taken = takers.map((earlier) => earlier + 1).join(', ');
    const same = matches.every((match, i) =>
      rules[before[i] as number]?.matches.some((other) => inOrder(other) === inOrder(match)),
    );
    throw context.error(
      same
        ? `${what} ${index + 1} is never reached, because ${what} ${taken} matches the same: join them`
        : `${what} ${index + 1} (${matches.map(inOrder).join(' or ')}) is never reached, because ${what} ${taken} before it takes all that ` +
            'it matches: put the narrower one first',
    );
  });
}

/** The same text for the same conditions, in whatever order they are written. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
