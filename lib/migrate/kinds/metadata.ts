import { isMap, type JsonMap } from '../../kube/json';
import type { FieldPath } from '../../model/finding';
import type { Entry } from '../code/expression';
import { literal } from '../code/expression';
import { cannot } from './inexpressible';
import { field, mapOf, maybe, textOf } from './values';

/** Name, labels and annotations as constructs take them; the name only where it is not the id. */
export function objectProps(object: JsonMap, id: string): readonly (Entry | undefined)[] {
  const { name, namespace: _, labels, annotations, ...others } = mapOf(object.metadata) ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`metadata.${other} is not one that a construct writes`);
  const text = textOf(name);
  return [
    text === undefined || text === id ? undefined : field('name', literal(text)),
    field('labels', maybe(mapOf(labels), ['metadata', 'labels'])),
    field('annotations', maybe(mapOf(annotations), ['metadata', 'annotations'])),
  ];
}

/** The spec of an object. */
export function specOf(object: JsonMap): JsonMap {
  return mapOf(object.spec) ?? {};
}

/** Where an object stands among those that one construct makes, for comments in it. */
export function pathOf(object: JsonMap): FieldPath {
  const { name } = isMap(object.metadata) ? object.metadata : {};
  return [`${String(object.kind)} ${String(name)}`];
}
