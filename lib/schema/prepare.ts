import { isMap, type JsonMap } from '../kube/json';
import { didYouMean } from '../kube/suggestion';
import type { Path } from '../violation/path';
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
      violations.push(unknownField(path.child(name), name, knownNames(node, object, isResource)));
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
      copy[name] = prepare(standard, standard.schema.default, path.child(name), []);
    }
  }
  return copy ?? object;
}

const withDefaults = new WeakMap<SchemaNode, readonly (readonly [string, SchemaNode])[]>();

function defaults(
  node: SchemaNode,
  properties: ReadonlyMap<string, SchemaNode>,
): readonly (readonly [string, SchemaNode])[] {
  let found = withDefaults.get(node);
  if (found === undefined) {
    found = [...properties].filter(([, { schema }]) => schema.default !== undefined && schema.default !== null);
    withDefaults.set(node, found);
  }
  return found;
}

/** Where nothing is specified, every field is unknown. */
function tellAll(value: unknown, path: Path, violations: Violation[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) tellAll(item, path.child(index), violations);
  } else if (isMap(value)) {
    for (const name of Object.keys(value)) violations.push(unknownField(path.child(name), name, []));
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
 * @param others fields that there are, one of which may be meant
 */
export function unknownField(path: Path, name: string, others: Iterable<string>): Violation {
  return { rule: 'SCHEMA_UNKNOWN_FIELD', type: 'unknown field', path, fix: () => didYouMean(name, others) };
}

/** The same violations: of unknown fields that resemble no other, also where they belong. */
export function withOtherLevels(violations: readonly Violation[], root: Level, object: unknown): readonly Violation[] {
  return violations.map((violation) => {
    const { type, fix, path } = violation;
    if (type !== 'unknown field' || typeof fix !== 'function') return violation;
    return { ...violation, fix: (written) => fix(written) ?? otherLevel(root, object, path.parts) };
  });
}
