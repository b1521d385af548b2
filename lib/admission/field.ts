import { isMap, type JsonMap } from '../kube/json';
import { Path } from '../violation/path';

/**
 * A value of an object as istiod sees it after decoding: null and absent are the same, and what is absent reads as the
 * zero value of its type. Reading never fails, whatever the object holds.
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export class Field {
  private constructor(
    private readonly parent: Field | undefined,
    private readonly part: string | number,
    readonly value: unknown,
  ) {}

  /** The whole object. */
  static of(object: unknown): Field {
    return new Field(undefined, '', object ?? undefined);
  }

  get path(): Path {
    return this.parent === undefined ? Path.ROOT : this.parent.path.child(this.part);
  }

  /** Whether it is written; an empty message is. */
  get present(): boolean {
    return this.value !== undefined;
  }

  /** The text, empty where there is none. */
  get text(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  /** The number, 0 where there is none. */
  get number(): number {
    return typeof this.value === 'number' ? this.value : typeof this.value === 'bigint' ? Number(this.value) : 0;
  }

  /** The truth value, false where there is none. */
  get flag(): boolean {
    return this.value === true;
  }

  /** A field of a message. */
  get(name: string): Field {
    return new Field(this, name, fieldOf(this.value, name));
  }

  /** Has a field of a message looked at, where it is written. */
  check<R>(name: string, check: (at: Field, report: R) => void, report: R): void {
    const value = fieldOf(this.value, name);
    if (value !== undefined) check(new Field(this, name, value), report);
  }

  /** Whether a field of a message is written. */
  has(name: string): boolean {
    return fieldOf(this.value, name) !== undefined;
  }

  /** A field that has two names. */
  either(name: string, other: string): Field {
    return this.get(this.has(name) ? name : other);
  }

  /** Whether one of the fields of a message is written. */
  hasAny(...names: readonly string[]): boolean {
    for (const name of names) if (this.has(name)) return true;
    return false;
  }

  /** Whether a list or a map has something in it. */
  get filled(): boolean {
    const { value } = this;
    return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
  }

  /** The items of a list. */
  items(): readonly Field[] {
    const { value } = this;
    return Array.isArray(value) ? value.map((item, index) => new Field(this, index, item ?? undefined)) : NOTHING;
  }

  /** An item of a list, or an entry of a map. */
  inside(part: string | number): Field {
    return new Field(this, part, (this.value as Readonly<Record<string | number, unknown>>)[part] ?? undefined);
  }

  /** The texts of a list with their places; a null is an empty text. */
  texts(): readonly (readonly [string, Field])[] {
    return Array.isArray(this.value) ? this.items().map((item) => [item.text, item]) : NOTHING;
  }

  /** The entries of a map, by key. */
  entries(): readonly (readonly [string, Field])[] {
    const { value } = this;
    if (value === undefined || !isMap(value)) return NOTHING;
    const keys = Object.keys(value);
    if (keys.length > 1) keys.sort();
    return keys.map((key) => [key, new Field(this, key, value[key] ?? undefined)]);
  }
}

const NOTHING: readonly never[] = [];

/** No field has the name of what every object has in JavaScript. */
function fieldOf(message: unknown, name: string): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  return (message as JsonMap)[name] ?? undefined;
}
