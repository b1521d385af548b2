import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from '../kube/regular-expression';
import { exampleOf, examplesOf } from './regex-example';

describe('exampleOf', () => {
  test.each([
    ['/users(/.*)?', '/users'],
    ['(GET|OPTIONS)', 'GET'],
    ['^(.*?;)?(user=tester)(;.*)?$', 'user=tester'],
    ['.*Chrome.*', 'Chrome'],
    ['[a-c]+\\d{3}', 'a000'],
    ['[^x]y', '0y'],
    ['[[:digit:]]+', '0'],
    ['(?i)abc', 'abc'],
    ['(?P<name>a|b)', 'a'],
    ['a\\.b', 'a.b'],
    ['.+', 'x'],
    ['a??b', 'b'],
    ['\\x41\\x{e9}', 'Aé'],
    ['\\p{Greek}\\pL\\P{L}', 'Ωx0'],
    ['\\Qa.b\\E+', 'a.b'],
    ['a$b|c', 'c'],
    ['a\\tb', 'a\tb'],
    ['(', undefined],
  ])('GIVEN %s THEN %s', (regex, text) => {
    expect(exampleOf(regex)).toEqual(text);
  });

  test('GIVEN alternatives THEN one text of each, with and without what may be left out', () => {
    expect(examplesOf('/(a|b|c)(/x)?')).toEqual(['/a', '/a/x', '/b', '/b/x', '/c', '/c/x']);
    expect(examplesOf('(')).toEqual([]);
  });

  test('GIVEN any expression THEN what is found is taken by it', () => {
    const atom = fc.constantFrom('a', '.', '[a-z]', '[^/]', '\\d', '(?:b|c)', '/', '\\.');
    const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}')).map((each) => each.join(''));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const regex = pieces.join('');
        const compiled = compilePattern(regex);
        if (typeof compiled === 'string') throw new Error(compiled);
        const text = exampleOf(regex);
        expect(text !== undefined && compiled.matchesWhole(text)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
