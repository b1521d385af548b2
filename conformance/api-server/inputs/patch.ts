import type { FieldPath } from '../../../lib/model/finding';

/** One edit of an object, as JSON Patch writes it, with the path in parts. */
export type Edit =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: FieldPath }
  /** A value before the item at the end of the path; after the last one when the list is that long. */
  | { readonly op: 'insert'; readonly path: FieldPath; readonly value: unknown };

/**
 * An object with edits made to it, one after the other; undefined when one of them finds no place. The object itself stays
 * as it is; what no edit changes is shared with it.
 */
export function edited(object: unknown, edits: readonly Edit[]): unknown {
  let result = object;
  for (const edit of edits) {
    result = changed(result, edit, 0);
    if (result === undefined) return undefined;
  }
  return result;
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}

/** A copy of what an edit leads through, from a depth of its path on. */
function changed(container: unknown, edit: Edit, depth: number): unknown {
  const part = edit.path[depth];
  if (typeof container !== 'object' || container === null || part === undefined) return undefined;
  const isLast = depth === edit.path.length - 1;
  if (Array.isArray(container)) {
    const copy = [...(container as unknown[])];
    const index = Number(part);
    if (index > copy.length || (index === copy.length && !(isLast && edit.op === 'insert'))) return undefined;
    if (!isLast) {
      const inner = changed(copy[index], edit, depth + 1);
      if (inner === undefined) return undefined;
      copy[index] = inner;
    } else if (edit.op === 'remove') copy.splice(index, 1);
    else copy.splice(index, edit.op === 'insert' ? 0 : 1, edit.value);
    return copy;
  }
  const copy = { ...(container as Record<string, unknown>) };
  if (!isLast) {
    const inner = Object.hasOwn(copy, part) ? changed(copy[part], edit, depth + 1) : undefined;
    if (inner === undefined) return undefined;
    assign(copy, part, inner);
  } else if (edit.op === 'remove') {
    if (!Object.hasOwn(copy, part)) return undefined;
    delete copy[part];
  } else assign(copy, part, edit.value);
  return copy;
}

/** Not by an assignment where the name is `__proto__`; where it is not, that takes a tenth of the time. */
function assign(object: Record<string, unknown>, name: string | number, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
