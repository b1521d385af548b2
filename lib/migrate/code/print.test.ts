import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { json } from '../kinds/values';
import { evaluate } from './evaluate';
import { imported, list, literal, method, record } from './expression';
import { print } from './print';

const NAMES = {
  ofHandle: () => '',
  ofImport: ({ name }: { readonly name: string }) => name,
  ofFile: (path: string) => `read('${path}')`,
};
const SURROUNDINGS = {
  load: () => ({ double: (value: number) => 2 * value }),
  valueOf: () => undefined,
  words: {},
};

describe('printed code', () => {
  test('GIVEN any JSON THEN what is printed is what is evaluated is what was given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expression = json(value);
        const code = print(expression, NAMES);
        const given: unknown = JSON.parse(JSON.stringify(value));
        expect(new Function(`return (${code});`)()).toEqual(given);
        expect(evaluate(expression, SURROUNDINGS)).toEqual(given);
      }),
      { examples: [[-0]] },
    );
  });

  test('GIVEN texts THEN they are in the quotes with fewer escapes, and over several lines where they have several', () => {
    expect(print(literal("it's"), NAMES)).toBe('"it\'s"');
    expect(print(literal('a\nb\n`c`'), NAMES)).toBe('`a\nb\n\\`c\\``');
    expect(print(literal('\u200b'), NAMES)).toBe("'\\u200b'");
    expect(print(record({ 'a-b': literal(1), c: list([]) }), NAMES)).toBe("{ 'a-b': 1, c: [] }");
  });

  test('GIVEN a call THEN it is printed and evaluated alike', () => {
    const expression = method(imported('module', '*'), 'double', literal(21));
    expect(print({ ...expression, callee: { ...expression.callee } }, NAMES)).toBe('*.double(21)');
    expect(evaluate(expression, SURROUNDINGS)).toBe(42);
  });
});
