import type { ObjectReference } from '../kube/object-reference';

/** How much a finding matters: errors fail a check, warnings and notes do not. */
export type Severity = 'error' | 'warning' | 'note';

/** The way to a value inside an object: names of fields and indices of lists. */
export type FieldPath = readonly (string | number)[];

/** What a check reports. */
export interface Finding {
  /** A stable id, such as `SCHEMA_REQUIRED`. */
  readonly rule: string;
  readonly severity: Severity;
  /** The object that it is about. */
  readonly resource?: ObjectReference;
  /** The field, as the API server writes it: `spec.http[0].route[1].weight`; empty for the whole object. */
  readonly path: string;
  /** In the words of the system that would say it at run time, with the place in front: `spec.hosts: Required value`. */
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly fix?: string;
  /** Other places that have to do with it. */
  readonly related?: readonly RelatedPlace[];
  /** The construct that made the object, where there is one. */
  readonly constructPath?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** A place that has to do with a finding: the other end of a reference, what takes precedence. */
export interface RelatedPlace {
  readonly resource: ObjectReference;
  /** As that of a finding. */
  readonly path: string;
  /** What it is to the finding. */
  readonly message: string;
  readonly constructPath?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** A path as the API server writes it: `metadata.labels[a/b]`, `spec.http[0].match`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}
