import { CelError, noSuchOverload } from './errors';

/**
 * A value of the Common Expression Language. An int is a `bigint` and a double is a `number`: CEL tells them apart.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#values
 */
export type Value = null | boolean | bigint | number | string | Uint8Array | Uint | Opaque | ListValue | MapValue;

export class Uint {
  constructor(readonly value: bigint) {}
}

/** Everything else: durations, timestamps, optionals, types, addresses, quantities. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract equals(other: Opaque): boolean;
}

/** How the elements of a list compare: the API server ignores the order of lists that are sets or maps. */
export interface ListSemantics {
  /** What makes two elements the same; undefined where the position does. */
  keyOf(element: Value): string;
}

export abstract class ListValue {
  abstract readonly size: number;
  abstract at(index: number): Value;
  get semantics(): ListSemantics | undefined {
    return undefined;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index);
  }
}

export class ArrayList extends ListValue {
  constructor(readonly elements: readonly Value[]) {
    super();
  }
  get size(): number {
    return this.elements.length;
  }
  at(index: number): Value {
    return this.elements[index] as Value;
  }
}

export abstract class MapValue {
  abstract readonly size: number;
  /** Undefined where there is no such key. */
  abstract find(key: Value): Value | undefined;
  abstract has(key: Value): boolean;
  abstract keys(): readonly Value[];
}

export class LiteralMap extends MapValue {
  private readonly entries = new Map<string, readonly [Value, Value]>();

  /** @returns whether the key is new; if it is not, nothing is added. */
  add(key: Value, value: Value): boolean {
    if (this.has(key)) return false;
    this.put(key, value);
    return true;
  }

  /** Adds an entry, in the place of one with the same key. */
  put(key: Value, value: Value): void {
    const id = mapKey(key);
    if (id === undefined) throw new CelError(`unsupported key type: ${typeName(key)}`);
    this.entries.set(id, [key, value]);
  }
  get size(): number {
    return this.entries.size;
  }
  find(key: Value): Value | undefined {
    const id = mapKey(key);
    return id === undefined ? undefined : this.entries.get(id)?.[1];
  }
  has(key: Value): boolean {
    const id = mapKey(key);
    return id !== undefined && this.entries.has(id);
  }
  keys(): readonly Value[] {
    return Array.from(this.entries.values(), ([key]) => key);
  }
}

/** Equal numbers have equal keys, whatever their types. */
function mapKey(key: Value): string | undefined {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  const number = numeric(key);
  if (typeof number === 'bigint') return `n${number}`;
  if (typeof number === 'number') return Number.isInteger(number) ? `n${BigInt(number)}` : `d${number}`;
  return undefined;
}

export class TypeValue extends Opaque {
  readonly typeName = 'type';
  constructor(readonly name: string) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof TypeValue && other.name === this.name;
  }
}

/** @see https://kubernetes.io/docs/reference/using-api/cel/#cel-community-libraries */
export class Optional extends Opaque {
  readonly typeName = 'optional_type';
  static readonly NONE = new Optional(undefined);
  constructor(readonly value: Value | undefined) {
    super();
  }
  equals(other: Opaque): boolean {
    if (!(other instanceof Optional)) return false;
    if (this.value === undefined || other.value === undefined) return this.value === other.value;
    return equal(this.value, other.value);
  }
}

/** The number behind an int, uint or double, for comparisons across types: JavaScript compares them exactly. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
  }
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof ListValue) return 'list';
  return value instanceof MapValue ? 'map' : value.typeName;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'string') return false;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    // biome-ignore lint/suspicious/noDoubleEquals: an int equals a double of the same value
    return y !== undefined && x == y;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof ListValue) return b instanceof ListValue && equalLists(a, b);
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b);
  if (a instanceof Opaque) return b instanceof Opaque && a.equals(b);
  if (a instanceof Uint8Array) {
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, index) => byte === b[index]);
  }
  return false;
}

function equalLists(a: ListValue, b: ListValue): boolean {
  if (a.size !== b.size) return false;
  const semantics = a.semantics ?? b.semantics;
  if (semantics === undefined) {
    for (let index = 0; index < a.size; index += 1) if (!equal(a.at(index), b.at(index))) return false;
    return true;
  }
  const byKey = new Map<string, Value>();
  for (const element of b) byKey.set(semantics.keyOf(element), element);
  for (const element of a) {
    const other = byKey.get(semantics.keyOf(element));
    if (other === undefined || !equal(element, other)) return false;
  }
  return true;
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) {
    const left = a.find(key);
    const right = b.find(key);
    if (left === undefined || right === undefined || !equal(left, right)) return false;
  }
  return true;
}

/** Negative, zero or positive; not a number where one of the two is not. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  const x = numeric(a);
  const y = numeric(b);
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : x >= y ? 0 : Number.NaN;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (isComparable(a) && isComparable(b) && a.typeName === b.typeName) return a.compareTo(b);
  return noSuchOverload();
}

/** An opaque value with an order. */
export interface Comparable extends Opaque {
  compareTo(other: Opaque): number;
}

function isComparable(value: Value): value is Comparable {
  return value instanceof Opaque && 'compareTo' in value;
}

/** By code point, as Go compares UTF-8; JavaScript compares UTF-16 units. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) {
      const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
      if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}
