import { hasOwn, isMap, type JsonMap } from '../kube/json';
import { dns1035Label } from '../kube/names';
import type { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { SchemaNode } from './node';

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
