/** What a matcher says, as jest and Vitest want it. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What frameworks give a matcher as `this`, as far as it is used. */
export interface MatcherContext {
  /** Whether `.not` stands before it. */
  readonly isNot?: boolean;
}
