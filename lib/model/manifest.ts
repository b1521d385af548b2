import { isMap, type JsonMap } from '../kube/json';
import type { ObjectReference } from '../kube/object-reference';
import { shown } from '../kube/readable';
import type { Comment } from './comments';
import type { FieldPath } from './finding';
import type { Position } from './position';

/** An object of Kubernetes as it is sent to the API server. */
export type ManifestObject = JsonMap;

/** An object of a file. */
export interface Manifest {
  readonly object: ManifestObject;
  readonly resource: ObjectReference;
  readonly file: string;
  /** Whether null stands somewhere in the object, which to the API server is nothing. @default - not known */
  readonly hasNulls?: boolean | undefined;
  /**
   * What objects are alike in whose texts are, where that was asked for and the object has a text of its own. Nothing
   * once something else was found where the text had been.
   */
  readonly digest?: string | undefined;
  /**
   * Where a value of the object is written: the key for a value of a map, the value for an item of a list; for a value
   * that is missing, what would be around it. The first call for a document reads it a second time.
   */
  locate(path: FieldPath): Position;
  /**
   * A scalar of the object as it is written, in its quotes if it has any: `0777`, not 511. Nothing for a map or list,
   * for what is not there, and for objects that are not written anywhere. Costs as much as {@link locate}.
   */
  written?(path: FieldPath): string | undefined;
  /** The comments in the object and around it, in order. Costs as much as {@link locate}. */
  comments?(): readonly Comment[];
  /** What a text in the object says that is YAML itself, such as `mesh` of ConfigMap `istio`: a value for each document. */
  documentsIn?(path: FieldPath): readonly unknown[];
}

/** Why `kubectl` would not take a value for an object, if so. */
export function whyNoObject(value: unknown): string | undefined {
  if (!isMap(value)) return `${textOf(value)} is not a Kubernetes object`;
  for (const key of ['kind', 'apiVersion']) {
    if (typeof value[key] !== 'string' || value[key] === '') {
      return `not a Kubernetes object: ${key} is ${textOf(value[key])}`;
    }
  }
  return undefined;
}

/** What to do about a value that is no object. */
export const OBJECT_FIX = 'an object needs apiVersion, kind and metadata.name';

/** What is empty is missing, to `kubectl`. */
function textOf(value: unknown): string {
  return value === null || value === '' ? 'missing' : shown(value);
}
