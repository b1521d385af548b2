import type { StringPool } from '../string-pool';
import { TextError, type TextValue } from '../text-error';
import * as characters from './characters';
import { Cursor } from './cursor';
import * as knownLines from './known-lines';
import type { KnownBlock, Place, RepeatedBlocks } from './repeated-blocks';
import * as resolving from './resolve';
import * as scalars from './scan-scalar';
import { type Word, WordTable } from './word-table';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { keyOf, resolvePlain } = resolving;
const { scanBlock, scanQuoted } = scalars;
const { BELOW, KnownLines } = knownLines;
const {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOUBLE_QUOTE,
  END,
  GREATER,
  HASH,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  SINGLE_QUOTE,
  SPACE,
} = characters;

/** No tabs, no carriage returns, none of the breaks that few editors know, no byte order mark, nothing forbidden. */
const UNUSUAL = /[^\n -~\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/;

/** What begins no scalar without quotes, or one that is left to the other reader. */
const INDICATORS = new Uint8Array(0x80);
for (const character of '-?:,[]{}#&*!|>\'"%@`') INDICATORS[character.charCodeAt(0)] = 1;

/** What ends a scalar between brackets, and what makes something else of it. */
const ENDS_ITEM = new Uint8Array(0x80);
for (const character of ',]\n:#?[{}') ENDS_ITEM[character.charCodeAt(0)] = 1;

/** As long as it is surely near enough to its colon. */
const LONGEST_KEY = 1000;
const MAX_DEPTH = 100;

/** Where repeated items of a list are looked for; those of a list of objects are other objects each. */
type Items = Place | 'objects' | undefined;

/** Thrown where a text is not usual. */
const NOT_USUAL = Symbol('not usual');

/**
 * Reads what nearly all manifests are: maps and lists by indentation, words, quotes and blocks of text, and lists of words
 * in brackets. It reads them several times as fast as the reader that knows all of YAML, and exactly alike; what it does
 * not know for sure it leaves to that one.
 */
export class UsualYaml {
  private text = '';
  /** Where the next word begins. */
  private offset = 0;
  /** The column of it; -1 at the end. */
  private column = -1;
  private depth = 0;
  /** How many values were null until now. */
  private nulls = 0;
  /** How many scalars were read until now that are not simply written on one line. */
  private scanned = 0;
  /** How many texts in quotes went on in another line, at whatever column. */
  private folded = 0;
  private readonly keys: WordTable<string>;
  private readonly words: WordTable<unknown>;
  private readonly lines = new KnownLines();

  /**
   * @param strings where the strings of values are made
   * @param repeated what was read lately
   */
  constructor(
    private readonly strings: StringPool,
    private readonly repeated: RepeatedBlocks,
  ) {
    this.keys = new WordTable((text) => this.nameOf(text));
    this.words = new WordTable((text) => this.meaningOf(text));
  }

  /**
   * @param text with {@link END} behind it, and a line feed before that
   * @returns nothing when the text must be read by the other reader, which then says what is wrong with it, if anything
   */
  read(text: string): TextValue | undefined {
    if (text.search(UNUSUAL) !== text.length - 1) return undefined;
    this.text = text;
    this.depth = 0;
    this.nulls = 0;
    this.folded = 0;
    this.repeated.beginText();
    try {
      this.toContent(text.startsWith('---\n') ? 4 : 0);
      if (this.column === -1) return undefined;
      const start = this.offset;
      const value = this.block(false);
      if (this.column !== -1) return undefined;
      return { value, start, hasDuplicates: false, hasNulls: this.nulls > 0, isByLines: this.folded === 0 };
    } catch (error) {
      if (error === NOT_USUAL || error instanceof TextError) return undefined;
      throw error;
    } finally {
      this.text = '';
    }
  }

  /** Moves from the start of a line to the next word, past empty lines and comments. */
  private toContent(lineStart: number): void {
    const { text } = this;
    let start = lineStart;
    let at = lineStart;
    for (;;) {
      let code = text.charCodeAt(at);
      while (code === SPACE) code = text.charCodeAt(++at);
      if (code === HASH) {
        at = text.indexOf('\n', at);
        code = LF;
      }
      if (code !== LF) {
        this.offset = at;
        this.column = code === END ? -1 : at - start;
        return;
      }
      at++;
      start = at;
    }
  }

  /**
   * The map or list that begins here.
   *
   * @param isIndentless whether it is a list at the column of its key
   */
  private block(isIndentless: boolean, items?: Items): object {
    if (this.isDash(this.offset)) return this.sequence(this.column, isIndentless, items);
    const map = this.mapping(this.column);
    if (map === undefined) throw NOT_USUAL;
    return map;
  }

  /** The map or list behind a key, which begins on a line of its own: the same as before, if its text is. */
  private nested(key: string, isIndentless: boolean): object {
    const { text, column, repeated } = this;
    if (this.depth === 1 && key === 'items') return this.block(isIndentless, 'objects');
    const place = repeated.placeOf(key, this.depth);
    if (place === undefined) return this.block(isIndentless);
    const start = this.offset - column;
    const known = repeated.find(place, text, start, column, isIndentless);
    if (known !== undefined) return this.pass(known, start);
    const from = repeated.countGiven;
    const { exceptions } = this;
    const value = this.block(isIndentless, place.items);
    // What is known holds none, so that nobody need look.
    if (this.exceptions === exceptions) repeated.keep(place, text, start, this.lineStart(), column, value, from);
    return value;
  }

  /** Moves behind a block that is known. */
  private pass({ value, length, height }: KnownBlock, start: number): object {
    if (this.depth + height > MAX_DEPTH) throw NOT_USUAL;
    this.toContent(start + length);
    return value;
  }

  /** How much there was until now that is told of a text and holds for few. */
  private get exceptions(): number {
    return this.nulls + this.folded;
  }

  /** Where the line of the next word starts. */
  private lineStart(): number {
    return this.column === -1 ? this.offset : this.offset - this.column;
  }

  private isDash(offset: number): boolean {
    return this.text.charCodeAt(offset) === DASH && this.isBlank(offset + 1);
  }

  private isBlank(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return code === SPACE || code === LF;
  }

  /** @returns nothing, and stays where it was, when no key begins here */
  private mapping(column: number): object | undefined {
    if (++this.depth > MAX_DEPTH) throw NOT_USUAL;
    const map: Record<string, unknown> = {};
    let count = 0;
    do {
      if (this.entry(map, column)) count++;
      else if (count > 0) throw NOT_USUAL;
      else break;
    } while (this.column === column);
    this.depth--;
    if (count === 0) return undefined;
    // Further lines of a scalar, or what stands nowhere.
    if (this.column > column) throw NOT_USUAL;
    // A key that is there twice counts once.
    if (count > 1 && Object.keys(map).length < count) throw NOT_USUAL;
    return map;
  }

  /**
   * Reads a key with its value into a map.
   *
   * @param column of the map
   * @returns whether a key begins here
   */
  private entry(map: Record<string, unknown>, column: number): boolean {
    const { text, offset } = this;
    const end = text.indexOf('\n', offset);
    const known = this.lines.find(text, offset, end);
    if (known !== undefined) {
      this.toContent(end + 1);
      map[known.key] = known.value === BELOW ? this.below(column, known.key) : known.value;
      return true;
    }
    const key = this.key();
    if (key === undefined) return false;
    const at = this.skipSpaces(this.offset);
    const { scanned } = this;
    let value: unknown = BELOW;
    if (this.isEndOfLine(at)) this.toContent(end + 1);
    else value = this.scalar(at, column);
    // Others say more than their line does, or are counted, or are another object each.
    if (typeof value !== 'object' && this.scanned === scanned) this.lines.keep(text, offset, end, { key, value });
    map[key] = value === BELOW ? this.below(column, key) : value;
    return true;
  }

  /** @param isIndentless whether it stands at the column of its key */
  private sequence(column: number, isIndentless: boolean, items?: Items): unknown[] {
    if (++this.depth > MAX_DEPTH) throw NOT_USUAL;
    const list: unknown[] = [];
    do {
      if (items === 'objects') this.repeated.beginObject();
      // A first item is known where all of the list is: most lists have no other.
      list.push(this.item(column, list.length === 0 || items === 'objects' ? undefined : items));
    } while (this.column === column && this.isDash(this.offset));
    if (this.column > column || (this.column === column && !isIndentless)) throw NOT_USUAL;
    this.depth--;
    return list;
  }

  /** What stands behind a dash. */
  private item(column: number, place: Place | undefined): unknown {
    const dash = this.offset;
    const at = this.skipSpaces(dash + 1);
    if (this.isEndOfLine(at)) {
      this.toContent(this.text.indexOf('\n', at) + 1);
      return this.column > column ? this.block(false) : this.nothing();
    }
    this.offset = at;
    const inner = column + at - dash;
    if (this.isDash(at)) {
      this.column = inner;
      return this.sequence(inner, false);
    }
    const { text, repeated } = this;
    const known = place && repeated.find(place, text, at, inner, false);
    if (known !== undefined) return this.pass(known, at);
    const from = repeated.countGiven;
    const { exceptions } = this;
    const value = this.mapping(inner);
    if (value === undefined) return this.scalar(at, column);
    if (place !== undefined && this.exceptions === exceptions)
      repeated.keep(place, text, at, this.lineStart(), inner, value, from);
    return value;
  }

  /** What stands below a key. */
  private below(column: number, key: string): unknown {
    if (this.column > column) return this.nested(key, false);
    return this.column === column && this.isDash(this.offset) ? this.nested(key, true) : this.nothing();
  }

  /** What stands where there is no value. */
  private nothing(): null {
    this.nulls++;
    return null;
  }

  private skipSpaces(from: number): number {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** Behind a blank. */
  private isEndOfLine(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return code === LF || code === HASH;
  }

  /**
   * Reads the key that begins here, up to its colon.
   *
   * @returns nothing, and stays where it was, when there is none
   */
  private key(): string | undefined {
    const { text, offset } = this;
    const first = text.charCodeAt(offset);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.quotedKey(first);
    if (first < 0x80 && INDICATORS[first] === 1) return undefined;
    let at = offset;
    for (let code = first; ; code = text.charCodeAt(++at)) {
      if (code === LF || code === SPACE || code === END) return undefined;
      if (code === COLON && this.isBlank(at + 1)) break;
    }
    if (at === offset || at - offset > LONGEST_KEY) throw NOT_USUAL;
    this.offset = at + 1;
    return this.keys.get(text, offset, at);
  }

  private quotedKey(quote: number): string | undefined {
    const { text, offset } = this;
    const end = this.endOfQuotes(offset + 1, quote);
    if (end === -1 || text.charCodeAt(end + 1) !== COLON || !this.isBlank(end + 2)) return undefined;
    if (end - offset > LONGEST_KEY) throw NOT_USUAL;
    const key = this.strings.own(text.slice(offset + 1, end));
    if (key === '__proto__') throw NOT_USUAL;
    this.offset = end + 2;
    return key;
  }

  /** Where the quote stands that ends a text on the same line, if there is nothing special in it; else -1. */
  private endOfQuotes(from: number, quote: number): number {
    const { text } = this;
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return quote === SINGLE_QUOTE && text.charCodeAt(at + 1) === quote ? -1 : at;
      if (code === LF || code === END || (code === BACKSLASH && quote === DOUBLE_QUOTE)) return -1;
    }
  }

  /** @param parent the column of the map or list that it belongs to */
  private scalar(at: number, parent: number): unknown {
    const code = this.text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.quoted(at, code);
    if (code === PIPE || code === GREATER) return this.textBlock(at, parent);
    if (code === OPEN_BRACE) {
      if (this.text.charCodeAt(at + 1) !== CLOSE_BRACE) throw NOT_USUAL;
      this.endLine(at + 2);
      return {};
    }
    if (code === OPEN_BRACKET) return this.wordsInBrackets(at + 1);
    if (code === DASH ? this.isBlank(at + 1) : code < 0x80 && INDICATORS[code] === 1) throw NOT_USUAL;
    return this.plain(at);
  }

  private plain(start: number): unknown {
    const { text } = this;
    let at = start;
    let end = start;
    for (let code = text.charCodeAt(at); code !== LF; code = text.charCodeAt(++at)) {
      if (code === SPACE) {
        at = this.skipSpaces(at + 1) - 1;
        if (text.charCodeAt(at + 1) === HASH) break;
      } else {
        if (code === COLON && this.isBlank(at + 1)) throw NOT_USUAL;
        end = at + 1;
      }
    }
    this.toContent(text.indexOf('\n', at) + 1);
    return this.word(start, end);
  }

  private quoted(start: number, quote: number): string {
    const { text } = this;
    const end = this.endOfQuotes(start + 1, quote);
    if (end !== -1) {
      this.endLine(end + 1);
      return this.strings.own(text.slice(start + 1, end));
    }
    const cursor = this.cursorAt(start);
    const { lineStart } = cursor;
    const value = scanQuoted(cursor);
    if (cursor.lineStart !== lineStart) this.folded++;
    this.endLine(cursor.offset);
    return this.strings.own(value);
  }

  private textBlock(start: number, parent: number): string {
    const cursor = this.cursorAt(start);
    const { value } = scanBlock(cursor, parent);
    this.toContent(cursor.lineStart);
    return this.strings.own(value);
  }

  private cursorAt(offset: number): Cursor {
    this.scanned++;
    const cursor = new Cursor(this.text, 0);
    cursor.offset = offset;
    cursor.lineStart = this.text.lastIndexOf('\n', offset) + 1;
    return cursor;
  }

  private wordsInBrackets(start: number): unknown[] {
    const { text } = this;
    const list: unknown[] = [];
    let at = this.skipSpaces(start);
    while (text.charCodeAt(at) !== CLOSE_BRACKET || list.length > 0) {
      const code = text.charCodeAt(at);
      let end: number;
      if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
        const close = this.endOfQuotes(at + 1, code);
        if (close === -1) throw NOT_USUAL;
        list.push(this.strings.own(text.slice(at + 1, close)));
        end = close + 1;
      } else {
        end = this.endOfItem(at);
        list.push(this.word(at, end));
      }
      at = this.skipSpaces(end);
      const next = text.charCodeAt(at);
      if (next === CLOSE_BRACKET) break;
      if (next !== COMMA) throw NOT_USUAL;
      at = this.skipSpaces(at + 1);
    }
    this.endLine(at + 1);
    return list;
  }

  /** Where a word between brackets ends, without the spaces behind it. */
  private endOfItem(start: number): number {
    const { text } = this;
    const first = text.charCodeAt(start);
    const isDashed = first === DASH && !this.isBlank(start + 1);
    if (first < 0x80 && INDICATORS[first] === 1 && !isDashed) throw NOT_USUAL;
    let end = start;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code < 0x80 && ENDS_ITEM[code] === 1) {
        if (code !== COMMA && code !== CLOSE_BRACKET) throw NOT_USUAL;
        if (end === start) throw NOT_USUAL;
        return end;
      }
      if (code !== SPACE) end = at + 1;
    }
  }

  /** Nothing but a comment may follow on the line. */
  private endLine(from: number): void {
    const { text } = this;
    const at = this.skipSpaces(from);
    const code = text.charCodeAt(at);
    if (code !== LF && !(code === HASH && at > from)) throw NOT_USUAL;
    this.toContent(text.indexOf('\n', at) + 1);
  }

  private word(start: number, end: number): unknown {
    const value = this.words.get(this.text, start, end);
    if (value === null) this.nulls++;
    return value;
  }

  private nameOf(text: string): Word<string> {
    const key = keyOf(resolvePlain(text));
    if (key === undefined || key === '<<' || key === '__proto__') throw NOT_USUAL;
    const own = this.strings.pooled(text);
    return { text: own, value: key === text ? own : key };
  }

  private meaningOf(text: string): Word<unknown> {
    const own = this.strings.own(text);
    const { value } = resolvePlain(own);
    if (typeof value !== 'number') return { text: own, value };
    if (!Number.isFinite(value)) throw NOT_USUAL;
    // Kubernetes' reader of JSON knows no negative zero.
    return { text: own, value: value === 0 ? 0 : value };
  }
}
