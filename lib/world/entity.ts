import type { FieldPath } from '../model/finding';
import type { Manifest, ManifestObject } from '../model/manifest';
import { kindKey } from './kind';

/** What identifies an object in a cluster, whichever version of its group it is written in. */
export interface ObjectId {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** A name in a namespace; the namespace is empty for what belongs to none. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** Where an object comes from that stands in no file: a controller makes it. */
export interface Derivation {
  /** Who makes it. */
  readonly by: 'Flagger' | 'istioctl' | 'Argo Rollouts' | 'Gateway API';
  /** The object that makes it exist; none for what is assumed to be there, such as an ingress gateway. */
  readonly from?: ObjectId;
}

/** An object of a world. */
export interface Entity<S = unknown> {
  readonly id: ObjectId;
  /** `idKey` of it: worlds are indexed by it, and overlays make many of them. */
  readonly key: string;
  /** `kindKey` of it. */
  readonly kindKey: string;
  readonly manifest: Manifest;
  /** The whole object, without nulls. */
  readonly object: ManifestObject;
  /** `spec`, or the whole object for kinds without one; undefined when a schema refused it, or none is known of it: it still exists. */
  readonly spec: S | undefined;
  /** Its schema is known and refused it, as the API server will. */
  readonly refused?: true;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** In no file. */
  readonly derived?: Derivation;
}

/** An object that its schema accepts: what is read of it has the types that it should have. */
export interface Sound<S> extends Entity<S> {
  readonly spec: S;
}

/** Labels or annotations. */
export type Labels = Readonly<Record<string, string>>;

/** One text for one object. */
export function idKey(id: ObjectId): string {
  return `${kindKey(id)}/${id.namespace}/${id.name}`;
}

/** How a message calls an object: `VirtualService web/reviews`, `Namespace web`. */
export function describeId({ kind, namespace, name }: ObjectId): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** `namespace/name`, as Istio names objects; the name alone for what belongs to no namespace. */
export function qualifiedName({ namespace, name }: NamespacedName): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Whether two entities are the same object of the cluster, perhaps as alternatives of each other. */
export function isSameObject(a: Entity, b: Entity): boolean {
  return a.key === b.key;
}

/** A value of an object: what a reference, or a finding, points to. */
export interface Place {
  readonly entity: Entity;
  readonly path: FieldPath;
}

export function isSound<S>(entity: Entity<S>): entity is Sound<S> {
  return entity.spec !== undefined;
}
