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
    ['', "syntax error at 0: mismatched input ''"],
    ['a b', "syntax error at 2: mismatched input 'b'"],
    ['f(a,)', "syntax error at 4: mismatched input ')'"],
    ['!9223372036854775808', 'invalid int literal'],
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
