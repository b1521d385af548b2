import { hasOwn, isMap, type JsonMap } from '../kube/json';
import { dns1035Label } from '../kube/names';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { SchemaNode } from './node';

/** Metadata as the API server reads it, and what it says of it. */
export interface CheckedMetadata {
  readonly value: JsonMap;
  /** What cannot be read, or is not there. */
  readonly decoding: readonly Violation[];
  /** What is wrong with what was read. */
  readonly violations: readonly Violation[];
}

/** Judges the metadata of an object inside of an object, which is of a built-in type. */
export type MetadataJudge = (metadata: unknown, path: Path) => CheckedMetadata;

/** Objects inside of an object, with their metadata as the API server reads it. */
export interface ReadEmbedded extends Omit<CheckedMetadata, 'value'> {
  readonly value: unknown;
}

/** Reads the metadata of all objects inside of an object; of which nothing is left as it is but the object itself. */
export function readEmbedded(node: SchemaNode, object: unknown, judge: MetadataJudge): ReadEmbedded {
  const decoding: Violation[] = [];
  const violations: Violation[] = [];
  const read = (at: SchemaNode, value: unknown, path: Path): unknown => {
    if (!at.features.embedded) return value;
    if (Array.isArray(value)) {
      const { items } = at;
      return items === undefined ? value : value.map((item, index) => read(items, item, path.child(index)));
    }
    if (!isMap(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      const property = at.properties?.get(name);
      const field = property ?? at.additional;
      const place = property === undefined && at.additional !== undefined ? path.key(name) : path.child(name);
      let given = field === undefined ? inner : read(field, inner, place);
      if (at.embedded && name === 'metadata' && inner !== null && inner !== undefined) {
        const checked = judge(inner, place);
        decoding.push(...checked.decoding);
        violations.push(...checked.violations);
        given = checked.value;
      }
      Object.defineProperty(copy, name, { value: given, enumerable: true, configurable: true, writable: true });
    }
    return copy;
  };
  return { value: read(node, object, Path.ROOT), decoding, violations };
}

/**
 * Checks that objects inside of an object say what they are.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#rawextension
 */
export function checkEmbedded(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): void {
  if (!node.features.embedded) return;
  if (Array.isArray(value)) {
    const { items } = node;
    if (items?.features.embedded)
      for (const [index, item] of value.entries()) checkEmbedded(items, item, path.child(index), violations);
  } else if (isMap(value)) {
    if (node.embedded) checkTypeMeta(value, path, violations);
    for (const name of Object.keys(value)) {
      const property = node.properties?.get(name);
      if (property !== undefined) checkEmbedded(property, value[name], path.child(name), violations);
      else if (node.additional !== undefined) checkEmbedded(node.additional, value[name], path.key(name), violations);
    }
  }
}

function checkTypeMeta(object: JsonMap, path: Path, violations: Violation[]): void {
  for (const name of ['apiVersion', 'kind']) {
    const at = path.child(name);
    const value = object[name];
    const detail = (text: string) => () => text;
    if (!hasOwn(object, name)) {
      violations.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'required',
        path: at,
        detail: detail('must not be empty'),
      });
    } else if (typeof value !== 'string') {
      violations.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'invalid',
        path: at,
        value,
        detail: detail('must be a string'),
      });
    } else if (value === '') {
      violations.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'invalid',
        path: at,
        value,
        detail: detail('must not be empty'),
      });
    } else if (name === 'kind') {
      const problems = dns1035Label(value.toLowerCase()).join(',');
      if (problems === '') continue;
      const text = `may have mixed case, but should otherwise match: ${problems}`;
      violations.push({ rule: 'SCHEMA_EMBEDDED', type: 'invalid', path: at, value, detail: detail(text) });
    } else if (value.split('/').length > 2) {
      const text = `unexpected GroupVersion string: ${value}`;
      violations.push({ rule: 'SCHEMA_EMBEDDED', type: 'invalid', path: at, value, detail: detail(text) });
    }
  }
  if (hasOwn(object, 'metadata') && object.metadata !== null && !isMap(object.metadata)) {
    violations.push({
      rule: 'SCHEMA_EMBEDDED',
      type: 'invalid',
      path: path.child('metadata'),
      value: object.metadata,
      detail: () => 'must be an object',
    });
  }
}
