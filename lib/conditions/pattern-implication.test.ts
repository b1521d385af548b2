import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANYTHING, beginningOf, beginningWith, exactly, folded, matching, takes } from './pattern';
import { excludes, includes } from './pattern-implication';

/** Every text of the alphabet up to a length. */
const TEXTS = (function texts(length: number): string[] {
  return length === 0
    ? ['']
    : ['', ...texts(length - 1).flatMap((text) => ['a', 'A', 'b', 'B', '/'].map((char) => char + text))];
})(3).filter((text, index, all) => all.indexOf(text) === index);

const text = fc.string({ unit: fc.constantFrom('a', 'B', '/'), maxLength: 2 });
const escaped = text.map((each) => each.replace(/./g, '[$&]'));
const pattern = fc.oneof(
  fc.constant(ANYTHING),
  fc.tuple(text, fc.boolean()).map(([each, fold]) => exactly(each, fold)),
  fc.tuple(text, fc.boolean()).map(([each, fold]) => beginningWith(each, fold)),
  fc
    .tuple(escaped, fc.constantFrom('', '.*', 'a?', '[aB]+', 'b*'), fc.constantFrom('', '.*', '|a', '|/.*'))
    .map((parts) => matching(parts.join(''))),
  escaped.map((each) => matching(`.*${each}`)),
  escaped.map((each) => matching(`.*${each}.*`)),
);

describe('GIVEN any two patterns', () => {
  const patterns = fc.sample(pattern, { numRuns: 100, seed: 7 });
  const taken = new Map(
    patterns.map((each) => [each, new Set(TEXTS.filter((candidate) => takes(each, candidate) === true))]),
  );
  const pairs = patterns.flatMap((outer) => patterns.map((inner) => [outer, inner] as const));

  test('THEN what is proved holds of all texts, and what is disproved does not', () => {
    const wrong = pairs.filter(([outer, inner]) => {
      const holds = [...(taken.get(inner) ?? [])].every((candidate) => taken.get(outer)?.has(candidate));
      return includes(outer, inner) === (holds ? 'no' : 'yes');
    });
    expect(wrong).toEqual([]);
  });

  test('THEN what is proved to have nothing in common has not, and what is disproved has', () => {
    const wrong = pairs.filter(([a, b]) => {
      const common = [...(taken.get(a) ?? [])].some((candidate) => taken.get(b)?.has(candidate));
      return excludes(a, b) === (common ? 'yes' : 'no');
    });
    expect(wrong).toEqual([]);
  });

  test('THEN a pattern includes itself, and one that includes another has a beginning of the other', () => {
    expect(patterns.filter((each) => includes(each, each) !== 'yes')).toEqual([]);
    const wrong = pairs.filter(
      ([outer, inner]) =>
        includes(outer, inner) === 'yes' && !folded(beginningOf(inner)).startsWith(folded(beginningOf(outer))),
    );
    expect(wrong).toEqual([]);
  });
});

describe('what is proved', () => {
  test.each<[string, string, ReturnType<typeof includes>]>([
    ['/api', '/api/v[0-9]+/.*', 'yes'],
    ['/api', '/ap.+', 'no'],
    ['/apix', '/api.{2}', 'unknown'],
    ['/', '[a-z]+', 'no'],
  ])('GIVEN prefix %s and expression %s THEN %s', (prefix, regex, expected) => {
    expect(includes(beginningWith(prefix), matching(regex))).toBe(expected);
  });

  test.each<[string, string, ReturnType<typeof includes>]>([
    ['[a-z]+', '[a-z]+', 'yes'],
    ['[a-z]+', '[a-y]+', 'unknown'],
    ['[a-z]+', 'abc', 'yes'],
    ['[a-z]+', 'a1', 'no'],
    ['[a-z]+', '.*', 'no'],
    ['a|b', 'b', 'yes'],
    ['[a-z]+', 'a|bc', 'yes'],
    ['(', 'a', 'unknown'],
  ])('GIVEN expressions %s and %s THEN %s', (outer, inner, expected) => {
    expect(includes(matching(outer), matching(inner))).toBe(expected);
  });
});
