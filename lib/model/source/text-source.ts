import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Where a text comes from, as the bytes that it is stored in. */
export interface TextSource {
  /** How findings name it. */
  readonly name: string;
  /** The text from its beginning to its end, cut anywhere. */
  chunks(): Iterable<Uint8Array>;
  /**
   * Some of the bytes once more; nothing if they are not there any more. Without it, what may be needed again is kept in
   * memory.
   */
  reread?(start: number, end: number): Uint8Array | undefined;
  /** Of a file, what changes whenever anybody writes to it; nothing when it is there no more. */
  stamp?(): string | undefined;
}

const CHUNK = 1024 * 1024;
const LEAST = 4 * 1024;
const STDIN = 0;

/** A text that is in memory. */
export function textSource(name: string, text: string): TextSource {
  let bytes: Buffer | undefined;
  const encoded = () => (bytes ??= Buffer.from(text));
  return { name, chunks: () => [encoded()], reread: (start, end) => encoded().subarray(start, end) };
}

/** Bytes that come in pieces, once. */
export function streamSource(name: string, pieces: Iterable<Uint8Array>): TextSource {
  return { name, chunks: () => pieces };
}

/** The standard input, which can be read once. */
export function stdinSource(name: string): TextSource {
  return streamSource(name, chunksOf(STDIN));
}

/**
 * A file, of which nothing is kept in memory; what has a path and is no file, such as a pipe, can be read once. Reading it
 * throws what Node.js says of it.
 */
export function fileSource(name: string, path: string): TextSource {
  const source: TextSource = {
    name,
    *chunks() {
      const file = openSync(path, 'r');
      try {
        const stats = fstatSync(file);
        yield* chunksOf(file, stats.isFile() ? stats.size : undefined);
      } finally {
        closeSync(file);
      }
    },
  };
  if (!isFileOrMissing(path)) return source;
  return {
    ...source,
    reread(start, end) {
      try {
        return rereadNear(source, path, start, end);
      } catch {
        // It is not there any more.
        return undefined;
      }
    },
    stamp: () => stampOf(path),
  };
}

function isFileOrMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() !== false;
  } catch {
    return true;
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() !== true
    ? undefined
    : [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

/** @param expected how many bytes there are, for all that is known: most files are much smaller than a chunk */
function* chunksOf(file: number, expected = Infinity): Generator<Buffer> {
  for (let left = expected; ; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(left, LEAST) + 1));
    const size = readInto(file, buffer);
    if (size === 0) return;
    left -= size;
    yield buffer.subarray(0, size);
  }
}

/** How much more is read again than was asked for: mostly somebody asks for the next document next. */
const AHEAD = 32 * 1024;

/** What was read again last. */
let near: { readonly source: TextSource; readonly start: number; readonly bytes: Buffer } | undefined;

function rereadNear(source: TextSource, path: string, start: number, end: number): Uint8Array | undefined {
  if (near?.source !== source || start < near.start || end > near.start + near.bytes.length) {
    const bytes = rereadFile(path, start, end - start);
    if (bytes === undefined || end - start > AHEAD) return bytes?.subarray(0, end - start);
    near = { source, start, bytes };
  }
  return near.bytes.subarray(start - near.start, end - near.start);
}

/** @returns at least so many bytes, or nothing */
function rereadFile(path: string, start: number, least: number): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(least + AHEAD);
    let size = 0;
    while (size < least) {
      const more = readInto(file, bytes.subarray(size), start + size);
      if (more === 0) return undefined;
      size += more;
    }
    return bytes.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

/** @param position where to read; without it, where reading stopped */
function readInto(file: number, buffer: Uint8Array, position: number | null = null): number {
  for (;;) {
    try {
      return readSync(file, buffer, 0, buffer.length, position);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // A standard input that does not block and has nothing yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
