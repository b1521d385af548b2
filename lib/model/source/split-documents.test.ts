import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteQueue, type TextPart } from './byte-queue';
import { takeDocument } from './split-documents';
import { takeJson } from './split-json';

function all<T extends TextPart>(pieces: readonly string[], take: (queue: ByteQueue) => T | undefined): T[] {
  const queue = new ByteQueue(pieces.map((piece) => Buffer.from(piece)));
  const parts: T[] = [];
  for (let part = take(queue); part !== undefined; part = take(queue)) parts.push(part);
  return parts;
}

const shown = ({ bytes, line, ...part }: TextPart & { beside?: unknown }) => ({
  text: bytes.toString(),
  line,
  ...(part.beside === undefined ? {} : { beside: part.beside }),
});
const split = (...pieces: string[]) => all(pieces, (queue) => takeDocument(queue, 100)).map(shown);
const splitJson = (...pieces: string[]) =>
  all(pieces, (queue) => takeJson(queue, 100)).map(({ bytes, line, column }) => `${line}:${column} ${bytes}`);

describe('takeDocument', () => {
  test('splits at markers and counts lines', () => {
    expect(split('a: 1\n---\nb: 2\n--- # note\nc: 3\n')).toEqual([
      { text: 'a: 1\n', line: 1 },
      { text: 'b: 2\n', line: 3 },
      { text: 'c: 3\n', line: 5 },
    ]);
    expect(split('a\r\n---\r\nb')).toEqual([
      { text: 'a\r\n', line: 1 },
      { text: 'b', line: 3 },
    ]);
  });

  test('a marker belongs to the document when there is nothing before it', () => {
    expect(split('---\na\n---\n---\n---\nb\n')).toEqual([
      { text: '---\na\n', line: 1 },
      { text: '---\n', line: 4 },
      { text: 'b\n', line: 6 },
    ]);
    expect(split('---')).toEqual([{ text: '---', line: 1 }]);
    expect(split('')).toEqual([]);
  });

  test('every line that begins with three dashes is a marker, whatever it is in', () => {
    expect(split('a: |\n  ---\n  x\nb: ---\n')).toEqual([{ text: 'a: |\n  ---\n  x\nb: ---\n', line: 1 }]);
    expect(split('a\n----\nb\n---c\nd\n')).toEqual([
      { text: 'a\n', line: 1, beside: { text: '-', line: 2 } },
      { text: 'b\n', line: 3, beside: { text: 'c', line: 4 } },
      { text: 'd\n', line: 5 },
    ]);
  });

  test('what is beside a marker is told, and read', () => {
    expect(split('a\n--- {a: b}\n---\nc')).toEqual([
      { text: 'a\n', line: 1 },
      { text: '--- {a: b}\n', line: 2, beside: { text: '{a: b}', line: 2 } },
      { text: 'c', line: 4 },
    ]);
    // For Go, U+0085 is space, and a byte order mark is none.
    expect(split('--- \u0085\n')).toEqual([{ text: '--- \u0085\n', line: 1 }]);
    expect(split('--- \ufeff\n')[0]?.beside).toEqual({ text: '\ufeff', line: 1 });
  });

  test('does not keep a document that is too large', () => {
    const parts = all(['a\n---\n', 'x'.repeat(60), 'y'.repeat(60), '\nz\n---\nb\n'], (queue) =>
      takeDocument(queue, 100),
    );
    expect(parts.map(({ bytes, size, line }) => [bytes.toString(), size, line])).toEqual([
      ['a\n', 2, 1],
      ['', 123, 3],
      ['b\n', 2, 6],
    ]);
  });

  test('property: it does not matter where the text is cut', () => {
    const line = fc.constantFrom('---', '--- # c', 'a: 1', '', '  ---', '---x', '\r', '-', '--', '--- a', 'ä');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(40)), fc.constantFrom(20, 1000), (lines, cuts, limit) => {
        const text = lines.join('\n');
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
        const parts = (of: readonly string[]) =>
          all(of, (queue) => takeDocument(queue, limit)).map((part) => ({ ...shown(part), size: part.size }));
        expect(parts(pieces)).toEqual(parts([text]));
      }),
    );
  });
});

describe('takeJson', () => {
  test('takes one value after the other', () => {
    expect(splitJson(' {"a": "}{\\""}{"b":[1]}\n  [{}]')).toEqual(['1:1 {"a": "}{\\""}', '1:14 {"b":[1]}', '2:2 [{}]']);
    expect(splitJson('{"😀":1}{}')).toEqual(['1:0 {"😀":1}', '1:8 {}']);
    expect(splitJson('')).toEqual([]);
  });

  test('takes what is no JSON up to the next space, and what has no end to the end', () => {
    expect(splitJson('{}\n---\n{}')).toEqual(['1:0 {}', '2:0 ---', '3:0 {}']);
    expect(splitJson('{"a":\n1')).toEqual(['1:0 {"a":\n1']);
  });

  test('property: it does not matter where the text is cut', () => {
    const part = fc.constantFrom('{', '}', '[', ']', '"', '\\', 'a', ' ', '\n', '{"a":1}');
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(30)), fc.constantFrom(5, 1000), (parts, cuts, limit) => {
        const text = parts.join('');
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
        const taken = (of: readonly string[]) =>
          all(of, (queue) => takeJson(queue, limit)).map(({ bytes, size, start }) => [bytes.toString(), size, start]);
        expect(taken(pieces)).toEqual(taken([text]));
      }),
    );
  });
});
