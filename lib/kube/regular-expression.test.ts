import { describe, expect, test } from '@jest/globals';
import { compileSchema } from '../schema/compile-schema';
import { messagesOf } from '../violation/violations.testing';
import { compilePattern } from './regular-expression';

describe('an expression of RE2', () => {
  const messagesFor = (pattern: string, text: string) =>
    messagesOf(
      compileSchema({ type: 'object', properties: { a: { type: 'string', pattern } } }).check({ a: text }).violations,
    );

  test('GIVEN one that matches THEN nothing is reported; GIVEN one that does not THEN it is', () => {
    expect(messagesFor('^a+$', 'aaa')).toEqual([]);
    expect(messagesFor('^a+$', 'b')).toEqual([`a: Invalid value: "b": a in body should match '^a+$'`]);
  });

  test('GIVEN one that is none THEN what is wrong with it is said once', () => {
    expect(messagesFor('(a', 'a')).toEqual([
      `a: Invalid value: "a": a in body should match '(a, but pattern is invalid: error parsing regexp: missing closing ): \`(a\`'`,
    ]);
  });

  test('GIVEN one that makes backtracking engines hang THEN the answer comes at once', () => {
    expect(messagesFor('^(a*)*b$', 'a'.repeat(50_000))).toHaveLength(1);
  });
});

describe('whole texts and replacements', () => {
  const compiled = (pattern: string) => {
    const found = compilePattern(pattern);
    if (typeof found === 'string') throw new Error(found);
    return found;
  };

  test('GIVEN a part that matches THEN the whole does not', () => {
    expect(['abc', 'xabcx', 'aXc', ''].map((text) => compiled('a.c').matchesWhole(text))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(compiled('a|ab').matchesWhole('ab')).toBe(true);
  });

  test.each([
    ['/rr/([a-z]+)', '/n/\\1', '/rr/ab/rr/cd', '/n/ab/n/cd'],
    ['b*', '-', 'abc', '-a-c-'],
    ['(a)(x)?', '[\\0\\2\\\\]', 'a', '[a\\]'],
    ['z', '-', 'abc', 'abc'],
    ['a', '$1', 'aa', '$1$1'],
  ])('GIVEN %s replaced by %s WHEN in %s THEN it is %s', (pattern, replacement, text, expected) => {
    expect(compiled(pattern).replaceAll(text, replacement)).toBe(expected);
  });
});
