/** What is wrong with an expression, and where. */
export interface Issue {
  /** The offset in the text. */
  readonly at: number | undefined;
  readonly message: string;
}

/** More are not told. */
const LIMIT = 100;

/** What is wrong with one expression. */
export class Issues {
  private readonly found: Issue[] = [];

  constructor(private readonly source: string) {}

  get count(): number {
    return this.found.length;
  }

  add(at: number | undefined, message: string): void {
    this.found.push({ at, message });
  }

  /**
   * All of them as cel-go tells them, from the first place to the last: `ERROR: <input>:1:6: undefined field 'b'`. The
   * line of the expression, which cel-go prints below, is left out: whoever reads it has the expression in front.
   */
  toString(): string {
    const told = [...this.found]
      .slice(0, LIMIT)
      .sort((a, b) => (a.at ?? -1) - (b.at ?? -1))
      .map(({ at, message }) => `ERROR: <input>:${this.place(at)}: ${message}`);
    if (this.found.length > LIMIT) told.push(`${this.found.length - LIMIT} more errors were truncated`);
    return told.join('; ');
  }

  /** Line and column, in characters. */
  private place(at: number | undefined): string {
    if (at === undefined) return '-1:0';
    const lines = this.source.slice(0, at).split('\n');
    return `${lines.length}:${[...(lines.at(-1) as string)].length + 1}`;
  }
}
