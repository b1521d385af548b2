import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitDocuments } from './split-documents';

const split = (...pieces: string[]) => [...splitDocuments(pieces, 100)];

describe('splitDocuments', () => {
  test('splits at markers and counts lines', () => {
    expect(split('a: 1\n---\nb: 2\n--- # note\nc: 3\n')).toEqual([
      { text: 'a: 1\n', line: 1 },
      { text: 'b: 2\n', line: 3 },
      { text: '    # note\nc: 3\n', line: 4 },
    ]);
  });

  test('takes only whole words at the start of a line for markers', () => {
    expect(split('a: |\n  ---\n  x\nb: ---\n----\n---c\n')).toEqual([
      { text: 'a: |\n  ---\n  x\nb: ---\n----\n---c\n', line: 1 },
    ]);
    expect(split('---')).toEqual([{ text: '', line: 2 }]);
    expect(split('a\r\n---\r\nb')).toEqual([
      { text: 'a\r\n', line: 1 },
      { text: 'b', line: 3 },
    ]);
  });

  test('says what is beside a marker', () => {
    expect(split('--- {a: b}\n')).toEqual([{ text: '    {a: b}\n', line: 1, besideMarker: '{a: b}' }]);
  });

  test('does not keep a document that is too large', () => {
    expect(split('a\n---\n', 'x'.repeat(60), 'y'.repeat(60), '\nz\n---\nb\n')).toEqual([
      { text: 'a\n', line: 1 },
      { text: '', line: 2, tooLarge: 127 },
      { text: 'b\n', line: 6 },
    ]);
  });

  test('property: it does not matter where the text is cut', () => {
    const line = fc.constantFrom('---', '--- # c', 'a: 1', '', '  ---', '---x', '\r', '-', '--');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
        const text = lines.join('\n');
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
        expect([...splitDocuments(pieces, 1000)]).toEqual([...splitDocuments([text], 1000)]);
      }),
    );
  });
});
