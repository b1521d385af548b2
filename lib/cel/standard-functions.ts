import { formatFloat } from '../kube/go';
import { parseGoDuration } from '../kube/go-duration';
import { compilePattern } from '../kube/regular-expression';
import { CelError, noSuchOverload } from './errors';
import {
  bool,
  type CelFunction,
  count,
  type FunctionTable,
  list,
  ofString,
  runeCount,
  STRING_COST,
  str,
} from './functions';
import { Duration, duration, parseTimestamp, Timestamp } from './time';
import {
  ArrayList,
  compare,
  equal,
  ListValue,
  MapValue,
  Opaque,
  TypeValue,
  typeName,
  Uint,
  type Value,
} from './values';

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;

function checkedInt(value: bigint): bigint {
  if (value < INT_MIN || value > INT_MAX) throw new CelError('integer overflow');
  return value;
}

function checkedUint(value: bigint): Uint {
  if (value < 0n || value > UINT_MAX) throw new CelError('unsigned integer overflow');
  return new Uint(value);
}

function conversionError(value: Value, to: string): never {
  throw new CelError(`type conversion error from '${typeName(value)}' to '${to}'`);
}

function arithmetic(
  ofInts: (a: bigint, b: bigint) => bigint,
  ofDoubles?: (a: number, b: number) => number,
): CelFunction {
  return (args) => {
    const a = args[0];
    const b = args[1];
    if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(ofInts(a, b));
    if (typeof a === 'number' && typeof b === 'number' && ofDoubles !== undefined) return ofDoubles(a, b);
    if (a instanceof Uint && b instanceof Uint) return checkedUint(ofInts(a.value, b.value));
    return noSuchOverload();
  };
}

const addNumbers = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);

const add: CelFunction = (args, meter) => {
  const a = args[0] as Value;
  const b = args[1] as Value;
  if (typeof a === 'bigint') return addNumbers(args, meter);
  if (typeof a === 'string' && typeof b === 'string') {
    meter.add(Math.ceil((a.length + b.length) * STRING_COST));
    return a + b;
  }
  if (a instanceof ListValue && b instanceof ListValue) return concat(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos + b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return new Timestamp(a.nanos + b.nanos);
  return addNumbers(args, meter);
};

/** Lists that are sets or maps are united: https://kubernetes.io/docs/reference/using-api/cel/#equality-and-ordering-of-lists */
function concat(a: ListValue, b: ListValue): ListValue {
  const semantics = a.semantics;
  if (semantics === undefined) return new ArrayList([...a, ...b]);
  const united = new Map<string, Value>();
  for (const element of a) united.set(semantics.keyOf(element), element);
  for (const element of b) united.set(semantics.keyOf(element), element);
  return new ArrayList([...united.values()]);
}

const subtractNumbers = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
);

const subtract: CelFunction = (args, meter) => {
  const [a, b] = args as [Value, Value];
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return duration(a.nanos - b.nanos);
  return subtractNumbers(args, meter);
};

function nonZero(divisor: bigint, message: string): bigint {
  if (divisor === 0n) throw new CelError(message);
  return divisor;
}

// The functions that rules call most take their arguments one by one: taking a list apart goes through its iterator.

function relation(holds: (order: number) => boolean): CelFunction {
  return (args) => holds(compare(args[0] as Value, args[1] as Value));
}

const size: CelFunction = (args) => {
  const value = args[0];
  if (args.length > 1) noSuchOverload();
  if (typeof value === 'string') return count(runeCount(value));
  if (value instanceof ListValue || value instanceof MapValue) return count(value.size);
  if (value instanceof Uint8Array) return count(value.length);
  return noSuchOverload();
};

const contains: CelFunction = (args, meter) => {
  const element = args[0] as Value;
  const container = args[1];
  if (container instanceof MapValue) return container.has(element);
  const values = list(container);
  meter.add(values.size);
  for (let index = 0; index < values.size; index += 1) if (equal(values.at(index), element)) return true;
  return false;
};

const toInt: CelFunction = ([value]) => {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return checkedInt(value.value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw new CelError('integer overflow');
    return BigInt(Math.trunc(value));
  }
  if (typeof value === 'string') {
    const parsed = /^[+-]?\d+$/.test(value) && value.length < 400 ? BigInt(value.replace('+', '')) : undefined;
    return parsed === undefined || parsed < INT_MIN || parsed > INT_MAX ? conversionError(value, 'int') : parsed;
  }
  if (value instanceof Timestamp) return BigInt(Math.floor(value.date().getTime() / 1000));
  if (value instanceof Duration) return value.nanos;
  return noSuchOverload();
};

const toUint: CelFunction = ([value]) => {
  if (value instanceof Uint) return value;
  if (typeof value === 'bigint') return checkedUint(value);
  if (typeof value === 'number') {
    if (!(value >= 0 && value < 2 ** 64)) throw new CelError('unsigned integer overflow');
    return new Uint(BigInt(Math.trunc(value)));
  }
  if (typeof value === 'string') {
    const parsed = /^\d+$/.test(value) && value.length < 400 ? BigInt(value) : undefined;
    return parsed === undefined || parsed > UINT_MAX ? conversionError(value, 'uint') : new Uint(parsed);
  }
  return noSuchOverload();
};

const FLOAT = /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf|infinity|nan)$/i;

const toDouble: CelFunction = ([value]) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (typeof value === 'string') {
    if (!FLOAT.test(value)) return conversionError(value, 'double');
    if (/nan/i.test(value)) return Number.NaN;
    const number = /inf/i.test(value) ? (value.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(value);
    return !Number.isFinite(number) && !/inf/i.test(value) ? conversionError(value, 'double') : number;
  }
  return noSuchOverload();
};

/** How `string()` writes a value; undefined where it cannot. */
function stringOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formatFloat(value);
  if (value instanceof Uint) return value.value.toString();
  if (value instanceof Uint8Array) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
    }
  }
  if (value instanceof Opaque && value.toString !== Object.prototype.toString) return value.toString();
  return undefined;
}

const toBool: CelFunction = ([value]) => {
  if (typeof value === 'boolean') return value;
  const text = str(value);
  if (['true', 'True', 'TRUE', 't', '1'].includes(text)) return true;
  if (['false', 'False', 'FALSE', 'f', '0'].includes(text)) return false;
  return conversionError(text, 'bool');
};

const toDuration: CelFunction = (args) => {
  const value = args[0];
  if (value instanceof Duration) return value;
  // There is an overload for it, which always fails.
  if (typeof value === 'bigint') return conversionError(value, 'google.protobuf.Duration');
  const nanos = parseGoDuration(str(value));
  return nanos === undefined ? conversionError(str(value), 'google.protobuf.Duration') : new Duration(nanos);
};

const toTimestamp: CelFunction = ([value]) => {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return new Timestamp(value * 1_000_000_000n);
  const nanos = parseTimestamp(str(value));
  return nanos === undefined ? conversionError(str(value), 'google.protobuf.Timestamp') : new Timestamp(nanos);
};

const matches: CelFunction = (args, meter) => {
  const source = str(args[1]);
  const subject = str(args[0]);
  meter.add(Math.ceil(subject.length * STRING_COST) * Math.ceil(source.length * 0.25));
  const expression = compilePattern(source);
  if (typeof expression === 'string') throw new CelError(expression);
  return expression.test(subject);
};

function textTest(test: (text: string, part: string) => boolean): CelFunction {
  return (args, meter) => {
    const text = str(args[0]);
    meter.add(Math.ceil(text.length * STRING_COST));
    return test(text, str(args[1]));
  };
}

/** Operators and functions of the language itself; `&&`, `||` and `?:` are in the compiler. */
export const STANDARD: FunctionTable = new Map<string, CelFunction>([
  ['_+_', add],
  ['_-_', subtract],
  [
    '_*_',
    arithmetic(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  ],
  [
    '_/_',
    arithmetic(
      (a, b) => a / nonZero(b, 'division by zero'),
      (a, b) => a / b,
    ),
  ],
  ['_%_', arithmetic((a, b) => a % nonZero(b, 'modulus by zero'))],
  ['_==_', (args) => equal(args[0] as Value, args[1] as Value)],
  ['_!=_', (args) => !equal(args[0] as Value, args[1] as Value)],
  ['_<_', relation((order) => order < 0)],
  ['_<=_', relation((order) => order <= 0)],
  ['_>_', relation((order) => order > 0)],
  ['_>=_', relation((order) => order >= 0)],
  ['@in', contains],
  ['!_', (args) => !bool(args[0])],
  [
    '-_',
    ([value]) =>
      typeof value === 'bigint' ? checkedInt(-value) : typeof value === 'number' ? -value : noSuchOverload(),
  ],
  ['size', size],
  ['.size', size],
  ['matches', matches],
  ['.matches', matches],
  ['.contains', textTest((text, part) => text.includes(part))],
  ['.startsWith', textTest((text, part) => text.startsWith(part))],
  ['.endsWith', textTest((text, part) => text.endsWith(part))],
  ['int', toInt],
  ['uint', toUint],
  ['double', toDouble],
  ['string', ([value]) => stringOf(value as Value) ?? noSuchOverload()],
  ['bool', toBool],
  ['bytes', ([value]) => (value instanceof Uint8Array ? value : new TextEncoder().encode(str(value)))],
  ['duration', toDuration],
  ['timestamp', toTimestamp],
  ['dyn', ([value]) => value as Value],
  ['type', ([value]) => new TypeValue(typeName(value as Value))],
  [
    'base64.encode',
    ([value]) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : noSuchOverload()),
  ],
  ['base64.decode', ofString((text) => Uint8Array.from(Buffer.from(text, 'base64')))],
]);

/** Names that stand for types, as in `type(x) == string`. */
export const TYPE_NAMES: ReadonlyMap<string, Value> = new Map<string, Value>(
  ['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint', 'optional_type'].map(
    (name) => [name, new TypeValue(name)],
  ),
);
