import { describe, expect, test } from '@jest/globals';
import { whyNoExpression } from './syntax';

describe('expressions', () => {
  test.each([
    'true',
    'response.code >= 400 && has(request.headers.a)',
    "[1, 2,].exists(x, x > 1) ? {'a': 1,} : {}",
    '.a.b(c)[0].map(x, x > 0, x)',
    'all(1, 2)',
    '-9223372036854775808',
  ])('GIVEN %s THEN it is one', (source) => {
    expect(whyNoExpression(source)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['', "syntax error: mismatched input '<EOF>' at 0"],
    ['a b', "syntax error: mismatched input 'b' at 2"],
    ['f(a,)', "syntax error: mismatched input ')' at 4"],
    ['!9223372036854775808', 'invalid int literal at 1'],
    ['has(a)', 'invalid argument to has() macro'],
    ['[1].all(1, true)', 'argument must be a simple name'],
    ['a.?b', "unsupported syntax '.?'"],
    ['a[?0]', "unsupported syntax '[?'"],
    ['[?a]', "unsupported syntax '?'"],
    ['{?a: 1}', "unsupported syntax '?'"],
    ['[namespace]', 'reserved identifier: namespace'],
  ])('GIVEN %s THEN it is none', (source, why) => {
    expect(whyNoExpression(source)).toBe(why);
  });
});
