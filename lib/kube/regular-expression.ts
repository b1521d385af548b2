import type { RE2JS } from 're2js';

/** A regular expression as Go understands it: no backtracking, so no input makes it explode. */
export interface RegularExpression {
  test(text: string): boolean;
  /** Whether the whole text matches, as in Envoy. */
  matchesWhole(text: string): boolean;
  /** The first match, then the next ones. */
  matches(text: string): Generator<string>;
  /** The text with every match replaced; `\\1` in the replacement is the first group, `\\0` the whole match. */
  replaceAll(text: string, replacement: string): string;
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
    expression = re2().compile(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return {
    test: (text) => expression.test(text),
    matchesWhole: (text) => expression.matches(text),
    *matches(text) {
      const matcher = expression.matcher(text);
      while (matcher.find()) yield matcher.group() ?? '';
    },
    replaceAll: (text: string, replacement: string) => replaceAll(expression, text, replacement),
  };
}

/** Loaded with the first pattern: its tables of characters take a while, and much is checked without one. */
function re2(): typeof RE2JS {
  return (require('re2js') as typeof import('re2js')).RE2JS;
}

function replaceAll(expression: RE2JS, text: string, replacement: string): string {
  const matcher = expression.matcher(text);
  const groups = matcher.groupCount();
  const group = (number: number) => (number <= groups ? (matcher.group(number) ?? '') : '');
  let result = '';
  let end: number | undefined;
  while (matcher.find()) {
    const start = matcher.start();
    // Nothing is no match right behind a match.
    if (matcher.end() === start && start === end) continue;
    result += text.slice(end ?? 0, start);
    result += replacement.replace(/\\(\d|\\)/g, (_, what: string) => (what === '\\' ? what : group(Number(what))));
    end = matcher.end();
  }
  return result + text.slice(end ?? 0);
}
