import * as fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 } as const;
const CHARACTERS = 0x110000 - SURROGATES.count;

/**
 * Any character of Unicode, more often one of ASCII: the unit of strings in properties. What fast-check has for it,
 * `unit: 'binary'`, makes a table of all characters for each string that is described, which takes as long as a
 * hundred short tests.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(fc.nat(0x7f), fc.nat(CHARACTERS - 1)).map(characterOf);

function characterOf(index: number): string {
  return String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count);
}
