import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { readJson } from './json';
import { Places } from './places';
import { StringPool } from './string-pool';
import { TextError } from './text-error';

const read = (text: string) => readJson(text, new StringPool()).value;

/** The message and the offset. */
function problemOf(text: string): string {
  try {
    return JSON.stringify(read(text));
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    return `${error.message} at ${error.offset}`;
  }
}

describe('readJson', () => {
  test('property: reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: anyCharacter }), fc.constantFrom(undefined, 1, '\t'), (json, space) => {
        // Kubernetes has no negative zero.
        const text = JSON.stringify(JSON.parse(json), null, space);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('property: refuses what JSON.parse refuses, but for numbers beyond a double', () => {
    const character = fc.constantFrom(...'{}[]",:0123-+.eEtrufalsn \\/\n\tx\u0001');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const text = characters.join('');
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect([text, problemOf(text).includes(' at ')]).toEqual([text, !parses]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string at 7"],
    ['{"a":NaN}', "invalid character 'N' looking for beginning of value at 5"],
    ['{"a" 1}', "invalid character '1' after object key at 5"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair at 7"],
    ['[1 2]', "invalid character '2' after array element at 3"],
    ['{} x', "invalid character 'x' after top-level value at 3"],
    ['"\\x"', "invalid character 'x' in string escape code at 2"],
    ['"\\u12z"', "invalid character 'z' in \\u hexadecimal character escape at 5"],
    ['"\n"', "invalid character '\\n' in string literal at 1"],
    ['{"a":', 'unexpected end of JSON input at 4'],
    ['[1e400]', 'cannot unmarshal number 1e400 at 1'],
    [`${'['.repeat(401)}`, 'nested deeper than 400 levels at 400'],
  ])('GIVEN %j THEN it is refused as Go does', (text, problem) => expect(problemOf(text)).toEqual(problem));

  test('GIVEN halves of pairs THEN they become U+FFFD, as in Go', () => {
    expect(read('["\\ud83d\\ude00", "\\ud83d", "\\ude00x"]')).toEqual(['😀', '\ufffd', '\ufffdx']);
  });

  test('GIVEN a field that would be the prototype THEN it is a field', () => {
    expect(Object.keys(read('{"__proto__": 1}') as object)).toEqual(['__proto__']);
  });

  test('tells where values are, and keys that are there twice', () => {
    // GIVEN
    const text = '{"a": [1, {"b": "x", "b": 2}], "c": null}';
    const places = new Places();

    // WHEN
    const { hasDuplicates } = readJson(text, new StringPool(), places);

    // THEN
    expect(hasDuplicates).toEqual(true);
    expect(places.duplicates()).toEqual([{ path: ['a', 1, 'b'], first: 11, second: 21 }]);
    expect(places.locate(['a', 0])).toEqual(7);
    expect(places.locate(['c'])).toEqual(31);
    expect(places.scalar(['a', 1, 'b'])).toEqual({ start: 26, end: 27 });
    expect(places.scalar(['a'])).toBeUndefined();
  });
});
