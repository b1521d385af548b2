import type { ByteQueue, TextPart } from './byte-queue';
import { trimSpace } from './go-space';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** How far `kubectl` looks for a brace. */
const LOOKAHEAD = 4096;

/** Whether `kubectl` takes a text for JSON, which it then reads with another parser. */
export function looksLikeJson(queue: ByteQueue): boolean {
  while (queue.available.length < LOOKAHEAD && queue.fill());
  return trimSpace(queue.available.toString('utf8', 0, LOOKAHEAD)).startsWith('{');
}

/**
 * Takes the next value of JSON values that follow each other. Of a value that has no end, all that is left is taken; of
 * what is no JSON, what stands there up to the next space.
 *
 * @param limit of the bytes of a value that is kept
 * @returns nothing at the end
 */
export function takeJson(queue: ByteQueue, limit: number): TextPart | undefined {
  skipSpaces(queue);
  const end = new JsonEnd();
  const part = queue.takeUntil((bytes, from) => end.find(bytes, from), 0, limit);
  return part.size === 0 ? undefined : part;
}

function skipSpaces(queue: ByteQueue): void {
  do {
    const { available } = queue;
    let length = 0;
    while (isSpace(available[length])) length++;
    queue.take(length);
  } while (queue.available.length === 0 && queue.fill());
}

function isSpace(code: number | undefined): boolean {
  return code === SPACE || code === LF || code === CR || code === TAB;
}

/** Looks for the end of a value. */
class JsonEnd {
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isStarted = false;

  /** @returns behind the value, -1 when it goes on behind these bytes */
  find(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const code = bytes[at];
      if (this.isInString) this.passString(code);
      else if (code === QUOTE) this.isInString = true;
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        // `1{` are two values.
        if (this.depth === 0 && this.isStarted) return at;
        this.depth++;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.depth--;
        if (this.depth <= 0) return at + 1;
      } else if (this.depth === 0 && isSpace(code)) return at;
      this.isStarted = true;
    }
    return -1;
  }

  private passString(code: number | undefined): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === BACKSLASH) this.isEscaped = true;
    else if (code === QUOTE) this.isInString = false;
  }
}
