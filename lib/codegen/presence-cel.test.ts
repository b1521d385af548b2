import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { presenceCondition } from './presence-cel';

/** The combinations of a, b and c that a rule allows. */
function allowed(rule: string): string[] | undefined {
  const condition = presenceCondition(rule);
  const subsets = ['', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc'];
  return condition && subsets.filter((names) => condition.holds(new Set(names)));
}

describe('presenceCondition', () => {
  test.each([
    ['has(self.a) != has(self.b)', ['a', 'b', 'ac', 'bc']],
    ['(has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0) <= 1', ['', 'a', 'b', 'c', 'ac', 'bc']],
    ['[has(self.a),has(self.b),has(self.c)].filter(x,x==true).size() == 1', ['a', 'b', 'c']],
    ['[has(self.a), has(self.b)].filter(x, x).size() >= 2', ['ab', 'abc']],
    ['!(has(self.a) && has(self.b))', ['', 'a', 'b', 'c', 'ac', 'bc']],
    ['has(self.a) || has(self.b) && has(self.c)', ['a', 'ab', 'ac', 'bc', 'abc']],
    ['has(self.a)\n  ? !has(self.b)\n  : true', ['', 'a', 'b', 'c', 'ac', 'bc']],
    ['has(self.a) ? has(self.b) ? has(self.c) : true : !has(self.c)', ['', 'a', 'b', 'ac', 'abc']],
    ['!has(self.a) == has(self.b)', ['a', 'b', 'ac', 'bc']],
  ])('reads %j', (rule, expected) => {
    expect(allowed(rule)).toEqual(expected);
  });

  test.each([
    "self.type == 'A' ? has(self.a) : !has(self.a)",
    'has(self.a.b)',
    'has(oldSelf.a)',
    'has(self.a) &&',
    'has(self.a) has(self.b)',
    '[has(self.a), has(self.b)].exists(x, x)',
    'self.all(x, x > 1)',
    'has(self.a) ? 1 - 1 : 0',
    '',
  ])('passes over %j, which says more', (rule) => {
    expect(allowed(rule)).toBeUndefined();
  });

  test('GIVEN any text THEN it does not throw', () => {
    const pieces = fc.constantFrom(
      'has(self.a)',
      '(',
      ')',
      '!',
      '&&',
      '||',
      '?',
      ':',
      '1',
      '+',
      '==',
      '[',
      ']',
      '.',
      ',',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join(' ')),
        ),
        (rule) => {
          presenceCondition(rule);
        },
      ),
    );
  });

  test('GIVEN parentheses without end THEN it says nothing', () => {
    const deep = 20_000;
    expect(presenceCondition(`${'('.repeat(deep)}has(self.a)${')'.repeat(deep)}`)).toBeUndefined();
  });
});
