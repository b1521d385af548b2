/** Values by texts, found by longer ones: without it, long lists of rules would each be compared with each. */
export class PrefixIndex<T> {
  private readonly byText = new Map<string, T[]>();
  private readonly lengths = new Set<number>();

  add(text: string, value: T): void {
    const values = this.byText.get(text);
    if (values === undefined) {
      this.byText.set(text, [value]);
      this.lengths.add(text.length);
    } else values.push(value);
  }

  /** The values of texts that the text begins with, itself included. */
  *beginningsOf(text: string): Generator<T> {
    for (const length of this.lengths) {
      if (length <= text.length) yield* this.byText.get(text.slice(0, length)) ?? [];
    }
  }
}
