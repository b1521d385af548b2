/** What is shorter is copied by `slice`; what is longer refers to the text that it is a part of. */
const SHORTEST_PART = 13;
/** What is longer is seldom there twice. */
const LONGEST_POOLED = 100;
const CAPACITY = 10_000;

/** Makes strings that do not keep in memory the text that they were cut from, and equal ones once. */
export class StringPool {
  private readonly strings = new Map<string, string>();

  /** A string that is its own. */
  own(text: string): string {
    if (text.length < SHORTEST_PART) return text;
    return text.length > LONGEST_POOLED ? copyOf(text) : this.pooled(text);
  }

  /** A string that is the same for all equal texts, for names of fields. */
  pooled(text: string): string {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    const own = text.length < SHORTEST_PART ? text : copyOf(text);
    if (this.strings.size < CAPACITY) this.strings.set(own, own);
    return own;
  }
}

/** The same as a part of a new text, which is no larger than it. */
export function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
