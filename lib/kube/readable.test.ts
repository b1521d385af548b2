import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyCharacter } from './any-character.testing';
import { oneLine, readable, shown, visible } from './readable';

describe('a text for a terminal', () => {
  test.each([
    ['codes of a terminal', '\x1b[31mred\x1b[0m\x07', '\\u001b[31mred\\u001b[0m\\u0007'],
    ['codes in one character', '\x9b2J', '\\u009b2J'],
    ['a turned direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['a return to the start of the line', 'bad\rgood', 'bad\\u000dgood'],
    ['tabs and ends of lines', 'a\tb\nc', 'a\tb\nc'],
    ['letters of any script', 'Größe 大 🦊', 'Größe 大 🦊'],
  ])('GIVEN %s THEN nothing is hidden', (_what, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test('GIVEN lines THEN one line of them, without what is around their ends', () => {
    expect(oneLine('a  \r\n\n   b\r c \x1b ')).toBe('a b c \\u001b ');
    expect(oneLine('\na\n')).toBe(' a ');
  });

  test('GIVEN very many blanks THEN it does not take time for each pair of them', () => {
    const start = performance.now();
    expect(oneLine(`${' '.repeat(200_000)}x\ny`)).toHaveLength(200_003);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('GIVEN a line that is too long THEN its middle is left out, and others are whole', () => {
    const long = `a.yaml:3: spec.a: ${'x'.repeat(100_000)}: must be y: write y`;
    const [first = '', second = ''] = readable(`short\n${long}`).split('\n');
    expect(first).toBe('short');
    expect(second.startsWith('a.yaml:3: spec.a: xxx')).toBe(true);
    expect(second.endsWith('xxx: must be y: write y')).toBe(true);
    expect(second).toContain('… (99138 characters) …');
  });

  test('GIVEN any text THEN lines are short, and no half of a character is in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 50 }), fc.integer({ min: 1, max: 500 }), (text, times) => {
        for (const line of readable(text.repeat(times)).split('\n')) {
          expect(line.length).toBeLessThanOrEqual(1000);
          if (line.includes(' characters) …')) expect(/\p{Surrogate}/u.test(line)).toBe(false);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test.each<[unknown, string]>([
  [undefined, 'missing'],
  [null, 'null'],
  [[1], 'a list'],
  [{}, 'a map'],
  [1.5, '1.5'],
  ['a"\n', '"a\\"\\n"'],
  ['x'.repeat(100), `"${'x'.repeat(56)}…"`],
])('GIVEN the value %j THEN a message shows %s', (value, expected) => {
  expect(shown(value)).toBe(expected);
});
