import type { FieldPath } from '../model/finding';
import type { Position } from '../model/position';

/**
 * The lines of all values of an object, itself first and each before those in it: how much each is below the one before,
 * as a digit, or in brackets where that is less than nothing or more than nine.
 */
export function packLines(object: unknown, locate: (path: FieldPath) => Position): string {
  let [before, packed] = [0, ''];
  for (const path of pathsIn(object)) {
    const { line } = locate(path);
    const more = line - before;
    packed += more >= 0 && more <= 9 ? more : `(${more})`;
    before = line;
  }
  return packed;
}

/** As `Manifest.locate`, of lines that were packed; every column is the first. */
export function unpackLines(object: unknown, packed: string): (path: FieldPath) => Position {
  let lines: ReadonlyMap<string, number> | undefined;
  return (path) => {
    lines ??= linesByPath(object, packed);
    // Of what is not there: what would be around it.
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return { line, column: 1 };
    }
    return { line: lines.get(keyOf([])) ?? 1, column: 1 };
  };
}

function linesByPath(object: unknown, packed: string): ReadonlyMap<string, number> {
  const steps = packed.matchAll(/\((-?\d+)\)|\d/g);
  const lines = new Map<string, number>();
  let line = 0;
  for (const path of pathsIn(object)) {
    const [step = '0', long] = steps.next().value ?? [];
    line += Number(long ?? step);
    lines.set(keyOf(path), line);
  }
  return lines;
}

/** The paths of all values of an object; each holds until the next is asked for. */
function* pathsIn(value: unknown, path: (string | number)[] = []): Generator<FieldPath> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  const keys: Iterable<string | number> = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    path.push(key);
    yield* pathsIn((value as Readonly<Record<string | number, unknown>>)[key], path);
    path.pop();
  }
}

function keyOf(path: FieldPath): string {
  return JSON.stringify(path);
}
