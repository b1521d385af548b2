import { TextError } from '../text-error';
import * as characters from './characters';

// Local names: an imported one is the call of a getter where the source is run without being compiled.
const { CR, END, isBreak, LF } = characters;

/** A place in a text that moves forward. */
export class Cursor {
  offset: number;
  /** Where the line begins. */
  lineStart: number;

  /** Is told where each comment starts and ends. */
  onComment: ((start: number, end: number) => void) | undefined;

  /** @param text with {@link END} behind it, so that there is always a next character */
  constructor(
    readonly text: string,
    readonly begin: number,
  ) {
    this.offset = begin;
    this.lineStart = begin;
  }

  get column(): number {
    return this.offset - this.lineStart;
  }

  /** The code of the next character, or of one after it. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.offset + ahead);
  }

  /**
   * Passes over a line break, if there is one.
   *
   * @returns what it stands for: U+2028 and U+2029 stand for themselves, all others for a line feed
   */
  skipBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    this.offset += code === CR && this.peek(1) === LF ? 2 : 1;
    this.lineStart = this.offset;
    return code > 0x85 ? String.fromCharCode(code) : '\n';
  }

  /** Passes over a comment. */
  skipComment(): void {
    const start = this.offset;
    this.skipToBreak();
    this.onComment?.(start, this.offset);
  }

  /** Passes over what is left of the line. */
  skipToBreak(): void {
    const { text } = this;
    let offset = this.offset;
    for (let code = text.charCodeAt(offset); code !== LF && code !== END && !isBreak(code); ) {
      offset++;
      code = text.charCodeAt(offset);
    }
    this.offset = offset;
  }

  fail(message: string, offset = this.offset): never {
    throw new TextError(message, offset);
  }
}
