import type { HttpActionKind } from './http-action';
import type { HttpMatch } from './http-match';
import { takesAllOf } from './match-coverage';
import type { RuleContext } from './rule-context';

/** A rule of HTTP, as far as it matters whether another is reached behind it. */
interface HttpRuleLike {
  readonly match: readonly HttpMatch[];
  readonly action: { readonly kind: HttpActionKind };
}

/** Throws for a rule of HTTP that no request gets to, because one before it takes them all. */
export function checkHttpReachable(rules: readonly HttpRuleLike[], hasOtherwise: boolean, context: RuleContext): void {
  // What a delegate has no rule for goes on to the next rule.
  const takes = ({ action }: HttpRuleLike) => action.kind !== 'delegate';
  const catchAll = rules.findIndex((rule) => takes(rule) && rule.match.some((each) => each.matchesEveryRequest));
  if (catchAll >= 0 && (catchAll < rules.length - 1 || hasOtherwise)) {
    const next = catchAll < rules.length - 1 ? `rule ${catchAll + 2}` : 'otherwise';
    throw context.error(`rule ${catchAll + 1} matches every request, so ${next} is never reached: make it otherwise`);
  }
  const withoutNames = rules.map((rule) => ({
    takes: takes(rule),
    matches: rule.match.map((conditions) => {
      const { name: _name, statPrefix: _prefix, ...others } = conditions._toWire(context);
      return others;
    }),
  }));
  checkReachable(withoutNames, 'rule', context);
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
}

function checkReachable(rules: readonly Rule[], what: string, context: RuleContext): void {
  rules.forEach(({ matches }, index) => {
    const before = matches.map((match) =>
      rules
        .slice(0, index)
        .findIndex(
          (earlier) => earlier.takes && earlier.matches.some((other) => takesAllOf({ ...other }, { ...match })),
        ),
    );
    if (before.includes(-1)) return;
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
