import type { Severity } from '../model/finding';
import type { Path } from './path';

/**
 * What is wrong with a value, in the terms of the API server's field errors, and two of its decoder.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field#ErrorType
 */
export type ViolationType =
  | 'required'
  | 'invalid'
  | 'wrong type'
  | 'unsupported'
  | 'duplicate'
  | 'not found'
  | 'forbidden'
  | 'too long'
  | 'too many'
  /** The API server itself cannot go on. */
  | 'internal'
  /** The decoder cannot make of it what the field holds. */
  | 'undecodable'
  /** There is no such field; strict decoding refuses that. */
  | 'unknown field'
  /** Something else about the place. */
  | 'remark'
  /** Something about the whole object, told without a place. */
  | 'statement';

/** A value that the API server does not print, though it prints those of the type. */
export const OMITTED = Symbol('omitted');

/** What a judge finds wrong with an object. It is put into words where it is printed; see `messageOf`. */
export interface Violation {
  /** The stable id of the rule that it breaks, such as `SCHEMA_REQUIRED`. */
  readonly rule: string;
  /** @default error */
  readonly severity?: Severity;
  readonly type: ViolationType;
  /** Of the value that is wrong, with the API server's name of the place. */
  readonly path: Path;
  readonly value?: unknown;
  /** Made when it is printed, where that is work: of alternatives that do not hold, most are never printed. */
  readonly detail?: string | (() => string);
  /**
   * What to do about it, where that is known. Made when it is printed, from how the value is written, where it is: that
   * costs reading it again.
   */
  readonly fix?: string | ((written: () => string | undefined) => string | undefined);
}

/** Errors that keep the API server from evaluating the rules of a definition. */
const BLOCKING: ReadonlySet<ViolationType> = new Set<ViolationType>([
  'required',
  'wrong type',
  'unsupported',
  'too long',
  'too many',
]);

/** Whether the API server evaluates no rule in CEL of an object with this violation. */
export function blocksRules({ type }: Violation): boolean {
  return BLOCKING.has(type);
}

/** Whether the API server refuses the object because of it; all else is advice. */
export function isError({ severity = 'error' }: Violation): boolean {
  return severity === 'error';
}
