import type { Cursor } from './cursor';

/** How far behind the start of a key its colon may stand, in characters. */
const MAX_LENGTH = 1024;

/** The latest token of a level of brackets that a colon would make a key. */
interface Candidate {
  isPossible: boolean;
  /** Whether the token is held back until it is known. */
  isAwaited: boolean;
  /** Whether nothing but a key can stand there. */
  isRequired: boolean;
  /** The number of the token. */
  token: number;
  offset: number;
}

/** Keys without a question mark before them: only the colon behind tells, and it must stand on the same line. */
export class SimpleKeys {
  private readonly levels: Candidate[] = [];
  private last: Candidate;
  /** How many of them are awaited. */
  private awaited = 0;

  constructor(private readonly cursor: Cursor) {
    this.last = this.open(0);
  }

  /**
   * Begins a level of brackets.
   *
   * @param token the number of the bracket
   */
  open(token: number): Candidate {
    this.last = { isPossible: false, isAwaited: false, isRequired: false, token, offset: 0 };
    this.levels.push(this.last);
    return this.last;
  }

  /** Ends a level of brackets. */
  close(): void {
    const last = this.levels.length < 2 ? undefined : this.levels.pop();
    if (last === undefined) return;
    this.release(last);
    this.last = this.levels[this.levels.length - 1] as Candidate;
    // Brackets with nothing between them are not held back, in go-yaml: nothing behind them can change what they are.
    if (this.last.token === last.token) this.release(this.last);
  }

  /** The next token, with this number, may be a key. */
  save(token: number, isRequired: boolean): void {
    this.remove();
    const { last } = this;
    last.isPossible = true;
    last.isAwaited = true;
    this.awaited++;
    last.isRequired = isRequired;
    last.token = token;
    last.offset = this.cursor.offset;
  }

  /** What may have been a key is none. */
  remove(): void {
    const { last } = this;
    if (!last.isPossible) return;
    if (last.isRequired) this.failFor(last);
    this.exclude(last);
  }

  /** Whether a colon could still make a key of a token. */
  mayBe(token: number): boolean {
    if (this.awaited === 0) return false;
    const key = this.levels.find(({ isAwaited, token: other }) => isAwaited && other === token);
    return key !== undefined && this.isValid(key);
  }

  /** The number and place of the token that the colon here makes a key. */
  take(): { readonly token: number; readonly offset: number } | undefined {
    const { last } = this;
    if (!this.isValid(last)) return undefined;
    this.exclude(last);
    return last;
  }

  private isValid(key: Candidate): boolean {
    if (!key.isPossible) return false;
    if (key.offset >= this.cursor.lineStart && this.lengthFrom(key.offset) <= MAX_LENGTH) return true;
    if (key.isRequired) this.failFor(key);
    this.exclude(key);
    return false;
  }

  private exclude(key: Candidate): void {
    key.isPossible = false;
    this.release(key);
  }

  private release(key: Candidate): void {
    if (key.isAwaited) this.awaited--;
    key.isAwaited = false;
  }

  private lengthFrom(offset: number): number {
    const { text, offset: end } = this.cursor;
    // Most texts have no characters of two units.
    return end - offset <= MAX_LENGTH ? end - offset : [...text.slice(offset, end)].length;
  }

  private failFor({ offset }: Candidate): never {
    this.cursor.fail("could not find expected ':'", offset);
  }
}
