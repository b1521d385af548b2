import type { FieldPath } from '../../model/finding';
import type { Entity, ObjectId } from '../entity';

/** That an object names another one. */
export interface Reference {
  readonly from: Entity;
  /** Where the name of the other object is written. */
  readonly path: FieldPath;
  readonly to: ObjectId;
  readonly role: ReferenceRole;
  /** Whether what refers is content when the other object, or what is named of it, is missing. */
  readonly optional: boolean;
  /** What is named of the other object: keys of a ConfigMap or Secret, listeners of a Gateway. */
  readonly keys: readonly Written<string>[];
  /** The port of the other object, by name or number. */
  readonly port?: Written<string | number>;
}

/** A value and where it is written. */
export interface Written<T> {
  readonly value: T;
  readonly path: FieldPath;
}

/** What an object is for the one that names it. */
export type ReferenceRole =
  // Of pods
  | 'environment'
  | 'volume'
  | 'claim'
  | 'service account'
  | 'image pull secret'
  | 'priority class'
  | 'runtime class'
  | 'node'
  // Of traffic
  | 'backend'
  | 'parent'
  | 'certificate'
  | 'class'
  | 'governing service'
  | 'webhook'
  // Of controllers
  | 'scale target'
  | 'measured object'
  | 'autoscaler'
  | 'release target'
  | 'release service'
  | 'release route'
  | 'analysis template'
  | 'alert provider'
  | 'credentials'
  | 'configuration'
  | 'issuer'
  | 'source'
  | 'project'
  // Of access and storage
  | 'role'
  | 'subject'
  | 'bound volume'
  | 'storage class'
  | 'data source';
