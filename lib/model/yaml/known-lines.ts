import { copyOf } from '../string-pool';

/** What is longer is seldom there twice. */
const LONGEST = 80;
const CAPACITY = 2000;

/** The value of a key stands on the lines below it. */
export const BELOW = Symbol('below');

/** What a line says that begins with a key. */
export interface KnownLine {
  readonly key: string;
  /** A scalar, or {@link BELOW}. */
  readonly value: unknown;
}

/**
 * Lines with a key that were met lately, without what stands before it: V8 itself finds them, which is faster than a look
 * at each character where little code is compiled yet, and as fast later.
 */
export class KnownLines {
  private lines = new Map<string, KnownLine>();

  find(text: string, start: number, end: number): KnownLine | undefined {
    return end - start > LONGEST ? undefined : this.lines.get(text.slice(start, end));
  }

  keep(text: string, start: number, end: number, line: KnownLine): void {
    if (end - start > LONGEST) return;
    if (this.lines.size >= CAPACITY) this.lines = new Map();
    this.lines.set(copyOf(text.slice(start, end)), line);
  }
}
