import { describe, expect, test } from '@jest/globals';
import { compileSchema } from '../schema/compile-schema';

describe('an expression of RE2', () => {
  const messagesOf = (pattern: string, text: string) =>
    compileSchema({ type: 'object', properties: { a: { type: 'string', pattern } } })
      .check({ a: text })
      .issues.map(({ message }) => message);

  test('GIVEN one that matches THEN nothing is reported; GIVEN one that does not THEN it is', () => {
    expect(messagesOf('^a+$', 'aaa')).toEqual([]);
    expect(messagesOf('^a+$', 'b')).toEqual([`a: Invalid value: "b": a in body should match '^a+$'`]);
  });

  test('GIVEN one that is none THEN what is wrong with it is said once', () => {
    expect(messagesOf('(a', 'a')).toEqual([
      `a: Invalid value: "a": a in body should match '(a, but pattern is invalid: error parsing regexp: missing closing ): \`(a\`'`,
    ]);
  });

  test('GIVEN one that makes backtracking engines hang THEN the answer comes at once', () => {
    expect(messagesOf('^(a*)*b$', 'a'.repeat(50_000))).toHaveLength(1);
  });
});
