import type { FieldPath } from '../../../lib/model/finding';

/** One edit of an object, as JSON Patch writes it, with the path in parts. */
export type Edit =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: FieldPath }
  /** A value before the item at the end of the path; after the last one when the list is that long. */
  | { readonly op: 'insert'; readonly path: FieldPath; readonly value: unknown };

/** A copy of an object with edits made to it, one after the other; undefined when one of them finds no place. */
export function edited(object: unknown, edits: readonly Edit[]): unknown {
  const root = { object: structuredClone(object) };
  for (const edit of edits) {
    const path: FieldPath = ['object', ...edit.path];
    const parent = valueAt(root, path.slice(0, -1));
    const last = path.at(-1);
    if (typeof parent !== 'object' || parent === null || last === undefined) return undefined;
    if (Array.isArray(parent)) {
      const index = Number(last);
      if (index > parent.length || (edit.op !== 'insert' && index === parent.length)) return undefined;
      if (edit.op === 'remove') parent.splice(index, 1);
      else parent.splice(index, edit.op === 'insert' ? 0 : 1, structuredClone(edit.value));
    } else if (edit.op === 'remove') {
      if (!Object.hasOwn(parent, last)) return undefined;
      delete (parent as Record<string, unknown>)[last];
    } else {
      // Not by assignment: the name may be __proto__.
      Object.defineProperty(parent, last, {
        value: structuredClone(edit.value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return root.object;
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
