import { CostExceeded, noSuchOverload } from './errors';
import { ArrayList, ListValue, Uint, type Value } from './values';

/**
 * The budget of one evaluation, in the API server's units: about one for each step, one for every ten characters.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#runtime-cost-budget
 */
export class Meter {
  spent = 0;
  limit = Number.POSITIVE_INFINITY;

  add(cost: number): void {
    this.spent += cost;
    if (this.spent > this.limit) throw new CostExceeded();
  }
}

/** The receiver of a method is its first argument. */
export type CelFunction = (args: readonly Value[], meter: Meter) => Value;

/** `name` is a function, `.name` a method. */
export type FunctionTable = ReadonlyMap<string, CelFunction>;

export const STRING_COST = 0.1;

export function str(value: Value | undefined): string {
  return typeof value === 'string' ? value : noSuchOverload();
}

export function int(value: Value | undefined): bigint {
  return typeof value === 'bigint' ? value : noSuchOverload();
}

export function list(value: Value | undefined): ListValue {
  return value instanceof ListValue ? value : noSuchOverload();
}

/** Most sizes are small: these numbers are made once. */
const SMALL: readonly bigint[] = Array.from({ length: 256 }, (_, index) => BigInt(index));

/** How much or many of something there is. */
export function count(number: number): bigint {
  return SMALL[number] ?? BigInt(number);
}

export function bool(value: Value | undefined): boolean {
  return typeof value === 'boolean' ? value : noSuchOverload();
}

export function strings(values: readonly string[]): ListValue {
  return new ArrayList(values);
}

/** A function that wants one string. */
export function ofString(fn: (text: string) => Value): CelFunction {
  return ([text, ...rest], meter) => {
    if (rest.length > 0) noSuchOverload();
    const value = str(text);
    meter.add(Math.ceil(value.length * STRING_COST));
    return fn(value);
  };
}

/** A method without arguments of values of one class. */
export function methodOf<T extends Value>(
  type: abstract new (...args: never[]) => T,
  fn: (self: T) => Value,
): CelFunction {
  return ([self, ...rest]) => {
    if (rest.length > 0 || !(self instanceof type)) noSuchOverload();
    return fn(self as T);
  };
}

/** How many characters (not UTF-16 units) a text has. */
export function runeCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

export function isNumber(value: Value): value is bigint | number | Uint {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint;
}
