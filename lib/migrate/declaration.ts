import type { Expression, Handle } from './code/expression';
import type { SourceObject } from './read/read-sources';
import type { Unit } from './unit';

/** In what form objects are written: the first that says exactly the same. */
export type Form = 'construct' | 'generated class' | 'ApiObject' | 'YAML';

/** Something that a chart declares. */
export interface Declaration {
  readonly unit: Unit;
  readonly form: Form;
  /** The id of the construct; nothing for what is none. */
  readonly id: string | undefined;
  readonly expression: Expression;
  /** What it can be named by. */
  readonly handle: Handle | undefined;
  /** The objects that it makes. */
  readonly sources: readonly SourceObject[];
  /** JSON patches, for what cdk8s would add. */
  readonly patches: readonly Expression[];
  /** Why it is not written in a better form. */
  readonly reason: string | undefined;
}
