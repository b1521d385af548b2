import { CelError } from './errors';
import { unescapeFieldName } from './field-names';
import { parseFormatDuration } from './string-formats';
import { Duration, parseTimestamp, Timestamp } from './time';
import { type ListSemantics, ListValue, MapValue, type Value } from './values';

/** What the values of rules need to know of a schema. */
export interface CelSchema {
  readonly type: string | undefined;
  readonly format: string | undefined;
  readonly intOrString: boolean;
  readonly nullable: boolean;
  readonly preserveUnknown: boolean;
  readonly embedded: boolean;
  /** Undefined where the schema says nothing of fields. */
  readonly properties: ReadonlyMap<string, CelSchema> | undefined;
  readonly additional: CelSchema | undefined;
  readonly items: CelSchema | undefined;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** A value of an object as the rules see it: what it is, is decided by the schema. Converted when it is looked at. */
export function toCel(raw: unknown, schema: CelSchema | undefined): Value {
  if (schema === undefined) return untyped(raw);
  if (raw === null || raw === undefined) {
    if (schema.nullable) return null;
    throw new CelError('invalid data, got null for schema with nullable=false');
  }
  if (schema.intOrString) {
    if (typeof raw === 'string') return raw;
    if (typeof raw === 'bigint') return raw;
    if (typeof raw === 'number') return Number.isInteger(raw) ? BigInt(raw) : raw;
    throw new CelError('invalid data, expected XIntOrString value to be either a string or integer');
  }
  switch (schema.type) {
    case 'string':
      return typeof raw === 'string'
        ? fromString(raw, schema.format)
        : raw instanceof Date
          ? raw.toISOString()
          : unexpected('string', raw);
    case 'integer':
      if (typeof raw === 'bigint') return raw;
      return typeof raw === 'number' && Number.isInteger(raw) ? BigInt(raw) : unexpected('int', raw);
    case 'number':
      return typeof raw === 'number' ? raw : typeof raw === 'bigint' ? Number(raw) : unexpected('double', raw);
    case 'boolean':
      return typeof raw === 'boolean' ? raw : unexpected('bool', raw);
    case 'array':
      return Array.isArray(raw) ? new SchemaList(raw, schema) : unexpected('array', raw);
    case 'object':
      if (typeof raw !== 'object' || Array.isArray(raw)) return unexpected('map', raw);
      return new SchemaMap(raw as Json, schema);
    default:
      return untyped(raw);
  }
}

function unexpected(expected: string, raw: unknown): never {
  throw new CelError(`invalid data, expected ${expected}, got ${Array.isArray(raw) ? 'array' : typeof raw}`);
}

function fromString(raw: string, format: string | undefined): Value {
  switch (format) {
    case 'duration': {
      const nanos = parseFormatDuration(raw);
      if (nanos === undefined) throw new CelError(`Invalid duration ${raw}, could not parse`);
      return new Duration(nanos);
    }
    case 'date':
    case 'datetime': {
      const nanos = parseTimestamp(format === 'date' ? `${raw}T00:00:00Z` : raw);
      if (nanos === undefined) throw new CelError(`Invalid ${format} formatted string ${raw}, could not parse`);
      return new Timestamp(nanos);
    }
    case 'byte':
      return Uint8Array.from(Buffer.from(raw, 'base64'));
    default:
      return raw;
  }
}

function untyped(raw: unknown): Value {
  if (raw === null || raw === undefined) return null;
  if (typeof raw === 'string' || typeof raw === 'boolean' || typeof raw === 'bigint') return raw;
  if (typeof raw === 'number') return Number.isInteger(raw) ? BigInt(raw) : raw;
  if (Array.isArray(raw)) return new SchemaList(raw, undefined);
  if (raw instanceof Date) return raw.toISOString();
  return typeof raw === 'object' ? new SchemaMap(raw as Json, undefined) : null;
}

class SchemaList extends ListValue {
  constructor(
    private readonly raw: readonly unknown[],
    private readonly schema: CelSchema | undefined,
  ) {
    super();
  }
  override get semantics(): ListSemantics | undefined {
    return semanticsOf(this.schema);
  }
  get size(): number {
    return this.raw.length;
  }
  at(index: number): Value {
    return toCel(this.raw[index], this.schema?.items);
  }
}

/** An object, or a map: the schema knows its fields, or all its values look alike. */
class SchemaMap extends MapValue {
  private names: readonly string[] | undefined;
  constructor(
    private readonly raw: Json,
    private readonly schema: CelSchema | undefined,
  ) {
    super();
  }
  get size(): number {
    return this.keys().length;
  }
  /** In rules the fields of an object have escaped names, the keys of a map have not. */
  private field(name: string): string {
    return this.schema?.properties === undefined || Object.hasOwn(this.raw, name) ? name : unescapeFieldName(name);
  }
  find(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const name = this.field(key);
    if (!Object.hasOwn(this.raw, name) || this.raw[name] === undefined) return undefined;
    return toCel(this.raw[name], this.schema?.properties?.get(name) ?? this.schema?.additional);
  }
  has(key: Value): boolean {
    if (typeof key !== 'string') return false;
    const name = this.field(key);
    return Object.hasOwn(this.raw, name) && this.raw[name] !== undefined;
  }
  keys(): readonly string[] {
    this.names ??= Object.keys(this.raw).filter((name) => this.raw[name] !== undefined);
    return this.names;
  }
}

const SET: ListSemantics = { keyOf: (element) => identity(element) };

function semanticsOf(schema: CelSchema | undefined): ListSemantics | undefined {
  if (schema?.listType === 'set') return SET;
  if (schema?.listType !== 'map') return undefined;
  const keys = schema.listMapKeys;
  return {
    keyOf: (element) =>
      element instanceof MapValue
        ? keys.map((key) => identity(element.find(key) ?? null)).join('\0')
        : identity(element),
  };
}

/** A text that is the same for equal values. */
function identity(value: Value): string {
  if (value instanceof ListValue) return `[${Array.from(value, identity).join()}]`;
  if (value instanceof MapValue) {
    const entries = value.keys().map((key) => `${identity(key)}:${identity(value.find(key) ?? null)}`);
    return `{${entries.sort().join()}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
