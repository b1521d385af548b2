/**
 * A failure while a rule is evaluated, in the words of cel-go.
 *
 * Not an `Error`: errors are values in CEL (`false && error` is false), so this is thrown often and needs no stack.
 */
export class CelError {
  constructor(readonly message: string) {}
}

/** The rule ran out of its budget; unlike other errors, `||` and `&&` do not absorb it. */
export class CostExceeded {
  readonly message = 'operation cancelled: actual cost limit exceeded';
}

/** An expression that cannot be compiled: a syntax error, or something that only a cluster can answer. */
export class CelSyntaxError extends Error {
  override readonly name = 'CelSyntaxError';

  constructor(
    /** What is wrong, without the place. */
    readonly problem: string,
    /** The offset of what is wrong, where that is known. */
    readonly at?: number,
  ) {
    super(at === undefined ? problem : `${problem} at ${at}`);
  }
}

export const NO_SUCH_OVERLOAD = 'no such overload';

export function noSuchOverload(): never {
  throw new CelError(NO_SUCH_OVERLOAD);
}
