import { isMap, type JsonMap } from '../kube/json';
import { remembered } from '../kube/remembered';
import { isRepeated, markRepeated } from '../kube/repeated';
import { didYouMean } from '../kube/suggestion';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { SchemaNode } from './node';
import { type Level, otherLevel } from './other-level';

const META: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
const META_NAMES: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/**
 * What the API server makes of an object before it checks it: unknown fields are dropped (and, with strict field
 * validation, told), nulls where none may be are dropped, and defaults are filled in. The object itself is left as it
 * is; only what changes is copied.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function prepare(
  node: SchemaNode,
  value: unknown,
  path: Path,
  violations: Violation[],
  isResource = node.embedded,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!isRepeated(value) || isResource !== node.embedded) return prepareAnew(node, value, path, violations, isResource);
  const { prepared } = node.parts;
  const known = prepared.get(value);
  if (known !== undefined) return known;
  const { length } = violations;
  const made = prepareAnew(node, value, path, violations, isResource);
  if (violations.length === length) {
    markRepeated(made);
    prepared.set(value, made);
  }
  return made;
}

function prepareAnew(
  node: SchemaNode,
  value: object,
  path: Path,
  violations: Violation[],
  isResource: boolean,
): object {
  if (Array.isArray(value)) return prepareList(node, value, path, violations);
  return isMap(value) ? prepareObject(node, value, path, violations, isResource) : value;
}

function prepareList(
  node: SchemaNode,
  values: readonly unknown[],
  path: Path,
  violations: Violation[],
): readonly unknown[] {
  const { items } = node;
  if (items === undefined) {
    if (!node.preserveUnknown)
      for (const [index, value] of values.entries()) tellAll(value, path.child(index), violations);
    return values;
  }
  let copy: unknown[] | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const given = (value === null || value === undefined) && !items.nullable ? (items.schema.default ?? null) : value;
    const prepared = prepare(items, given, path.child(index), violations);
    if (prepared === value) continue;
    copy ??= [...values];
    copy[index] = prepared;
  }
  return copy ?? values;
}

function prepareObject(
  node: SchemaNode,
  object: JsonMap,
  path: Path,
  violations: Violation[],
  isResource: boolean,
): JsonMap {
  const { properties, additional } = node;
  const anyName = node.preserveUnknown || node.schema.additionalProperties !== undefined;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value === undefined) continue;
    if (isResource && META.has(name)) {
      if (value !== null) continue;
      copy ??= { ...object };
      delete copy[name];
      continue;
    }
    const field = properties?.get(name) ?? additional;
    let prepared: unknown;
    if (field === undefined) {
      if (anyName) {
        if (node.schema.additionalProperties !== undefined && !node.preserveUnknown)
          tellAll(value, path.child(name), violations);
        continue;
      }
      violations.push(unknownField(path.child(name), name, () => knownNames(node, object, isResource)));
      prepared = undefined;
    } else {
      const given = value === null && !field.nullable ? field.schema.default : value;
      prepared = prepare(field, given, path.child(name), violations);
    }
    if (prepared === value) continue;
    copy ??= { ...object };
    if (prepared === undefined) delete copy[name];
    else Object.defineProperty(copy, name, { value: prepared, enumerable: true, configurable: true, writable: true });
  }
  if (properties !== undefined) {
    for (const [name, standard] of defaults(node, properties)) {
      if (Object.hasOwn(copy ?? object, name) && (copy ?? object)[name] !== undefined) continue;
      copy ??= { ...object };
      copy[name] = standard;
    }
  }
  return copy ?? object;
}

const withDefaults = new WeakMap<SchemaNode, Defaults>();
type Defaults = readonly (readonly [name: string, standard: unknown])[];

/** The fields with defaults, with what the API server makes of these: the same value for all objects. */
function defaults(node: SchemaNode, properties: ReadonlyMap<string, SchemaNode>): Defaults {
  return remembered(withDefaults, node, () =>
    [...properties]
      .filter(([, { schema }]) => schema.default !== undefined && schema.default !== null)
      .map(([name, field]) => {
        const standard = prepare(field, field.schema.default, Path.ROOT, []);
        if (typeof standard === 'object' && standard !== null) markRepeated(standard);
        return [name, standard] as const;
      }),
  );
}

/** Where nothing is specified, every field is unknown. */
function tellAll(value: unknown, path: Path, violations: Violation[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) tellAll(item, path.child(index), violations);
  } else if (isMap(value)) {
    for (const name of Object.keys(value)) violations.push(unknownField(path.child(name), name, () => []));
  }
}

/** The fields that are not there yet: what exists already was not meant. */
function* knownNames(node: SchemaNode, object: JsonMap, isResource: boolean): Generator<string> {
  for (const name of node.properties?.keys() ?? []) if (!Object.hasOwn(object, name)) yield name;
  if (isResource) for (const name of META_NAMES) if (!Object.hasOwn(object, name)) yield name;
}

/**
 * A field that there is not.
 *
 * @param others names fields that there are, one of which may be meant, each time that it is asked
 */
export function unknownField(path: Path, name: string, others: () => Iterable<string>): Violation {
  return { rule: 'SCHEMA_UNKNOWN_FIELD', type: 'unknown field', path, fix: () => didYouMean(name, others()) };
}

/** The same violations: of unknown fields that resemble no other, also where they belong. */
export function withOtherLevels(violations: readonly Violation[], root: Level, object: unknown): readonly Violation[] {
  return violations.map((violation) => {
    const { type, fix, path } = violation;
    if (type !== 'unknown field' || typeof fix !== 'function') return violation;
    return { ...violation, fix: (written) => fix(written) ?? otherLevel(root, object, path.parts) };
  });
}
