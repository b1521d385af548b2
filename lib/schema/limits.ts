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
  const size =
    typeof object === 'object' && object !== null
      ? added(object, 0, 0)
      : typeof object === 'string'
        ? object.length
        : 0;
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
  if (!isRepeated(value)) return addedAnew(value, depth, before);
  const known = measured.get(value);
  if (known !== undefined && depth <= known.depth) return before + known.size;
  const after = addedAnew(value, depth, before);
  if (after !== TOO_DEEP && after <= SIZE_LIMIT) measured.set(value, { depth, size: after - before });
  return after;
}

function addedAnew(value: object, depth: number, before: number): number {
  let size = before + NODE_SIZE;
  const isList = Array.isArray(value);
  // An array may claim a length that nobody can walk.
  if (isList) size += value.length;
  if (size > SIZE_LIMIT) return size;
  const names = isList ? undefined : Object.keys(value);
  const count = names?.length ?? (value as readonly unknown[]).length;
  for (let index = 0; index < count; index += 1) {
    const name = names?.[index] ?? index;
    if (typeof name === 'string') size += name.length + NODE_SIZE;
    const part = (value as Readonly<Record<string | number, unknown>>)[name];
    if (typeof part === 'string') size += NODE_SIZE + part.length;
    else if (part === null) size += NODE_SIZE;
    else if (typeof part === 'object') {
      size = added(part, depth + 1, size);
      if (size === TOO_DEEP) return size;
    }
    if (size > SIZE_LIMIT) return size;
  }
  return size;
}

function limit(detail: string, fix: string): Violation {
  return { rule: 'SCHEMA_LIMIT', type: 'statement', path: Path.ROOT, detail, fix };
}
