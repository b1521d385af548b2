import type { Core } from '../typing/core';
import type { CelType } from '../typing/type';
import type { Interval } from './interval';

/** The way from a variable to a value: names of fields, and words for elements, values and keys. */
export type Way = readonly string[];

/** An argument of a call, or what stands in front of the dot: what the cost of the call depends on. */
export interface Operand {
  readonly core: Core | undefined;
  readonly type: CelType;
  readonly way: Way | undefined;
  /** How large it is, where that is known from the expression or from the schema. */
  readonly size: Interval | undefined;
}

/** What is known of sizes while costs are estimated. */
export interface Sizes {
  /** How large an operand is: by the expression, or by the schema. */
  sizeOfOperand(operand: Operand): Interval;
  /** Says that the elements of a value are those of one of two others. */
  joinEntries(core: Core, a: Core, b: Core): void;
}

/** A call of one overload, and what its arguments cost. */
export interface Call {
  readonly name: string;
  /** The id of the overload. */
  readonly id: string;
  readonly core: Core;
  readonly self: Operand | undefined;
  readonly args: readonly Operand[];
  readonly costs: readonly Interval[];
  readonly sizes: Sizes;
}

export interface CallCost {
  readonly cost: Interval;
  /** How large the result is, where it depends on the call. */
  readonly size?: Interval | undefined;
  /** Whether the cost of the arguments is in it. */
  readonly isWhole?: boolean;
}
