import { describe, expect, test } from '@jest/globals';
import { compileSchema } from '../schema/compile-schema';
import { messagesOf } from '../violation/violations.testing';

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
