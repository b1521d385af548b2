import type { HttpMatch } from './http-match';
import type { RuleContext } from './rule-context';

/** Throws for a rule of HTTP that no request gets to, because one before it takes them all. */
export function checkHttpReachable(
  rules: readonly { readonly match: readonly HttpMatch[] }[],
  hasOtherwise: boolean,
  context: RuleContext,
): void {
  const catchAll = rules.findIndex(({ match }) => match.some((conditions) => conditions.matchesEveryRequest));
  if (catchAll >= 0 && (catchAll < rules.length - 1 || hasOtherwise)) {
    const next = catchAll < rules.length - 1 ? `rule ${catchAll + 2}` : 'otherwise';
    throw context.error(`rule ${catchAll + 1} matches every request, so ${next} is never reached: make it otherwise`);
  }
  const withoutNames = rules.map(({ match }) =>
    match.map((conditions) => ({ ...conditions._toWire(context), name: undefined, statPrefix: undefined })),
  );
  checkMatchesReachable(withoutNames, 'rule', context);
}

/** Throws for a rule whose matches are all those of rules before it. */
export function checkMatchesReachable(rules: readonly (readonly object[])[], what: string, context: RuleContext): void {
  const ruleByMatch = new Map<string, number>();
  rules.forEach((matches, index) => {
    const texts = matches.map(inOrder);
    const before = texts.map((text) => ruleByMatch.get(text));
    if (before.every((earlier) => earlier !== undefined)) {
      const taken = [...new Set(before)].map((earlier) => Number(earlier) + 1).join(', ');
      throw context.error(
        `${what} ${index + 1} is never reached, because ${what} ${taken} matches the same: join them`,
      );
    }
    for (const text of texts) if (!ruleByMatch.has(text)) ruleByMatch.set(text, index);
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
