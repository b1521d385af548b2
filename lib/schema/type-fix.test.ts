import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonType } from '../kube/json';
import { readDocuments } from '../model/read-documents';
import { textSource } from '../model/source/text-source';
import { typeFix } from './type-fix';

const isText = (value: unknown) => typeof value === 'string';

/** What a text means to kubectl. */
function read(text: string): unknown {
  return [...readDocuments(textSource('f', `a: ${text}\n`))].map(({ value }) => (value as { a?: unknown }).a)[0];
}

describe('GIVEN a field for texts', () => {
  test.each([
    [511, '0777', '"0777"'],
    [true, 'yes', '"yes"'],
    [1.1, '1.10', '"1.10"'],
    [31, '0x1F', '"0x1F"'],
    // Not written anywhere, or in quotes.
    [31, undefined, '"31"'],
    [3, '"3"', '"3"'],
    [3, "'3'", '"3"'],
  ])('WHEN it is %j written as %s THEN the fix keeps what is written', (value, written, text) => {
    expect(typeFix(value, () => written, isText)).toEqual(`write it as a string: ${text}`);
  });

  test('WHEN what is written cannot be its value THEN there is no fix', () => {
    expect(
      typeFix(
        false,
        () => 'off',
        (value) => value === 'OFF',
      ),
    ).toBeUndefined();
  });
});

describe('property: what a fix says is taken', () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      '0777',
      'yes',
      'off',
      '1.10',
      '0x1F',
      '1_000',
      '12',
      '-3',
      '.5',
      '1e3',
      '"8"',
      "'on'",
      '"x y"',
      '"007"',
    ),
    fc.integer().map(String),
    fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
  );
  const field = fc.constantFrom('string', 'integer', 'number', 'boolean', 'array of string', 'array of integer');

  test.each(['written', 'not written'])('%s', (kind) => {
    fc.assert(
      fc.property(scalar, field, (written, type) => {
        const [outer, inner] = type.split(' of ');
        const fits = (value: unknown, expected = '') => {
          const found = jsonType(value);
          return found === expected || (expected === 'number' && found === 'integer');
        };
        const takes = (value: unknown) =>
          Array.isArray(value) ? outer === 'array' && value.every((item) => fits(item, inner)) : fits(value, outer);
        const fix = typeFix(read(written), () => (kind === 'written' ? written : undefined), takes);
        const text = fix?.replace(/^[^:]*: /, '');
        expect([written, type, text, text === undefined || takes(read(text))]).toEqual([written, type, text, true]);
      }),
    );
  });
});
