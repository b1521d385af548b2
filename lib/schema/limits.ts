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
  const pending: unknown[] = [object];
  const depths: number[] = [0];
  let size = 0;
  while (pending.length > 0) {
    const value = pending.pop();
    const depth = depths.pop() ?? 0;
    size += NODE_SIZE;
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) {
      if (depth >= DEPTH_LIMIT)
        return limit(
          `the object is nested deeper than ${DEPTH_LIMIT} levels`,
          'look for a cycle in what makes the object',
        );
      if (Array.isArray(value)) {
        // An array may claim a length that nobody can walk.
        size += value.length;
        if (size > SIZE_LIMIT) break;
        for (const item of value) {
          if (typeof item === 'object' || typeof item === 'string') {
            pending.push(item);
            depths.push(depth + 1);
          }
        }
      } else {
        for (const name of Object.keys(value)) {
          size += name.length + NODE_SIZE;
          const item = (value as Record<string, unknown>)[name];
          if (typeof item === 'object' || typeof item === 'string') {
            pending.push(item);
            depths.push(depth + 1);
          }
        }
      }
    }
    if (size > SIZE_LIMIT) break;
  }
  return size > SIZE_LIMIT ? limit(`Request entity too large: limit is ${SIZE_LIMIT}`, 'split the object') : undefined;
}

function limit(detail: string, fix: string): Violation {
  return { rule: 'SCHEMA_LIMIT', type: 'statement', path: Path.ROOT, detail, fix };
}
