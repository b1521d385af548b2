const LF = 0x0a;
const CR = 0x0d;

/** A part of a text with its place. */
export interface TextPart {
  /** None when the part is larger than allowed. */
  readonly bytes: Buffer;
  /** How many bytes the part has. */
  readonly size: number;
  /** The offset of its first byte. */
  readonly start: number;
  /** From 1. */
  readonly line: number;
  /** How many characters of its first line are before it. */
  readonly column: number;
}

/** The bytes of a text, with what has been taken of them and where that was. */
export class ByteQueue {
  /** What is there and was not taken yet. */
  private buffer: Buffer = Buffer.alloc(0);
  private readonly chunks: Iterator<Uint8Array>;
  /** Of the first byte that was not taken. */
  private offset = 0;
  private line = 1;
  private column = 0;

  constructor(chunks: Iterable<Uint8Array>) {
    this.chunks = chunks[Symbol.iterator]();
  }

  /** The bytes that are there without reading more; to be looked at, not kept. */
  get available(): Buffer {
    return this.buffer;
  }

  /**
   * Reads more.
   *
   * @returns whether there was more
   */
  fill(): boolean {
    const { done, value } = this.chunks.next();
    if (done === true) return false;
    const more = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.buffer = this.buffer.length === 0 ? more : Buffer.concat([this.buffer, more]);
    return true;
  }

  /** Takes bytes that are available. */
  take(length: number): TextPart {
    const { offset: start, line, column } = this;
    const bytes = this.buffer.subarray(0, length);
    this.buffer = this.buffer.subarray(length);
    this.offset += length;
    const lineStart = this.countLines(bytes);
    // Most end with their last line.
    const rest = lineStart === length ? 0 : bytes.toString('utf8', lineStart).length;
    this.column = lineStart === 0 ? column + rest : rest;
    return { bytes, size: length, start, line, column };
  }

  /** @returns where the last of the lines starts */
  private countLines(bytes: Buffer): number {
    const { length } = bytes;
    let { line } = this;
    let lineStart = 0;
    for (let at = 0; at < length; at++) {
      const code = bytes[at];
      // A line feed behind a carriage return belongs to it.
      if (code !== LF && (code !== CR || (bytes[at + 1] ?? this.buffer[0]) === LF)) continue;
      line++;
      lineStart = at + 1;
    }
    this.line = line;
    return lineStart;
  }

  /**
   * Takes bytes up to an end that may not be there yet.
   *
   * @param find looks for the end in what is available, from where it has looked already
   * @param limit what is larger is not kept
   * @param overlap how many bytes before the last could belong to the end
   */
  takeUntil(find: (bytes: Buffer, from: number) => number, from: number, limit: number, overlap = 0): TextPart {
    let next = from;
    let dropped: TextPart | undefined;
    for (;;) {
      const end = find(this.buffer, next);
      const { length } = this.buffer;
      if (end !== -1) return this.withDropped(dropped, end, limit);
      next = Math.max(length - overlap, next);
      // What could be the beginning of the end does not count.
      if (next > limit) {
        dropped = this.withDropped(dropped, next, 0);
        next = 0;
      }
      if (!this.fill()) return this.withDropped(dropped, this.buffer.length, limit);
    }
  }

  private withDropped(dropped: TextPart | undefined, length: number, limit: number): TextPart {
    const part = this.take(length);
    if (dropped === undefined && length <= limit) return part;
    const size = (dropped?.size ?? 0) + length;
    return { ...(dropped ?? part), bytes: part.bytes.subarray(0, 0), size };
  }

  /** Takes back what was taken last. */
  putBack({ bytes, start, line, column }: TextPart): void {
    this.buffer = Buffer.concat([bytes, this.buffer]);
    this.offset = start;
    this.line = line;
    this.column = column;
  }

  /** Ends reading, also where bytes are left. */
  close(): void {
    this.chunks.return?.();
  }
}
