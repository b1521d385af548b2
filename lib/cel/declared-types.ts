import { escapeFieldName } from './field-names';
import type { Environment } from './typing/environment';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  type Fields,
  INT,
  listOf,
  mapOf,
  optionalOf,
  STRING,
  structOf,
  TIMESTAMP,
} from './typing/type';

/** The part of a structural schema that says what rules see of a value, and how large that may be. */
export interface TypedSchema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, TypedSchema>>;
  readonly additionalProperties?: TypedSchema | boolean;
  readonly items?: TypedSchema | readonly TypedSchema[];
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

/** A type with how large its values may be, and how small. */
export interface DeclaredType {
  readonly type: CelType;
  /** Of an object: its fields by their names in expressions. */
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  /** Of a list: its elements; of a map: its values. */
  readonly element?: DeclaredType;
  /** Of a map: its keys, where something is known of them. */
  readonly key?: DeclaredType;
  /** Of a map: what is at a name that is written as that of a field, where costs take that into account. */
  readonly byName?: DeclaredType;
  /** How many elements it has at most, or bytes. */
  readonly most: number;
  /** How many bytes it takes at least, as JSON. */
  readonly least: number;
}

/** The largest request that an API server takes, in bytes. */
export const REQUEST_SIZE = 3 * 1024 * 1024;
/** The keys of maps, of whose size nothing is known: they count for nothing. */
export const KEYS: DeclaredType = { type: STRING, most: 0, least: 2 };

/** How errors call the type of `self`, where it is an object; no expression can write it. Objects inside are called by the way to them. */
const SELF = '@self';

/**
 * What rules see of a value, as the API server declares it. Values without a type are not seen, nor is what holds them.
 *
 * @param isResource whether it is a whole resource, with a kind and a name
 * @see https://kubernetes.io/docs/reference/using-api/cel/#type-system-integration
 */
export function declaredType(schema: TypedSchema, isResource: boolean): DeclaredType | undefined {
  return new Declaration().of(schema, isResource, SELF);
}

class Declaration {
  of(schema: TypedSchema, isResource: boolean, name: string): DeclaredType | undefined {
    if (schema['x-kubernetes-int-or-string'] === true) return { type: DYN, most: textSize(schema), least: 1 };
    const whole = isResource ? withMetadata(schema) : schema;
    switch (whole.type) {
      case 'array':
        return this.list(whole, name);
      case 'object':
        return typeof whole.additionalProperties === 'object'
          ? this.map(whole, whole.additionalProperties, name)
          : this.object(whole, name);
      case 'string':
        return text(whole);
      case 'boolean':
        return { type: BOOL, most: 0, least: 4 };
      case 'number':
        return { type: DOUBLE, most: 0, least: 1 };
      case 'integer':
        return { type: INT, most: 0, least: 1 };
      default:
        return undefined;
    }
  }

  private inner(schema: TypedSchema, name: string): DeclaredType | undefined {
    return this.of(schema, schema['x-kubernetes-embedded-resource'] === true, name);
  }

  private list({ items, maxItems }: TypedSchema, name: string): DeclaredType | undefined {
    if (items === undefined || isList(items)) return undefined;
    const element = this.inner(items, `${name}.@idx`);
    if (element === undefined) return undefined;
    const most = atLeastZero(maxItems) ?? Math.floor((REQUEST_SIZE - 2) / (element.least + 1));
    return { type: listOf(element.type), element, most, least: 2 };
  }

  private map({ maxProperties }: TypedSchema, values: TypedSchema, name: string): DeclaredType | undefined {
    const element = this.inner(values, `${name}.@elem`);
    if (element === undefined) return undefined;
    const most = atLeastZero(maxProperties) ?? Math.floor((REQUEST_SIZE - 2) / (element.least + 6));
    return { type: mapOf(STRING, element.type), element, most, least: 2 };
  }

  private object({ properties, required }: TypedSchema, name: string): DeclaredType {
    const fields = new Map<string, DeclaredType>();
    let least = 2;
    for (const [property, schema] of Object.entries(properties ?? {})) {
      const field = escapeFieldName(property);
      const type = this.inner(schema, `${name}.${field ?? property}`);
      if (type === undefined) continue;
      if (field !== undefined) fields.set(field, type);
      const isWritten = required?.includes(property) === true && isMissing(schema.default);
      if (isWritten) least += new TextEncoder().encode(property).length + type.least + 4;
    }
    return { type: structOf(name), fields, most: 0, least };
  }
}

function text({ format, ...schema }: TypedSchema): DeclaredType {
  switch (format) {
    case 'byte':
      return { type: BYTES, most: atLeastZero(schema.maxLength) ?? REQUEST_SIZE - 2, least: 2 };
    case 'duration':
      return { type: DURATION, most: 32, least: 3 };
    case 'date':
      return { type: TIMESTAMP, most: 12, least: 12 };
    case 'date-time':
      return { type: TIMESTAMP, most: 32, least: 21 };
    default:
      return { type: STRING, most: textSize(schema), least: 2 };
  }
}

/** In bytes: a character has four at most. */
function textSize(schema: TypedSchema): number {
  const length = atLeastZero(schema.maxLength);
  if (length !== undefined) return length * 4;
  const choices = schema['x-kubernetes-int-or-string'] === true ? [] : (schema.enum ?? []);
  if (choices.length === 0) return REQUEST_SIZE - 2;
  return Math.max(0, ...choices.map((one) => (typeof one === 'string' ? new TextEncoder().encode(one).length : 0)));
}

function atLeastZero(value: number | undefined): number | undefined {
  return isMissing(value) ? undefined : Math.max(0, Number(value));
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isList(items: TypedSchema | readonly TypedSchema[]): items is readonly TypedSchema[] {
  return Array.isArray(items);
}

/** A resource has a kind, a version and a name, and rules may look at them, whatever its schema says. */
function withMetadata(schema: TypedSchema): TypedSchema {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const { name, generateName } = metadata?.properties ?? {};
  const isDeclared =
    [kind, apiVersion, name, generateName].every((one) => one?.type === 'string') && metadata?.type === 'object';
  if (isDeclared) return schema;
  const string: TypedSchema = { type: 'string' };
  const names: TypedSchema = { type: 'object', properties: { name: string, generateName: string } };
  const { items: _, ...rest } = schema;
  return { ...rest, properties: { ...schema.properties, kind: string, apiVersion: string, metadata: names } };
}

/** What a rule of a schema may mention: the value and, of an update, the one before. */
export function rulesEnvironment(self: DeclaredType, isOldSelfOptional: boolean): Environment {
  return {
    variables: new Map([
      ['self', self.type],
      ['oldSelf', isOldSelfOptional ? optionalOf(self.type) : self.type],
    ]),
    structs: structsOf([self]),
  };
}

/** All objects in declared types, by name. */
export function structsOf(roots: readonly DeclaredType[]): ReadonlyMap<string, Fields> {
  const structs = new Map<string, Fields>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { fields, element } = next;
    if (element !== undefined) waiting.push(element);
    if (fields === undefined || structs.has(next.type.name)) continue;
    structs.set(next.type.name, new Map(Array.from(fields, ([name, { type }]) => [name, type])));
    waiting.push(...fields.values());
  }
  return structs;
}
