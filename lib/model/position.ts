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

/** A text in which each carriage return and each line feed ends a line. */
export function withSingleBreaks(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/**
 * The place of an offset, for which the text up to it is looked at.
 *
 * @param text with single breaks
 */
export function positionAt(text: string, offset: number, origin: Origin): Position {
  let line = origin.line;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    if (code !== LF && code !== CR) continue;
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 + (lineStart === 0 ? origin.column : 0) };
}

/** Finds the lines of many offsets in a text. */
export class Lines {
  /** The offsets at which lines start. */
  private readonly starts = [0];

  /** @param text with single breaks */
  constructor(
    text: string,
    private readonly origin: Origin,
  ) {
    for (const { index } of text.matchAll(/[\r\n]/g)) this.starts.push(index + 1);
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
