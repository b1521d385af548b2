/** A word and what it stands for. */
export interface Word<T> {
  readonly text: string;
  readonly value: T;
}

const SIZE = 2048;
/** What is longer is seldom there twice. */
const LONGEST = 64;

/** What words stand for that have been met lately: a word that is known need not be cut out of its text. */
export class WordTable<T> {
  private readonly words: (Word<T> | undefined)[] = new Array(SIZE);

  /** @param make says what a word stands for; its text must be its own, as it stays here */
  constructor(private readonly make: (text: string) => Word<T>) {}

  get(text: string, start: number, end: number): T {
    const length = end - start;
    if (length > LONGEST) return this.make(text.slice(start, end)).value;
    // First, middle, last and the one before: names differ at their ends.
    const hash =
      length * 37 +
      text.charCodeAt(start) * 131 +
      text.charCodeAt(start + (length >> 1)) * 521 +
      text.charCodeAt(end - 1) * 31 +
      text.charCodeAt(end - 2) * 257;
    const index = hash & (SIZE - 1);
    const known = this.words[index];
    if (known !== undefined && known.text.length === length && text.startsWith(known.text, start)) return known.value;
    const word = this.make(text.slice(start, end));
    this.words[index] = word;
    return word.value;
  }
}
