import type { BaseObject } from './base-objects';
import type { Edit } from './patch';

/** An object to ask about. */
export interface Input {
  readonly base: BaseObject;
  /** What was done to the base object: `missing`, `item twice`; `as it is` for nothing. */
  readonly fault: string;
  readonly edits: readonly Edit[];
  readonly object: unknown;
}
