import { RE2JS } from 're2js';

/** A regular expression as Go understands it: no backtracking, so no input makes it explode. */
export interface RegularExpression {
  test(text: string): boolean;
  /** The first match, then the next ones. */
  matches(text: string): Generator<string>;
}

const CACHE_LIMIT = 1000;
const cache = new Map<string, RegularExpression | string>();

/**
 * @returns the compiled expression, or why Go rejects it.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(pattern: string): RegularExpression | string {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = compile(pattern);
  // Patterns come from schemas, so they are few; only `matches(variable)` makes new ones without end.
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RegularExpression | string {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return {
    test: (text) => expression.test(text),
    *matches(text) {
      const matcher = expression.matcher(text);
      while (matcher.find()) yield matcher.group() ?? '';
    },
  };
}
