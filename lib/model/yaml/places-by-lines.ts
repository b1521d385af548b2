import type { FieldPath } from '../finding';
import * as characters from './characters';
import * as resolving from './resolve';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { CLOSE_BRACKET, DASH, END, HASH, LF, OPEN_BRACKET, SPACE } = characters;
const { isSurelyText, keyOf, resolvePlain } = resolving;

/** A key up to its colon: in quotes, or a word. */
const KEY = /(?:"([^"\\\n]*)"|'([^'\n]*)'|([^-?:,[\]{}#&*!|>'"%@` \n][^ \n]*?)):(?=[ \n])/y;
/** An item between brackets, up to the next one. */
const ITEM = /(?:"[^"\n]*"|'[^'\n]*'|[^,\]\n]+) *,? */y;

/** Where something is written, and what is known of what is in it. */
interface Written {
  /** Of the key of a value in a map, of an item itself. */
  readonly offset: number;
  /** Where its map or list by indentation begins, or what stands on the line of its key or dash; -1 for nothing at all. */
  readonly content: number;
  /** Of the first word of a map or list; -1 for what stands on one line. */
  readonly column: number;
}

/**
 * Where a value is written, or what is around it if it is not there, just as `Places.locate` says: found by going down to
 * it from line to line, without reading what is beside it.
 *
 * @param text which {@link UsualYaml} has read and of which it says that it is by lines
 */
export function locateByLines(text: string, path: FieldPath): number {
  return new LinesOfText(text).locate(path);
}

class LinesOfText {
  constructor(private readonly text: string) {}

  locate(path: FieldPath): number {
    const content = this.nextWord(this.text.startsWith('---\n') ? 4 : 0);
    let found: Written = { offset: content, content, column: this.columnOf(content) };
    for (const part of path) {
      const inner = this.inside(found, part);
      if (inner === undefined) break;
      found = inner;
    }
    return found.offset;
  }

  private inside({ content, column }: Written, part: string | number): Written | undefined {
    if (content === -1) return undefined;
    if (column === -1) return this.inBrackets(content, Number(part));
    return this.isDash(content)
      ? this.inList(content, column, Number(part))
      : this.inMap(content, column, String(part));
  }

  private inMap(first: number, column: number, name: string): Written | undefined {
    for (let at = first; at !== -1; at = this.nextKey(at, column)) {
      if (this.keyAt(at) === name) return this.valueOf(at, KEY.lastIndex, column);
    }
    return undefined;
  }

  private inList(first: number, column: number, index: number): Written | undefined {
    let at = first;
    for (let count = 0; at !== -1; count++) {
      if (count === index) return this.itemAt(at, column);
      at = this.nextAt(at, column);
      if (at !== -1 && !this.isDash(at)) return undefined;
    }
    return undefined;
  }

  private inBrackets(start: number, index: number): Written | undefined {
    const { text } = this;
    if (text.charCodeAt(start) !== OPEN_BRACKET) return undefined;
    let at = this.skipSpaces(start + 1);
    for (let count = 0; text.charCodeAt(at) !== CLOSE_BRACKET; count++) {
      if (count === index) return { offset: at, content: -1, column: -1 };
      ITEM.lastIndex = at;
      if (!ITEM.test(text)) return undefined;
      at = ITEM.lastIndex;
    }
    return undefined;
  }

  /** @param colon behind it */
  private valueOf(key: number, colon: number, column: number): Written {
    const at = this.skipSpaces(colon);
    if (!this.isEndOfLine(at)) return { offset: key, content: at, column: -1 };
    const content = this.nextWord(this.nextLine(at));
    const inner = this.columnOf(content);
    const isInside = inner > column || (inner === column && this.isDash(content));
    return isInside ? { offset: key, content, column: inner } : { offset: key, content: -1, column: -1 };
  }

  private itemAt(dash: number, column: number): Written {
    const at = this.skipSpaces(dash + 1);
    if (!this.isEndOfLine(at)) {
      const isNested = this.isDash(at) || this.keyAt(at) !== undefined;
      return { offset: at, content: at, column: isNested ? column + at - dash : -1 };
    }
    const content = this.nextWord(this.nextLine(at));
    const inner = this.columnOf(content);
    return inner > column ? { offset: content, content, column: inner } : { offset: dash + 1, content: -1, column: -1 };
  }

  /** The key that begins here, if one does. */
  private keyAt(offset: number): string | undefined {
    KEY.lastIndex = offset;
    const [, double, single, word] = KEY.exec(this.text) ?? [];
    if (word === undefined) return double ?? single;
    return isSurelyText(word) ? word : keyOf(resolvePlain(word));
  }

  /** The next key of a map, past what belongs to the one before: a list may stand at the column of its key. */
  private nextKey(from: number, column: number): number {
    let at = this.nextAt(from, column);
    while (at !== -1 && this.isDash(at)) at = this.nextAt(at, column);
    return at;
  }

  /** The next line with a word in a column, before any with one further to the left; -1 if there is none. */
  private nextAt(from: number, column: number): number {
    for (let at = this.nextWord(this.nextLine(from)); ; at = this.nextWord(this.nextLine(at))) {
      const next = this.columnOf(at);
      if (next <= column) return next === column ? at : -1;
    }
  }

  /** The first word of a line, or of the next that has one and not only a comment. */
  private nextWord(lineStart: number): number {
    const { text } = this;
    for (let at = lineStart; ; at = this.nextLine(at)) {
      at = this.skipSpaces(at);
      const code = text.charCodeAt(at);
      if (code !== LF && code !== HASH) return at;
    }
  }

  /** Where the next line starts. */
  private nextLine(from: number): number {
    return this.text.indexOf('\n', from) + 1;
  }

  /** The column of the first word of a line; -1 at the end of the text. */
  private columnOf(word: number): number {
    const { text } = this;
    const isEnd = text.charCodeAt(word) === END || word >= text.length;
    return isEnd ? -1 : word - (text.lastIndexOf('\n', word) + 1);
  }

  private skipSpaces(from: number): number {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  private isDash(offset: number): boolean {
    if (this.text.charCodeAt(offset) !== DASH) return false;
    const next = this.text.charCodeAt(offset + 1);
    return next === SPACE || next === LF;
  }

  private isEndOfLine(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return code === LF || code === HASH;
  }
}
