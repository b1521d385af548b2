import { isMap, type JsonMap } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import { FoundClean } from '../../kube/repeated';
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

/** Takes a value that stands where a pattern says, what belongs to the pattern, the way, and the map that it stands in. */
type Found<T> = (of: T, value: unknown, path: FieldPath, around: JsonMap) => void;

/** Many patterns, each with what belongs to it: one walk through an object finds the values of all of them. */
export class Patterns<T> {
  private readonly root: Branch<T> = new Branch();

  constructor(patterns: Iterable<readonly [Pattern, T]>) {
    for (const [where, of] of patterns) this.root.at(where).ends.push(of);
  }

  /** Finds the values of an object of any shape; those of one pattern in their order. */
  visit(object: JsonMap, found: Found<T>): void {
    descend(object, this.root, [], object, found);
  }
}

/** What patterns that begin alike have next. */
class Branch<T> {
  readonly ends: T[] = [];
  readonly fields = new Map<string, Branch<T>>();
  items: Branch<T> | undefined;
  /** Values in which nothing is to be found from here: what stands in several objects is looked through once. */
  readonly empty = new FoundClean();

  /** The branch at the end of a pattern, made if it is not there. */
  at(where: Pattern): Branch<T> {
    let branch: Branch<T> = this;
    for (const part of where) {
      if (part === EVERY) branch = branch.items ??= new Branch();
      else branch = remembered(branch.fields, part, () => new Branch());
    }
    return branch;
  }
}

/**
 * @param path to the value, which the walk changes as it goes
 * @returns whether anything was found
 */
function descend<T>(
  value: unknown,
  branch: Branch<T>,
  path: (string | number)[],
  around: JsonMap,
  found: Found<T>,
): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'object' && branch.empty.has(value)) return false;
  let any = branch.ends.length > 0;
  for (const end of branch.ends) found(end, value, [...path], around);
  if (Array.isArray(value)) {
    const { items } = branch;
    if (items === undefined) return any;
    const last = path.push(0) - 1;
    for (let index = 0; index < value.length; index++) {
      path[last] = index;
      if (descend(value[index], items, path, around, found)) any = true;
    }
    path.pop();
  } else if (isMap(value)) {
    for (const key in value) {
      const next = branch.fields.get(key);
      if (next === undefined) continue;
      path.push(key);
      if (descend(value[key], next, path, value, found)) any = true;
      path.pop();
    }
  }
  if (!any && typeof value === 'object') branch.empty.add(value);
  return any;
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
