import { type FieldPath, type Finding, formatPath, type Issue, type Resource } from './finding';
import type { Position } from './source-map';

/** An object of Kubernetes as it is sent to the API server. */
export type ManifestObject = Readonly<Record<string, unknown>>;

/** An object of a file. */
export interface Manifest {
  readonly object: ManifestObject;
  readonly resource: Resource;
  readonly file: string;
  /**
   * Where a value of the object is written: the key for a value of a map, the value for an item of a list; for a value
   * that is missing, what would be around it. The first call for a document reads it a second time.
   */
  locate(path: FieldPath): Position;
}

/** What an object calls itself. */
export function resourceOf(object: ManifestObject): Resource {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const { namespace, name, generateName } = metadata;
  return {
    apiVersion: textOf(object.apiVersion),
    kind: textOf(object.kind),
    ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
    name: textOf(name) || textOf(generateName),
  };
}

/** A resource as messages name it: `VirtualService bookinfo/reviews`. */
export function describeResource({ kind, namespace, name }: Resource): string {
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return place === '' ? kind : `${kind} ${place}`;
}

/** An issue of an object of a file, with its place. */
export function findingOf(manifest: Manifest, issue: Issue): Finding {
  return { ...findingOfResource(manifest.resource, issue), file: manifest.file, ...manifest.locate(issue.path) };
}

/** An issue of an object, wherever it comes from. */
export function findingOfResource(resource: Resource, { rule, severity, path, message, fix }: Issue): Finding {
  return { rule, severity, resource, path: formatPath(path), message, ...(fix === undefined ? {} : { fix }) };
}

/** Why `kubectl` would not take a value for an object, if so. */
export function whyNoObject(value: unknown): string | undefined {
  if (!isMap(value)) return `${show(value)} is not a Kubernetes object`;
  for (const key of ['kind', 'apiVersion']) {
    if (typeof value[key] !== 'string' || value[key] === '') {
      return `not a Kubernetes object: ${key} is ${show(value[key])}`;
    }
  }
  return undefined;
}

/** What to do about a value that is no object. */
export const OBJECT_FIX = 'an object needs apiVersion, kind and metadata.name';

/** Whether a value is what YAML calls a mapping. */
export function isMap(value: unknown): value is ManifestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function show(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
