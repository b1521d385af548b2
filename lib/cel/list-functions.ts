import { CelError, noSuchOverload } from './errors';
import { type CelFunction, type FunctionTable, isNumber, list } from './functions';
import { STANDARD } from './standard-functions';
import { Duration } from './time';
import { ArrayList, compare, equal, ListValue, Optional, Uint, type Value } from './values';

const plus = STANDARD.get('_+_') ?? noSuchOverload;

const isSorted: CelFunction = ([self], meter) => {
  const values = list(self);
  meter.add(values.size);
  for (let index = 1; index < values.size; index += 1) {
    if (compare(values.at(index - 1), values.at(index)) > 0) return false;
  }
  return true;
};

const sum: CelFunction = ([self], meter) => {
  const values = list(self);
  if (values.size === 0) return 0n;
  let total = values.at(0);
  if (!isNumber(total) && !(total instanceof Duration)) noSuchOverload();
  meter.add(values.size);
  for (let index = 1; index < values.size; index += 1) total = plus([total, values.at(index)], meter);
  return total;
};

function extreme(name: string, wins: (order: number) => boolean): CelFunction {
  return ([self], meter) => {
    const values = list(self);
    if (values.size === 0) throw new CelError(`${name} called on empty list`);
    meter.add(values.size);
    let best = values.at(0);
    for (const value of values) if (wins(compare(value, best))) best = value;
    return best;
  };
}

function indexOf(last: boolean): CelFunction {
  return ([self, wanted], meter) => {
    if (typeof self === 'string') return noSuchOverload();
    const values = list(self);
    meter.add(values.size);
    let found = -1;
    for (let index = 0; index < values.size; index += 1) {
      if (!equal(values.at(index), wanted as Value)) continue;
      found = index;
      if (!last) break;
    }
    return BigInt(found);
  };
}

const includes = (values: ListValue, wanted: Value) => {
  for (const value of values) if (equal(value, wanted)) return true;
  return false;
};

function setFunction(test: (a: ListValue, b: ListValue) => boolean): CelFunction {
  return ([a, b], meter) => {
    const left = list(a);
    const right = list(b);
    meter.add(left.size * right.size);
    return test(left, right);
  };
}

const containsAll = (a: ListValue, b: ListValue) => [...b].every((value) => includes(a, value));

function flatten(values: ListValue, depth: number, into: Value[]): Value[] {
  for (const value of values) {
    if (depth > 0 && value instanceof ListValue) flatten(value, depth - 1, into);
    else into.push(value);
  }
  return into;
}

function best(wins: (order: number) => boolean): CelFunction {
  return (args, meter) => {
    const values = args.length === 1 && args[0] instanceof ListValue ? [...args[0]] : args;
    meter.add(values.length);
    let winner = values[0];
    if (winner === undefined) throw new CelError('math.@max(list) argument must not be empty');
    for (const value of values) {
      if (!isNumber(value)) noSuchOverload();
      if (wins(compare(value, winner))) winner = value;
    }
    return winner;
  };
}

const optionalOf = (value: Value | undefined): Optional => (value instanceof Optional ? value : noSuchOverload());

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '') return true;
  if (value instanceof Uint) return value.value === 0n;
  if (isNumber(value)) return value === 0n || value === 0;
  if (value instanceof ListValue) return value.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Duration) return value.nanos === 0n;
  return typeof value === 'object' && 'size' in value && value.size === 0;
}

/**
 * The Kubernetes list library, sets, `math.greatest`, and optional values.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library
 */
export const LISTS: FunctionTable = new Map<string, CelFunction>([
  ['.isSorted', isSorted],
  ['.sum', sum],
  ['.min', extreme('min', (order) => order < 0)],
  ['.max', extreme('max', (order) => order > 0)],
  ['.indexOf', indexOf(false)],
  ['.lastIndexOf', indexOf(true)],
  [
    '.flatten',
    ([self, depth]) => {
      if (depth !== undefined && typeof depth !== 'bigint') return noSuchOverload();
      if (depth !== undefined && depth < 0n) throw new CelError('level must be non-negative');
      return new ArrayList(flatten(list(self), depth === undefined ? 1 : Number(depth), []));
    },
  ],
  ['sets.contains', setFunction(containsAll)],
  ['sets.equivalent', setFunction((a, b) => containsAll(a, b) && containsAll(b, a))],
  ['sets.intersects', setFunction((a, b) => [...a].some((value) => includes(b, value)))],
  ['math.greatest', best((order) => order > 0)],
  ['math.least', best((order) => order < 0)],
  ['optional.of', ([value]) => new Optional(value)],
  ['optional.none', () => Optional.NONE],
  ['optional.ofNonZeroValue', ([value]) => (isZero(value as Value) ? Optional.NONE : new Optional(value))],
  ['.hasValue', ([self]) => optionalOf(self).value !== undefined],
  [
    '.value',
    ([self]) => {
      const { value } = optionalOf(self);
      if (value === undefined) throw new CelError('optional.none() dereference');
      return value;
    },
  ],
  ['.or', ([self, other]) => (optionalOf(self).value === undefined ? optionalOf(other) : optionalOf(self))],
  [
    '.orValue',
    ([self, other]) => optionalOf(self).value ?? (optionalOf(self).value === undefined ? (other as Value) : null),
  ],
]);
