import { isMap, type JsonMap } from '../../kube/json';
import type { FieldPath } from '../../model/finding';

/**
 * Where values stand in an object: names of fields with a dot between them, `[]` for every item of a list:
 * `spec.containers[].envFrom[].secretRef.name`. A field whose name has dots is in brackets:
 * `metadata.annotations[cert-manager.io/issuer]`.
 */
export type Pattern = readonly (string | typeof EVERY)[];

/** Every item of a list. */
const EVERY = Symbol('every item');

export function pattern(text: string): Pattern {
  const parts = text.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return parts.map((part) => (part === '[]' ? EVERY : part.startsWith('[') ? part.slice(1, -1) : part));
}

/** Takes a value, the way to it, and the map that it stands in. */
type Visit = (value: unknown, path: FieldPath, around: JsonMap) => void;

/** Finds the values of an object that stand where a pattern says. An object of any shape will do. */
export function visit(object: JsonMap, where: Pattern, found: Visit, base: FieldPath = []): void {
  step(object, where, 0, base, object, found);
}

function step(value: unknown, where: Pattern, index: number, path: FieldPath, around: JsonMap, found: Visit): void {
  const part = where[index];
  if (part === undefined) {
    if (value !== undefined && value !== null) found(value, path, around);
  } else if (part === EVERY) {
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length; i++) step(value[i], where, index + 1, [...path, i], around, found);
  } else if (isMap(value) && Object.hasOwn(value, part)) {
    step(value[part], where, index + 1, [...path, part], value, found);
  }
}
