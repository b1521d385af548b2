import type { Output } from './terminal';

/** To the start of the line, and nothing on it. */
const ERASE = '\r\x1b[K';

/** Says what is being done, once that takes longer than a moment. */
export class Progress {
  private readonly waiting = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private visible = false;

  /**
   * @param doing what is done to what is named: `checking`
   * @param delay of the first word, in milliseconds
   */
  constructor(
    private readonly output: Output,
    private readonly doing: string,
    delay = 1000,
  ) {
    this.timer = setTimeout(() => {
      this.visible = true;
      this.print();
    }, delay);
    this.timer.unref();
  }

  readonly update = (what: string, state: 'begin' | 'end'): void => {
    if (state === 'begin') this.waiting.add(what);
    else this.waiting.delete(what);
    // A terminal's line is kept up to date; a log gets its lines once.
    if (this.visible && this.output.isTTY) this.print();
  };

  /** To be called when all is done or has failed. */
  stop(): void {
    clearTimeout(this.timer);
    if (this.visible && this.output.isTTY) this.control(ERASE);
    this.visible = false;
  }

  private control(code: string): void {
    (this.output.raw ?? this.output).write(code);
  }

  private print(): void {
    const [first] = this.waiting;
    if (this.output.isTTY) {
      const others = this.waiting.size > 1 ? ` and ${this.waiting.size - 1} more` : '';
      this.control(ERASE);
      if (first !== undefined) this.output.write(`${this.doing} ${first}${others}`);
      return;
    }
    for (const what of this.waiting) this.output.write(`${this.doing} ${what}\n`);
  }
}
