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

  /** Whether there is such a value of a text that the text begins with, itself included. */
  hasBeginningOf(text: string, isSuch: (value: T) => boolean): boolean {
    for (const length of this.lengths) {
      const values = length <= text.length ? this.byText.get(text.slice(0, length)) : undefined;
      if (values?.some(isSuch)) return true;
    }
    return false;
  }
}
