import { TextError } from '../text-error';
import * as characters from './characters';
import { Cursor } from './cursor';
import * as scalars from './scan-scalar';
import { scanAnchor, scanDirective, scanTag } from './scan-tag';
import { SimpleKeys } from './simple-keys';
import type { Token, TokenKind } from './token';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { isDocumentMarker, scanBlock, scanPlain, scanPlainKey, scanQuoted } = scalars;
const {
  AMPERSAND,
  BANG,
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOUBLE_QUOTE,
  END,
  GREATER,
  HASH,
  isBlankOrEnd,
  isBreak,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  STAR,
  TAB,
} = characters;

/** As many levels as kubectl takes, of brackets and of indentation. */
const MAX_LEVELS = 10_000;

/** How many bytes of a text are looked at together. */
const BLOCK = 512;

/** What begins no scalar without quotes. */
const INDICATORS = new Uint8Array(0x80);
for (const character of '-?:,[]{}#&*!|>\'"%@`') INDICATORS[character.charCodeAt(0)] = 1;

/**
 * Makes words of a text, in the very way of go-yaml v2, which kubectl reads with: where this and the specification
 * differ, it is the former that decides what is applied.
 *
 * @see https://pkg.go.dev/go.yaml.in/yaml/v2
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly keys: SimpleKeys;
  private readonly queue: Token[] = [];
  private head = 0;
  /** How many tokens have been passed over. */
  private taken = 0;
  /** The next token, once it is known. */
  private next: Token | undefined;
  /** The column of the innermost map or list without brackets. */
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  /** Whether a key can begin here. */
  private keyAllowed = true;
  /** Up to where the first character of each line is passed over; see {@link lengthOfMarked}. */
  private readonly marked: number;

  /** @param text with {@link END} behind it; a byte order mark before it is none of it */
  constructor(text: string) {
    this.cursor = new Cursor(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
    this.keys = new SimpleKeys(this.cursor);
    this.marked = lengthOfMarked(this.cursor);
  }

  /** Tells where each comment starts and ends. */
  onComment(tell: (start: number, end: number) => void): void {
    this.cursor.onComment = tell;
  }

  /** How far the text has been looked at. */
  get reached(): number {
    return this.cursor.offset;
  }

  /** The next token. */
  peek(): Token {
    return this.next ?? this.advance();
  }

  /** Passes over the next token, which must have been looked at. */
  skip(): void {
    this.next = undefined;
    this.taken++;
    this.head++;
  }

  private advance(): Token {
    const { queue } = this;
    if (this.head === queue.length && this.head > 64) {
      queue.length = 0;
      this.head = 0;
    }
    // A scalar is only known to be a key, which is a token before it, when its colon has been seen.
    while (this.head === queue.length || this.keys.mayBe(this.taken)) this.fetch();
    this.next = queue[this.head] as Token;
    return this.next;
  }

  /** Puts at least one token into the queue. */
  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    const { column } = cursor;
    this.unroll(column);
    const code = cursor.peek();
    if (code === END) this.fetchEnd();
    else if (column === 0 && code === PERCENT) this.fetchDirective();
    else if (isDocumentMarker(cursor)) this.fetchDocumentMarker(code === DASH ? 'document-start' : 'document-end');
    else if (INDICATORS[code] === 1) this.fetchIndicator(code);
    else if (isBlankOrEnd(code)) cursor.fail('found character that cannot start any token');
    else this.fetchPlain();
  }

  private fetchIndicator(code: number): void {
    const { cursor, flowLevel } = this;
    const isAlone = isBlankOrEnd(cursor.peek(1));
    if (code === DASH && isAlone) this.fetchBlockEntry();
    else if (code === QUESTION && (isAlone || flowLevel > 0)) this.fetchKey();
    else if (code === COLON && (isAlone || flowLevel > 0)) this.fetchValue();
    else if (code === DASH || code === QUESTION || code === COLON) this.fetchPlain();
    else if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) this.fetchQuoted();
    else if (code === OPEN_BRACKET) this.fetchFlowStart('flow-sequence-start');
    else if (code === CLOSE_BRACKET) this.fetchFlowEnd('flow-sequence-end');
    else if (code === OPEN_BRACE) this.fetchFlowStart('flow-mapping-start');
    else if (code === CLOSE_BRACE) this.fetchFlowEnd('flow-mapping-end');
    else if (code === COMMA) this.fetchFlowEntry();
    else if (code === STAR) this.fetchAnchor('alias');
    else if (code === AMPERSAND) this.fetchAnchor('anchor');
    else if (code === BANG) this.fetchTag();
    else if ((code === PIPE || code === GREATER) && flowLevel === 0) this.fetchBlock();
    else cursor.fail('found character that cannot start any token');
  }

  /** Passes over blanks, comments and line breaks. */
  private skipToToken(): void {
    const { cursor } = this;
    const { text } = cursor;
    for (;;) {
      let { offset } = cursor;
      if (offset === cursor.lineStart && offset < this.marked) offset++;
      // A tab where a key could begin would be indentation.
      const tabs = this.flowLevel > 0 || !this.keyAllowed;
      let code = text.charCodeAt(offset);
      while (code === SPACE || (code === TAB && tabs)) code = text.charCodeAt(++offset);
      cursor.offset = offset;
      if (code === HASH) {
        cursor.skipComment();
        code = cursor.peek();
      }
      if (!isBreak(code)) return;
      cursor.skipBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  /** Ends the maps and lists that are further to the right. */
  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', 0);
      this.indent = this.indents.pop() as number;
    }
  }

  /** Begins a map or list where none is at this column. */
  private roll(column: number, kind: TokenKind, offset: number, before?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_LEVELS) throw new TextError(`exceeded max depth of ${MAX_LEVELS}`, offset);
    this.insert(token(kind, offset, offset), before);
  }

  /** @param before the number of the token before which it belongs */
  private insert(inserted: Token, before?: number): void {
    if (before === undefined || before < this.taken) this.queue.push(inserted);
    else this.queue.splice(this.head + before - this.taken, 0, inserted);
  }

  /** A token of this many characters. */
  private push(kind: TokenKind, length: number): void {
    const { cursor } = this;
    const start = cursor.offset;
    cursor.offset += length;
    this.queue.push(token(kind, start, cursor.offset));
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const isRequired = this.flowLevel === 0 && this.indent === this.cursor.column;
    this.keys.save(this.nextNumber, isRequired);
  }

  /** Of the token that comes next into the queue. */
  private get nextNumber(): number {
    return this.taken + this.queue.length - this.head;
  }

  private fetchEnd(): void {
    this.cursor.lineStart = this.cursor.offset;
    this.endBlocks();
    this.push('stream-end', 0);
  }

  private fetchDirective(): void {
    this.endBlocks();
    const { cursor } = this;
    const start = cursor.offset;
    const directive = scanDirective(cursor);
    this.queue.push(token('directive', start, cursor.offset, '', false, directive));
  }

  private fetchDocumentMarker(kind: TokenKind): void {
    this.endBlocks();
    this.push(kind, 3);
  }

  private endBlocks(): void {
    this.unroll(-1);
    this.keys.remove();
    this.keyAllowed = false;
  }

  private fetchFlowStart(kind: TokenKind): void {
    this.saveKey();
    this.keys.open(this.nextNumber);
    this.flowLevel++;
    if (this.flowLevel > MAX_LEVELS) this.cursor.fail(`exceeded max depth of ${MAX_LEVELS}`);
    this.keyAllowed = true;
    this.push(kind, 1);
  }

  private fetchFlowEnd(kind: TokenKind): void {
    this.keys.remove();
    this.keys.close();
    if (this.flowLevel > 0) this.flowLevel--;
    this.keyAllowed = false;
    this.push(kind, 1);
  }

  private fetchFlowEntry(): void {
    this.keys.remove();
    this.keyAllowed = true;
    this.push('flow-entry', 1);
  }

  private fetchBlockEntry(): void {
    const { cursor } = this;
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) cursor.fail('block sequence entries are not allowed in this context');
      this.roll(cursor.column, 'block-sequence-start', cursor.offset);
    }
    this.keys.remove();
    this.keyAllowed = true;
    this.push('block-entry', 1);
  }

  private fetchKey(): void {
    const { cursor } = this;
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) cursor.fail('mapping keys are not allowed in this context');
      this.roll(cursor.column, 'block-mapping-start', cursor.offset);
    }
    this.keys.remove();
    this.keyAllowed = this.flowLevel === 0;
    this.push('key', 1);
  }

  private fetchValue(): void {
    const { cursor } = this;
    const key = this.keys.take();
    if (key !== undefined) {
      const { token: number, offset } = key;
      this.insert(token('key', offset, offset), number);
      this.roll(offset - cursor.lineStart, 'block-mapping-start', offset, number);
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) cursor.fail('mapping values are not allowed in this context');
        this.roll(cursor.column, 'block-mapping-start', cursor.offset);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.push('value', 1);
  }

  private fetchAnchor(kind: 'alias' | 'anchor'): void {
    this.saveKey();
    this.keyAllowed = false;
    const { cursor } = this;
    const start = cursor.offset;
    const name = scanAnchor(cursor);
    this.queue.push(token(kind, start, cursor.offset, name));
  }

  private fetchTag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const { cursor } = this;
    const start = cursor.offset;
    const tag = scanTag(cursor);
    this.queue.push(token('tag', start, cursor.offset, '', false, tag));
  }

  private fetchBlock(): void {
    this.keys.remove();
    this.keyAllowed = true;
    const { cursor } = this;
    const start = cursor.offset;
    const { value, end } = scanBlock(cursor, this.indent);
    this.queue.push(token('scalar', start, end, value));
  }

  private fetchQuoted(): void {
    this.saveKey();
    this.keyAllowed = false;
    const { cursor } = this;
    const start = cursor.offset;
    const value = scanQuoted(cursor);
    this.queue.push(token('scalar', start, cursor.offset, value));
  }

  private fetchPlain(): void {
    const { cursor } = this;
    const start = cursor.offset;
    const { lineStart } = cursor;
    if (this.keyAllowed && this.flowLevel === 0) {
      const key = scanPlainKey(cursor);
      if (key !== undefined) {
        this.keys.remove();
        this.roll(start - lineStart, 'block-mapping-start', start);
        this.keyAllowed = false;
        this.queue.push(token('plain-key', start, start + key.length, key, true));
        return;
      }
    }
    this.saveKey();
    const { value, end, brokeLine } = scanPlain(cursor, this.indent + 1, this.flowLevel > 0);
    this.keyAllowed = brokeLine;
    this.queue.push(token('scalar', start, end, value, true));
  }
}

/**
 * How much of a text that begins with two byte order marks go-yaml keeps together: as long as the second is there, it is
 * taken for one at the start of every line, and a character is passed over.
 */
function lengthOfMarked({ text, begin }: Cursor): number {
  if (begin === 0 || text.charCodeAt(begin) !== BYTE_ORDER_MARK) return 0;
  const block = Buffer.from(text.slice(0, BLOCK)).subarray(0, BLOCK);
  return Math.min(block.toString('utf8').replace(/\ufffd$/, '').length, text.length - 1);
}

function token(
  kind: TokenKind,
  start: number,
  end: number,
  text = '',
  isPlain = false,
  detail?: Token['detail'],
): Token {
  return { kind, start, end, text, isPlain, detail };
}
