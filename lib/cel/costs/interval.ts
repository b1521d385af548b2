/**
 * The least and the most that something may be: a size or a cost. As in cel-go, where both are 64-bit integers, what is
 * too large stays at the largest of them; below 2^53 sums are exact.
 */
export interface Interval {
  readonly min: number;
  readonly max: number;
}

/** The largest number that cel-go counts to. */
export const UNBOUNDED = 2 ** 64;

export const UNKNOWN: Interval = { min: 0, max: UNBOUNDED };
export const ZERO: Interval = { min: 0, max: 0 };
export const ONE: Interval = { min: 1, max: 1 };

export function exactly(value: number): Interval {
  return { min: value, max: value };
}

export function plus(a: Interval, b: Interval): Interval {
  return { min: limited(a.min + b.min), max: limited(a.max + b.max) };
}

export function times(a: Interval, b: Interval): Interval {
  return { min: limited(a.min * b.min), max: limited(a.max * b.max) };
}

/** Rounded up. */
export function scaled({ min, max }: Interval, factor: number): Interval {
  return { min: limited(Math.ceil(min * factor)), max: limited(Math.ceil(max * factor)) };
}

/** What is in one or in the other. */
export function union(a: Interval, b: Interval): Interval {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Not more than cel-go counts to. */
export function limited(value: number): number {
  return Math.min(value, UNBOUNDED);
}
