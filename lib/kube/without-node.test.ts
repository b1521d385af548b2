import { isIPv6 } from 'node:net';
import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from './addresses';
import { anyCharacter } from './any-character.testing';
import { dirname, join, normalize } from './posix-path';
import { byteLength, bytesOf, fromBase64, textOfBytes, toBase64 } from './utf8';

/** Pieces of addresses, right and wrong. */
const PIECES = [
  '::',
  ':',
  '0',
  '1',
  'ffff',
  '12345',
  'g',
  '1.2.3.4',
  '01.2.3.4',
  '1.2.3',
  '256.1.1.1',
  '.',
  '%',
  ' ',
  '',
];
const address = fc.array(fc.constantFrom(...PIECES), { maxLength: 17 }).map((parts) => parts.join(''));
const groups = fc
  .array(fc.constantFrom('0', '1', 'ab', 'ffff', '1.2.3.4'), { minLength: 1, maxLength: 9 })
  .map((parts) => parts.join(':'));

const PATHS = ['/', '//', '.', '..', 'a', 'b.yaml', './', '../', 'a/b', ''];
const path = fc.array(fc.constantFrom(...PATHS), { maxLength: 8 }).map((parts) => parts.join(''));

describe('what Node.js has, and browsers have not', () => {
  test('GIVEN any text THEN it is an address of IPv6 where Node.js finds that it is', () => {
    const holds = (text: string) => {
      if (!text.includes('%') && text.includes(':'))
        expect([text, parseAddress(text) !== undefined]).toEqual([text, isIPv6(text)]);
    };
    fc.assert(fc.property(address, holds), { numRuns: 1000 });
    fc.assert(
      fc.property(groups, fc.constantFrom('', '::'), (text, end) => holds(end + text)),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.ipV6(), holds));
  });

  test('GIVEN any path THEN its parts are those of POSIX', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect([a, normalize(a), dirname(normalize(a)), join(a, b)]).toEqual([
          a,
          posix.normalize(a),
          posix.dirname(normalize(a)),
          posix.join(a, b),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  test('GIVEN any text THEN its bytes, and Base64 of them, are those of Node.js', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const bytes = Buffer.from(text);
        expect([...bytesOf(text)]).toEqual([...bytes]);
        expect(byteLength(text)).toEqual(bytes.length);
        expect(textOfBytes(bytes)).toEqual(bytes.toString('utf8'));
        expect(toBase64(bytes)).toEqual(bytes.toString('base64'));
        for (const encoded of [bytes.toString('base64'), bytes.toString('base64url')]) {
          expect([...fromBase64(encoded)]).toEqual([...bytes]);
        }
      }),
    );
  });

  test('GIVEN what is no Base64 THEN it is read as Node.js reads it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([...fromBase64(text)]).toEqual([...Buffer.from(text, 'base64url')]);
      }),
    );
  });
});
