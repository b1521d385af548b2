import type { JudgedBy } from './judged-by';
import type { Suppressed } from './suppressions';

/** What was found in the end. */
export interface CheckOutcome extends Suppressed {
  readonly objects: number;
  /** Rules that could not be evaluated, so that they may be broken. */
  readonly skippedRules: number;
  /** How many objects there are of each kind that is not known, by `group/kind`. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  readonly judgedBy: JudgedBy;
  /** Of the objects that findings name: the names that only one of all objects has. */
  readonly namedOnce: ReadonlySet<string>;
}
