import * as characters from './characters';
import type { Cursor } from './cursor';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  CR,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  END,
  HASH,
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  PLUS,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} = characters;

/** A scalar as it stands in the text. */
export interface ScannedScalar {
  readonly value: string;
  /** Behind its last character, without what follows it on its line. */
  readonly end: number;
}

/** A scalar without quotes. */
export interface PlainScalar extends ScannedScalar {
  /** Whether the line after it has been reached. */
  readonly brokeLine: boolean;
}

/** Whether `---` or `...` stands at the start of the line. */
export function isDocumentMarker(cursor: Cursor): boolean {
  if (cursor.offset !== cursor.lineStart) return false;
  const code = cursor.peek();
  return (
    (code === DASH || code === DOT) &&
    cursor.peek(1) === code &&
    cursor.peek(2) === code &&
    isBlankOrEnd(cursor.peek(3))
  );
}

/** What each character of ASCII may end: any word, a word before a blank, a word between brackets. */
const ENDS_WORD = 1;
const ENDS_KEY = 2;
const ENDS_FLOW = 3;
const ENDS = new Uint8Array(0x80);
for (const code of [SPACE, TAB, LF, CR, END]) ENDS[code] = ENDS_WORD;
ENDS[COLON] = ENDS_KEY;
for (const code of [COMMA, QUESTION, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE]) ENDS[code] = ENDS_FLOW;

/** Where a word of a scalar without quotes ends, which is at its start where such a scalar cannot go on. */
function endOfWord(text: string, start: number, inFlow: boolean): number {
  for (let offset = start; ; offset++) {
    const code = text.charCodeAt(offset);
    const ends = code < 0x80 ? ENDS[code] : isBlankOrEnd(code) ? ENDS_WORD : 0;
    if (ends === 0) continue;
    if (ends === ENDS_WORD) return offset;
    if (ends === ENDS_FLOW ? inFlow : isBlankOrEnd(text.charCodeAt(offset + 1))) return offset;
  }
}

/** The longest word that is surely near enough to its colon. */
const SHORT = 1000;

/**
 * Scans the most common key: a word without quotes with a colon directly behind it.
 *
 * @returns nothing, and stays where it was, when it is anything else
 */
export function scanPlainKey(cursor: Cursor): string | undefined {
  const { text, offset } = cursor;
  const end = endOfWord(text, offset, false);
  if (text.charCodeAt(end) !== COLON || end === offset || end - offset > SHORT) return undefined;
  cursor.offset = end + 1;
  return text.slice(offset, end);
}

/**
 * Scans a scalar without quotes.
 *
 * @param indent the column that further lines must reach
 */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const { text } = cursor;
  let value = '';
  let end = cursor.offset;
  let between = '';
  let brokeLine = false;
  while (!isDocumentMarker(cursor) && cursor.peek() !== HASH) {
    const start = cursor.offset;
    const stop = endOfWord(text, start, inFlow);
    if (stop > start) {
      value = value === '' ? text.slice(start, stop) : value + between + text.slice(start, stop);
      end = stop;
      brokeLine = false;
    }
    let offset = stop;
    while (isBlank(text.charCodeAt(offset))) offset++;
    cursor.offset = offset;
    if (!isBreak(text.charCodeAt(offset))) {
      if (offset === stop) break;
      between = text.slice(stop, offset);
      continue;
    }
    brokeLine = true;
    between = foldBreaks(cursor, indent);
    if (!inFlow && cursor.column < indent) break;
  }
  return { value, end, brokeLine };
}

/**
 * Passes over line breaks and blanks. One break is a space, more are one less, unless the first is U+2028 or U+2029,
 * which stay.
 */
function foldBreaks(cursor: Cursor, indent: number): string {
  const first = cursor.skipBreak();
  const more = skipEmptyLines(cursor, indent);
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

/**
 * Passes over empty lines and the blanks before the next word.
 *
 * @param indent the column before which there must be no tab
 * @returns what the breaks stand for
 */
function skipEmptyLines(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    const code = cursor.peek();
    if (code === SPACE) cursor.offset++;
    else if (code === TAB) {
      if (cursor.column < indent) cursor.fail('found a tab character that violates indentation');
      cursor.offset++;
    } else if (isBreak(code)) breaks += cursor.skipBreak();
    else return breaks;
  }
}

/** Scans a scalar in single or double quotes. */
export function scanQuoted(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.offset++;
  const quote = text.charCodeAt(start);
  const escaping = quote === DOUBLE_QUOTE ? BACKSLASH : SINGLE_QUOTE;
  let value = '';
  for (;;) {
    const from = cursor.offset;
    const stop = endOfQuotedRun(text, from, quote, escaping);
    const code = text.charCodeAt(stop);
    cursor.offset = stop;
    if (code === END) cursor.fail('found unexpected end of stream', start);
    if (isBreak(code)) {
      value += text.slice(from, endWithoutBlanks(text, from, stop)) + foldBreaks(cursor, 0);
    } else {
      value = value === '' ? text.slice(from, stop) : value + text.slice(from, stop);
      const next = text.charCodeAt(stop + 1);
      if (code === quote && (quote === DOUBLE_QUOTE || next !== quote)) break;
      cursor.offset++;
      if (code === SINGLE_QUOTE) value += text.charAt(cursor.offset++);
      else if (isBreak(next)) {
        cursor.skipBreak();
        value += skipEmptyLines(cursor, 0);
      } else value += scanEscape(cursor);
    }
    if (isDocumentMarker(cursor)) cursor.fail('found unexpected document indicator', start);
  }
  cursor.offset++;
  return value;
}

function endOfQuotedRun(text: string, start: number, quote: number, escaping: number): number {
  for (let offset = start; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote || code === escaping || isBreakOrEnd(code)) return offset;
  }
}

function endWithoutBlanks(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return last;
}

/** What a backslash and a character stand for in double quotes: more than in JSON, but no slash. */
const ESCAPES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    0: '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
    '"': '"',
    "'": "'",
    '\\': '\\',
    N: '\x85',
    _: '\xa0',
    L: '\u2028',
    P: '\u2029',
  }).map(([letter, meaning]) => [letter.charCodeAt(0), meaning]),
);

/** How many hexadecimal digits follow `\x`, `\u` and `\U`. */
const CODE_LENGTHS: ReadonlyMap<number, number> = new Map([
  [0x78, 2],
  [0x75, 4],
  [0x55, 8],
]);

/** What stands behind a backslash. */
function scanEscape(cursor: Cursor): string {
  const letter = cursor.peek();
  const meaning = ESCAPES.get(letter);
  const length = CODE_LENGTHS.get(letter) ?? 0;
  if (meaning === undefined && length === 0) cursor.fail('found unknown escape character', cursor.offset - 1);
  cursor.offset++;
  if (meaning !== undefined) return meaning;
  let code = 0;
  for (let i = 0; i < length; i++) {
    const digit = hexValue(cursor.peek(i));
    if (digit === -1) cursor.fail('did not find expected hexdecimal number');
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code', cursor.offset - 2);
  }
  cursor.offset += length;
  return String.fromCodePoint(code);
}

/**
 * Scans a literal or folded scalar.
 *
 * @param parentIndent the column of what is around it, -1 when there is nothing
 */
export function scanBlock(cursor: Cursor, parentIndent: number): ScannedScalar {
  const { text } = cursor;
  const isLiteral = cursor.peek() === PIPE;
  cursor.offset++;
  const { chomping, increment } = scanBlockHeader(cursor);
  const lines = new BlockLines(cursor, parentIndent, increment);

  let value = '';
  let lineBreak = '';
  let emptyLines = lines.skipEmpty();
  let isIndented = false;
  while (cursor.column === lines.indent && cursor.peek() !== END) {
    const startsBlank = isBlank(cursor.peek());
    if (!isLiteral && !isIndented && !startsBlank && lineBreak === '\n') value += emptyLines === '' ? ' ' : emptyLines;
    else value += lineBreak + emptyLines;
    isIndented = startsBlank;
    const from = cursor.offset;
    cursor.skipToBreak();
    value += text.slice(from, cursor.offset);
    lineBreak = cursor.skipBreak();
    emptyLines = lines.skipEmpty();
  }
  if (chomping !== DASH) value += lineBreak;
  if (chomping === PLUS) value += emptyLines;
  return { value, end: lines.end };
}

/** What stands behind `|` or `>`. */
function scanBlockHeader(cursor: Cursor): { readonly chomping: number; readonly increment: number } {
  let chomping = 0;
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const code = cursor.peek();
    if ((code === PLUS || code === DASH) && chomping === 0) chomping = code;
    else if (isDigit(code) && increment === 0) {
      increment = hexValue(code);
      if (increment === 0) cursor.fail('found an indentation indicator equal to 0');
    } else break;
    cursor.offset++;
  }
  while (isBlank(cursor.peek())) cursor.offset++;
  if (cursor.peek() === HASH) cursor.skipComment();
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break');
  cursor.skipBreak();
  return { chomping, increment };
}

/** The lines of a block scalar. */
class BlockLines {
  /** The column at which the lines begin; 0 as long as no line has said so. */
  indent: number;
  /** Behind the last line that belongs to the scalar. */
  end: number;

  constructor(
    private readonly cursor: Cursor,
    private readonly parentIndent: number,
    increment: number,
  ) {
    this.indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
    this.end = cursor.offset;
  }

  /**
   * Passes over empty lines and the indentation of the next line.
   *
   * @returns what the breaks stand for
   */
  skipEmpty(): string {
    const { cursor } = this;
    let breaks = '';
    let deepest = 0;
    this.end = cursor.offset;
    for (;;) {
      while ((this.indent === 0 || cursor.column < this.indent) && cursor.peek() === SPACE) cursor.offset++;
      deepest = Math.max(deepest, cursor.column);
      if ((this.indent === 0 || cursor.column < this.indent) && cursor.peek() === TAB) {
        cursor.fail('found a tab character where an indentation space is expected');
      }
      if (!isBreak(cursor.peek())) break;
      breaks += cursor.skipBreak();
      this.end = cursor.offset;
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.parentIndent + 1, 1);
    return breaks;
  }
}
