import { isRepeated } from '../kube/repeated';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';

/** The API server stops at 10,000; what is deeper than this is a mistake, or has a cycle. */
const DEPTH_LIMIT = 1000;
/** What the API server accepts as the body of a request. */
const SIZE_LIMIT = 3 * 1024 * 1024;
/** For braces, quotes and commas. */
const NODE_SIZE = 2;

/**
 * Checks that an object can be walked at all: a cycle, or aliases of aliases in YAML, would take forever.
 *
 * Everything that comes after may recurse, since the depth is limited here.
 */
export function checkLimits(object: unknown): Violation | undefined {
  const size = withPart(object, -1, 0);
  if (size === TOO_DEEP)
    return limit(`the object is nested deeper than ${DEPTH_LIMIT} levels`, 'look for a cycle in what makes the object');
  return size > SIZE_LIMIT ? limit(`Request entity too large: limit is ${SIZE_LIMIT}`, 'split the object') : undefined;
}

const TOO_DEEP = -1;

/** Values that stand in several manifests, with what each adds, and how deep it stood when that was found. */
const measured = new WeakMap<object, { readonly depth: number; readonly size: number }>();

/**
 * @param before the size of what was looked at until now
 * @returns the size with that of the value; that until there, where it is more than may be; or that it is too deep
 */
function added(value: object, depth: number, before: number): number {
  if (depth >= DEPTH_LIMIT) return TOO_DEEP;
  if (!isRepeated(value)) return addedParts(value, depth, before);
  const known = measured.get(value);
  if (known !== undefined && depth <= known.depth) return before + known.size;
  const after = addedParts(value, depth, before);
  if (after !== TOO_DEEP && after <= SIZE_LIMIT) measured.set(value, { depth, size: after - before });
  return after;
}

function addedParts(value: object, depth: number, before: number): number {
  let size = before + NODE_SIZE;
  if (Array.isArray(value)) {
    // An array may claim a length that nobody can walk.
    size += value.length;
    if (size > SIZE_LIMIT) return size;
    for (const item of value) {
      size = withPart(item, depth, size);
      if (size === TOO_DEEP || size > SIZE_LIMIT) return size;
    }
    return size;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(object)) {
    size = withPart(object[name], depth, size + name.length + NODE_SIZE);
    if (size === TOO_DEEP || size > SIZE_LIMIT) return size;
  }
  return size;
}

/** @param depth of what is around */
function withPart(value: unknown, depth: number, before: number): number {
  if (typeof value === 'string') return before + NODE_SIZE + value.length;
  if (typeof value !== 'object') return before;
  return value === null ? before + NODE_SIZE : added(value, depth + 1, before);
}

function limit(detail: string, fix: string): Violation {
  return { rule: 'SCHEMA_LIMIT', type: 'statement', path: Path.ROOT, detail, fix };
}
