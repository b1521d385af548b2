/** A place in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const LF = 0x0a;
const CR = 0x0d;

/** Where a text begins in its file. */
export interface Origin {
  /** From 1. */
  readonly line: number;
  /** How much of its first line is before it. */
  readonly column: number;
}

/** The place of an offset, for which the text up to it is looked at. */
export function positionAt(text: string, offset: number, origin: Origin): Position {
  let line = origin.line;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code !== LF && (code !== CR || text.charCodeAt(at + 1) === LF)) continue;
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 + (lineStart === 0 ? origin.column : 0) };
}

/** Finds the lines of many offsets in a text. */
export class Lines {
  /** The offsets at which lines start. */
  private readonly starts = [0];

  constructor(
    text: string,
    private readonly origin: Origin,
  ) {
    for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\r|\n/g)) this.starts.push(index + lineBreak.length);
  }

  at(offset: number): Position {
    const { starts, origin } = this;
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (starts[low] as number) + 1;
    return { line: origin.line + low, column: low === 0 ? column + origin.column : column };
  }
}
