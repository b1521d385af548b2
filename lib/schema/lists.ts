import { marshal } from '../kube/go';
import { hasOwn, isMap, type JsonMap } from '../kube/json';
import type { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { SchemaNode } from './node';

/**
 * Checks that lists that are sets have no element twice, and lists that are maps no key.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function checkLists(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): void {
  if (!node.features.lists || typeof value !== 'object' || value === null) return;
  const { withoutDuplicates } = node.parts;
  if (withoutDuplicates.has(value)) return;
  const before = violations.length;
  checkPart(node, value, path, violations);
  if (violations.length === before) withoutDuplicates.add(value);
}

function checkPart(node: SchemaNode, value: object, path: Path, violations: Violation[]): void {
  if (Array.isArray(value)) {
    if (node.listType === 'set') checkUnique(value, path, violations, value);
    else if (node.listType === 'map') checkMap(node, value, path, violations);
    const { items } = node;
    if (items?.features.lists)
      for (const [index, item] of value.entries()) checkLists(items, item, path.child(index), violations);
  } else if (isMap(value)) {
    for (const name of Object.keys(value)) {
      const property = node.properties?.get(name);
      if (property !== undefined) checkLists(property, value[name], path.child(name), violations);
      else if (node.additional !== undefined) checkLists(node.additional, value[name], path.key(name), violations);
    }
  }
}

function checkMap(node: SchemaNode, values: readonly unknown[], path: Path, violations: Violation[]): void {
  const wrong = values.findIndex((value) => value !== null && !isMap(value));
  if (wrong >= 0) {
    violations.push({
      rule: 'SCHEMA_TYPE',
      type: 'invalid',
      path: path.child(wrong),
      value: values[wrong],
      detail: () => 'must be an object for an array of list-type map',
    });
    return;
  }
  const keys = values.map((value) => keyOf(isMap(value) ? value : {}, node.listMapKeys));
  checkUnique(keys, path, violations, values);
}

function keyOf(object: JsonMap, names: readonly string[]): JsonMap {
  return Object.fromEntries(names.filter((name) => hasOwn(object, name)).map((name) => [name, object[name]]));
}

/** What is there three times is told once, as the API server does. */
function checkUnique(keys: readonly unknown[], path: Path, violations: Violation[], values: readonly unknown[]): void {
  if (keys.length < 2) return;
  const first = new Map<string, number>();
  const told = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const id = `${typeof key}${identity(key)}`;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else if (!told.has(id)) {
      told.add(id);
      violations.push({
        rule: 'SCHEMA_DUPLICATE',
        type: 'duplicate',
        path: path.child(index),
        value: key,
        fix: () => `it is the same as entry [${earlier}]${values === keys ? '' : `: ${marshal(key)}`}`,
      });
    }
  }
}

function identity(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(identity).join()}]`;
  if (!isMap(value)) return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${identity(value[name])}`).join()}}`;
}
