import { hasOwn, isMap, type JsonMap } from '../kube/json';
import type { SchemaNode } from './node';
import type { Path } from './path';
import type { Problem } from './problem';

/**
 * Checks that objects inside of an object say what they are.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#rawextension
 */
export function checkEmbedded(node: SchemaNode, value: unknown, path: Path, problems: Problem[]): void {
  if (!node.features.embedded) return;
  if (Array.isArray(value)) {
    const { items } = node;
    if (items?.features.embedded)
      for (const [index, item] of value.entries()) checkEmbedded(items, item, path.child(index), problems);
  } else if (isMap(value)) {
    if (node.embedded) checkTypeMeta(value, path, problems);
    for (const name of Object.keys(value)) {
      const property = node.properties?.get(name);
      if (property !== undefined) checkEmbedded(property, value[name], path.child(name), problems);
      else if (node.additional !== undefined) checkEmbedded(node.additional, value[name], path.key(name), problems);
    }
  }
}

function checkTypeMeta(object: JsonMap, path: Path, problems: Problem[]): void {
  for (const name of ['apiVersion', 'kind']) {
    const at = path.child(name);
    const value = object[name];
    const detail = (text: string) => () => text;
    if (!hasOwn(object, name)) {
      problems.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'Required value',
        path: at,
        detail: detail('must not be empty'),
        blocking: true,
      });
    } else if (typeof value !== 'string') {
      problems.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'Invalid value',
        path: at,
        value,
        detail: detail('must be a string'),
      });
    } else if (value === '') {
      problems.push({
        rule: 'SCHEMA_EMBEDDED',
        type: 'Invalid value',
        path: at,
        value,
        detail: detail('must not be empty'),
      });
    } else if (name === 'apiVersion' && value.split('/').length > 2) {
      const text = `unexpected GroupVersion string: ${value}`;
      problems.push({ rule: 'SCHEMA_EMBEDDED', type: 'Invalid value', path: at, value, detail: detail(text) });
    }
  }
  if (hasOwn(object, 'metadata') && object.metadata !== null && !isMap(object.metadata)) {
    problems.push({
      rule: 'SCHEMA_EMBEDDED',
      type: 'Invalid value',
      path: path.child('metadata'),
      value: object.metadata,
      detail: () => 'must be an object',
    });
  }
}
