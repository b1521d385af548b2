import type { Issue } from './finding';

/** Something that says what is wrong with objects, each by itself. */
export interface ObjectCheck {
  check(object: unknown): readonly Issue[];
  /** The rules of schemas that could not be evaluated. */
  readonly skippedRules: number;
}
