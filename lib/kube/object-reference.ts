import { isMap, type JsonMap } from './json';

/** What identifies an object in a cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - cluster-scoped, or whatever namespace `kubectl` is pointed at */
  readonly namespace?: string;
  readonly name: string;
}

/** What an object calls itself; texts are empty where it does not say. */
export function referenceOf(object: JsonMap): ObjectReference {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const namespace = textOf(metadata.namespace);
  const name = textOf(metadata.name) || textOf(metadata.generateName);
  const [apiVersion, kind] = [textOf(object.apiVersion), textOf(object.kind)];
  return namespace === '' ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name };
}

/** The group of an `apiVersion`: empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** The version in an `apiVersion`: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The `apiVersion` of a group and a version. */
export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** One text for one object of a cluster, whichever version of its group it is written in. */
export function identityOf({ apiVersion, kind, namespace, name }: ObjectReference): string {
  return `${groupOf(apiVersion)}\n${kind}\n${namespace ?? ''}\n${name}`;
}

/** How a message calls an object: `VirtualService web/reviews`, `Namespace web`. */
export function describeObject({ kind, namespace, name }: ObjectReference): string {
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return place === '' ? kind : `${kind} ${place}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
