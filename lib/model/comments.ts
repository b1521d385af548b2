import type { FieldPath } from './finding';
import type { Places } from './places';

/** A comment of a YAML text, one line of it. */
export interface Comment {
  /** Without `#` and the blank behind it. */
  readonly text: string;
  /** The value that it is about; the whole document when it stands before it or has nothing else to stand at. */
  readonly path: FieldPath;
  /** Whether it stands on a line of its own before the value, on the line of it, or on one of its own after it. */
  readonly place: 'before' | 'beside' | 'after';
}

/** The comments of a document that has been read for its places. */
export function commentsOf(text: string, places: Places): readonly Comment[] {
  if (places.comments.length === 0) return [];
  const values = places.written();
  return places.comments.map(({ start, end }) => ({
    text: text
      .slice(start + 1, end)
      .replace(/^ /, '')
      .trimEnd(),
    ...placeOf(start, text, values),
  }));
}

/** The comments that belong to a value of a document, with their paths from there. */
export function commentsWithin(comments: readonly Comment[], at: FieldPath): readonly Comment[] {
  if (at.length === 0) return comments;
  return comments.flatMap((comment) =>
    at.every((part, index) => comment.path[index] === part)
      ? [{ ...comment, path: comment.path.slice(at.length) }]
      : [],
  );
}

interface Written {
  readonly path: FieldPath;
  readonly offset: number;
}

function placeOf(start: number, text: string, values: readonly Written[]): Pick<Comment, 'path' | 'place'> {
  const following = firstAfter(start, values);
  const before = values[following - 1];
  const next = values[following];
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() !== '') {
    // What stands before the first value of a line, such as a dash, belongs to the value that follows.
    const isOfLine = before !== undefined && before.offset >= line;
    const path = isOfLine ? before.path : text.slice(line, start).trim() === '-' ? next?.path : before?.path;
    return { path: path ?? [], place: 'beside' };
  }
  if (before === undefined) return { path: [], place: 'before' };
  const column = start - line;
  if (next !== undefined && column <= columnOf(text, next)) return { path: next.path, place: 'before' };
  // Further to the right than what follows, or at the end: it goes with what stands above it in its own column.
  for (let index = following - 1; index >= 0; index--) {
    const value = values[index] as Written;
    if (columnOf(text, value) <= column) return { path: value.path, place: 'after' };
  }
  return { path: [], place: 'after' };
}

/** The index of the first value after an offset. */
function firstAfter(offset: number, values: readonly Written[]): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as Written).offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function columnOf(text: string, { offset }: Written): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
