import type { TextSource } from './text-source';

/** What was taken of a source, which can be read once more. */
export interface TakenSource {
  /** All that it says; undefined when that is too long. */
  readonly bytes: Buffer | undefined;
  /** In its place, as what was taken is gone there. */
  readonly source: TextSource;
}

/** Takes all that a source says into memory, unless it is too long. */
export function takenSource(source: TextSource, maxBytes: number): TakenSource {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const chunks = source.chunks()[Symbol.iterator]();
  for (let next = chunks.next(); next.done !== true; next = chunks.next()) {
    pieces.push(next.value);
    size += next.value.length;
    if (size > maxBytes) return { bytes: undefined, source: { ...source, chunks: () => joined(pieces, chunks) } };
  }
  const bytes = Buffer.concat(pieces);
  const reread = (start: number, end: number) => bytes.subarray(start, end);
  return { bytes, source: { name: source.name, chunks: () => [bytes], reread } };
}

function* joined(first: readonly Uint8Array[], rest: Iterator<Uint8Array>): Generator<Uint8Array> {
  yield* first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
