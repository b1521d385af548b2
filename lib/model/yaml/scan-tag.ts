import {
  BANG,
  COLON,
  COMMA,
  DOT,
  GREATER,
  HASH,
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreakOrEnd,
  isDigit,
  isWordCharacter,
  LESS,
  PERCENT,
} from './characters';
import type { Cursor } from './cursor';

/** A tag as it is written: `!!int` is the handle `!!` and the suffix `int`, `!<a>` is a suffix alone. */
export interface ScannedTag {
  readonly handle: string;
  readonly suffix: string;
}

/** A line such as `%YAML 1.1` or `%TAG !e! tag:example.com:`. */
export type Directive =
  | { readonly name: 'YAML'; readonly version: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string };

const URI_CHARACTERS: ReadonlySet<number> = new Set([...";/?:@&=+$,.!~*'()[]%"].map((char) => char.charCodeAt(0)));
/** What may stand directly behind the name of an anchor: `*a: 1` is an alias as a key. */
const BEHIND_ANCHOR: ReadonlySet<number> = new Set([
  COLON,
  COMMA,
  PERCENT,
  ...[...'?]}@`'].map((c) => c.charCodeAt(0)),
]);

/** Scans the name of an anchor or alias, behind `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.offset++;
  const name = scanWord(cursor);
  if (name === '' || !(isBlankOrEnd(cursor.peek()) || BEHIND_ANCHOR.has(cursor.peek()))) {
    cursor.fail('did not find expected alphabetic or numeric character', start);
  }
  return name;
}

export function scanTag(cursor: Cursor): ScannedTag {
  const start = cursor.offset;
  let tag: ScannedTag;
  if (cursor.peek(1) === LESS) {
    cursor.offset += 2;
    tag = { handle: '', suffix: scanUri(cursor, false) };
    if (cursor.peek() !== GREATER) cursor.fail("did not find the expected '>'", start);
    cursor.offset++;
  } else {
    const handle = scanHandle(cursor);
    if (handle.length > 1 && handle.endsWith('!')) tag = { handle, suffix: scanUri(cursor, false) };
    else {
      const suffix = handle.slice(1) + scanUri(cursor, true);
      tag = suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
    }
  }
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', start);
  return tag;
}

export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.offset++;
  const name = scanWord(cursor);
  if (name === '') cursor.fail('could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('found unexpected non-alphabetical character', start);
  if (name !== 'YAML' && name !== 'TAG') cursor.fail('found unknown directive name', start);
  skipBlanks(cursor);
  const directive: Directive =
    name === 'YAML' ? { name, version: scanVersion(cursor, start) } : { name, ...scanTagDirective(cursor, start) };
  skipBlanks(cursor);
  if (cursor.peek() === HASH) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break', start);
  cursor.skipBreak();
  return directive;
}

function scanTagDirective(cursor: Cursor, start: number): { readonly handle: string; readonly prefix: string } {
  const handle = scanHandle(cursor);
  if (handle !== '!' && !(handle.length > 1 && handle.endsWith('!'))) cursor.fail("did not find expected '!'", start);
  if (!isBlank(cursor.peek())) cursor.fail('did not find expected whitespace', start);
  skipBlanks(cursor);
  const prefix = scanUri(cursor, false);
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', start);
  return { handle, prefix };
}

function scanVersion(cursor: Cursor, start: number): string {
  const major = scanVersionNumber(cursor, start);
  if (cursor.peek() !== DOT) cursor.fail("did not find expected digit or '.' character", start);
  cursor.offset++;
  return `${major}.${scanVersionNumber(cursor, start)}`;
}

function scanVersionNumber(cursor: Cursor, start: number): number {
  const from = cursor.offset;
  while (isDigit(cursor.peek())) cursor.offset++;
  const digits = cursor.text.slice(from, cursor.offset);
  if (digits === '') cursor.fail('did not find expected version number', start);
  if (digits.length > 2) cursor.fail('found extremely long version number', start);
  return Number(digits);
}

/** `!`, `!!`, `!name!`; also `!name`, which then is the beginning of a tag. */
function scanHandle(cursor: Cursor): string {
  if (cursor.peek() !== BANG) cursor.fail("did not find expected '!'");
  const start = cursor.offset++;
  scanWord(cursor);
  if (cursor.peek() === BANG) cursor.offset++;
  return cursor.text.slice(start, cursor.offset);
}

function scanUri(cursor: Cursor, mayBeEmpty: boolean): string {
  const start = cursor.offset;
  let uri = '';
  for (;;) {
    const from = cursor.offset;
    while (isUriCharacter(cursor.peek())) cursor.offset++;
    uri += cursor.text.slice(from, cursor.offset);
    if (cursor.peek() !== PERCENT) break;
    uri += scanEscapedCharacter(cursor);
  }
  if (uri === '' && !mayBeEmpty) cursor.fail('did not find expected tag URI', start);
  return uri;
}

function isUriCharacter(code: number): boolean {
  return isWordCharacter(code) || (code !== PERCENT && URI_CHARACTERS.has(code));
}

/** One character as bytes of UTF-8: `%C3%A4`. */
function scanEscapedCharacter(cursor: Cursor): string {
  const first = scanEscapedByte(cursor);
  const length = first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0;
  if (length === 0) cursor.fail('found an incorrect leading UTF-8 octet');
  const bytes = [first];
  while (bytes.length < length) {
    const byte = scanEscapedByte(cursor);
    if (byte >> 6 !== 2) cursor.fail('found an incorrect trailing UTF-8 octet');
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

function scanEscapedByte(cursor: Cursor): number {
  const [high, low] = [hexValue(cursor.peek(1)), hexValue(cursor.peek(2))];
  if (cursor.peek() !== PERCENT || high === -1 || low === -1) cursor.fail('did not find URI escaped octet');
  cursor.offset += 3;
  return high * 16 + low;
}

function scanWord(cursor: Cursor): string {
  const start = cursor.offset;
  while (isWordCharacter(cursor.peek())) cursor.offset++;
  return cursor.text.slice(start, cursor.offset);
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.peek())) cursor.offset++;
}
