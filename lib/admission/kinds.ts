import type { Field } from './field';
import type { Report } from './report';

/** What a check knows beside the spec. */
export interface Context {
  /** The whole object. */
  readonly object: Field;
  /** The namespace of the object; undefined where it is not written, and so not known. */
  readonly namespace: string | undefined;
}

/** Says what istiod says of the spec of a kind. */
export type KindCheck = (spec: Field, context: Context, report: Report) => void;
