import { hasOwn, isMap } from '../kube/json';
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

  /** A field of a message, or a value of a map. */
  get(name: string): Field {
    const value = isMap(this.value) && hasOwn(this.value, name) ? this.value[name] : undefined;
    return new Field(this, name, value ?? undefined);
  }

  /** A field that has two names. */
  either(name: string, other: string): Field {
    const field = this.get(name);
    return field.present ? field : this.get(other);
  }

  /** Whether a map has a key, even if its value is null. */
  names(key: string): boolean {
    return isMap(this.value) && hasOwn(this.value, key);
  }

  /** Whether one of the fields of a message is written. */
  hasAny(...names: readonly string[]): boolean {
    return names.some((name) => this.get(name).present);
  }

  /** Whether a list or a map has something in it. */
  get filled(): boolean {
    const { value } = this;
    return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
  }

  /** The items of a list. */
  items(): Field[] {
    const { value } = this;
    return Array.isArray(value) ? value.map((item, index) => new Field(this, index, item ?? undefined)) : [];
  }

  /** The texts of a list with their places; a null is an empty text. */
  texts(): (readonly [string, Field])[] {
    return this.items().map((item) => [item.text, item]);
  }

  /** The entries of a map, by key. */
  entries(): (readonly [string, Field])[] {
    const { value } = this;
    if (!isMap(value)) return [];
    return Object.keys(value)
      .sort()
      .map((key) => [key, new Field(this, key, value[key] ?? undefined)]);
  }
}
