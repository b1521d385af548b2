import { parseTimestamp } from '../../cel/time';
import { formatNumber, quote } from '../../kube/go';
import { isMap, type JsonMap, jsonType } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import { isRepeated, markRepeated } from '../../kube/repeated';
import { unknownField, withOtherLevels } from '../../schema/prepare';
import type { SchemaRule } from '../../schema/rules';
import { typeFix } from '../../schema/type-fix';
import { Path } from '../../violation/path';
import { Report } from '../../violation/report';
import type { Violation } from '../../violation/violation';
import { setDefaults } from '../defaults';
import { corruptInput } from '../values/base64';
import { readQuantity } from '../values/quantities';
import { describeField, goType } from './go-types';
import { repeatedKeys } from './repeated-keys';
import { levelOfShape } from './shape-level';
import type { ListShape, MapShape, ScalarShape, Shape, Shapes, StructShape } from './shapes';

/** What the API server makes of an object before it checks it. */
export interface Decoded {
  /**
   * The object without nulls, with the zero value where a list or a map has null, and with the defaults that the server
   * fills in. Values that cannot be decoded are left out; all others have the types of their fields. The object itself
   * is left as it is; only what changes is copied.
   */
  readonly value: unknown;
  /** Values that the type of their field cannot hold, and fields that there are not. */
  readonly violations: readonly Violation[];
  /** Entries of lists with the key of another, which a create accepts. */
  readonly repeated: readonly Violation[];
}

/**
 * Decodes an object of a built-in kind as the API server does: into a Go struct, where null is the same as nothing, and
 * with an error that names the Go type where a value does not fit.
 */
export function decode(shapes: Shapes, shape: Shape, object: unknown, path: Path = Path.ROOT): Decoded {
  const decoder = new Decoder(shapes, shape, path);
  const value = decoder.decode(shape, object, path);
  const { violations } = decoder.report;
  const isWhole = path === Path.ROOT && violations.length > 0;
  return {
    value,
    violations: isWhole ? withOtherLevels(violations, levelOfShape(shape), object) : violations,
    repeated: decoder.repeated,
  };
}

/** What was made of values that stand in several manifests, where nothing was wrong with them. */
const decoded = new WeakMap<Shape, WeakMap<object, object>>();

class Decoder {
  readonly report = new Report<SchemaRule>();
  readonly repeated: Violation[] = [];
  private readonly depth: number;
  /** Whether fields that there are not are passed over: a type that decodes itself is not strict about what is inside. */
  private isLenient = false;

  constructor(
    private readonly shapes: Shapes,
    private readonly root: Shape,
    path: Path,
  ) {
    this.depth = path.parts.length;
  }

  /** @returns `undefined` for what cannot be decoded */
  decode(shape: Shape, value: unknown, path: Path): unknown {
    if (typeof value !== 'object' || value === null || this.isLenient || !isRepeated(value))
      return this.decodeAnew(shape, value, path);
    const known = remembered(decoded, shape, () => new WeakMap());
    const before = known.get(value);
    if (before !== undefined) return before;
    const { length } = this.report.violations;
    const repeated = this.repeated.length;
    const made = this.decodeAnew(shape, value, path);
    if (typeof made !== 'object' || made === null) return made;
    if (this.report.violations.length > length || this.repeated.length > repeated) return made;
    markRepeated(made);
    known.set(value, made);
    return made;
  }

  private decodeAnew(shape: Shape, value: unknown, path: Path): unknown {
    switch (shape.type) {
      case 'struct':
        return isMap(value) ? this.struct(shape, value, path) : this.mismatch(shape, value, path);
      case 'list':
        return Array.isArray(value) ? this.list(shape, value, path) : this.mismatch(shape, value, path);
      case 'map':
        return isMap(value) ? this.map(shape, value, path) : this.mismatch(shape, value, path);
      default:
        return this.scalar(shape, value, path);
    }
  }

  private struct(shape: StructShape, object: JsonMap, path: Path): JsonMap {
    const { fields } = shape;
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (value === undefined) continue;
      const field = fields.get(name);
      if (field === undefined) {
        if (this.isLenient) continue;
        const free = [...fields.keys()].filter((candidate) => !Object.hasOwn(object, candidate));
        // Here the decoder names everything.
        this.report.violations.push(unknownField(Path.of(path.child(name).parts), name, () => free));
        continue;
      }
      if (isPlainly(field, value)) continue;
      const decoded = isNothing(value) ? undefined : this.decode(field, value, path.child(name));
      if (decoded === value) continue;
      copy ??= { ...object };
      if (decoded === undefined) delete copy[name];
      else copy[name] = decoded;
    }
    return setDefaults(shape.name, copy ?? object);
  }

  private list(shape: ListShape, values: readonly unknown[], path: Path): readonly unknown[] {
    const { items } = shape;
    let copy: unknown[] | undefined;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (isPlainly(items, value)) continue;
      const decoded = isNothing(value) ? this.zero(items) : this.decode(items, value, path.child(index));
      if (decoded === value) continue;
      copy ??= [...values];
      // What cannot be decoded keeps its place, so that those behind it are named right.
      copy[index] = decoded ?? this.zero(items);
    }
    const decoded = copy ?? values;
    if (shape.keys !== undefined && decoded.length > 1) this.repeated.push(...repeatedKeys(shape.keys, decoded, path));
    return decoded;
  }

  private map(shape: MapShape, object: JsonMap, path: Path): JsonMap {
    const { values } = shape;
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (isPlainly(values, value)) continue;
      const decoded =
        value === undefined
          ? undefined
          : isNothing(value)
            ? this.zero(values)
            : this.decode(values, value, entryOf(path, key, values, value));
      if (decoded === value && decoded !== undefined) continue;
      copy ??= { ...object };
      if (decoded === undefined) delete copy[key];
      else Object.defineProperty(copy, key, { value: decoded, enumerable: true, configurable: true, writable: true });
    }
    return copy ?? object;
  }

  private scalar(shape: ScalarShape, value: unknown, path: Path): unknown {
    switch (shape.type) {
      case 'any':
      case 'byte':
        return value;
      case 'string':
        return typeof value === 'string'
          ? value
          : value instanceof Date
            ? value.toISOString()
            : this.mismatch(shape, value, path);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.mismatch(shape, value, path);
      case 'int32':
      case 'int64':
        return isInteger(value, shape.type) ? value : this.mismatch(shape, value, path);
      case 'number':
        return typeof value === 'number' || typeof value === 'bigint' ? value : this.mismatch(shape, value, path);
      case 'intOrString':
        return typeof value === 'string' || isInteger(value, 'int32') ? value : this.mismatch(shape, value, path);
      case 'quantity':
        return this.quantity(value, path);
      case 'bytes':
        return this.bytes(shape, value, path);
      case 'time':
      case 'microTime': {
        const text = value instanceof Date ? value.toISOString() : value;
        return typeof text === 'string' ? this.time(shape.type, text, path) : this.mismatch(shape, value, path);
      }
      default:
        return this.schema(shape.type, value, path);
    }
  }

  private quantity(value: unknown, path: Path): unknown {
    const problem = readQuantity(value);
    if (typeof problem !== 'string') return value;
    return this.undecodable('SCHEMA_FORMAT', path, problem);
  }

  private bytes(shape: ScalarShape, value: unknown, path: Path): string | undefined {
    if (Array.isArray(value)) return this.listOfBytes(value, path);
    if (typeof value !== 'string') return this.mismatch(shape, value, path);
    const illegal = corruptInput(value);
    if (illegal === undefined) return value;
    return this.undecodable('SCHEMA_FORMAT', path, `illegal base64 data at input byte ${illegal}`, BYTES_FIX);
  }

  /** Go takes a list of numbers for bytes, too. */
  private listOfBytes(values: readonly unknown[], path: Path): string | undefined {
    const index = values.findIndex(
      (value) => !(Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256),
    );
    if (index === -1) return Buffer.from(values as readonly number[]).toString('base64');
    return this.mismatch(BYTE, values[index], path.inside(index));
  }

  private time(type: 'time' | 'microTime', text: string, path: Path): string | undefined {
    const fits = parseTimestamp(text) !== undefined && (type === 'time' || MICROSECONDS.test(text));
    if (fits) return text;
    const layout = type === 'time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
    return this.undecodable('SCHEMA_FORMAT', path, `parsing time ${quote(text)} as "${layout}": cannot parse`);
  }

  /** What may be a schema, or something else. */
  private schema(type: 'schemaOrList' | 'schemaOrBoolean' | 'schemaOrNames', value: unknown, path: Path): unknown {
    const isLenient = this.isLenient;
    this.isLenient = true;
    try {
      if (isMap(value)) return this.decode(this.shapes.named('apiextensions.v1.JSONSchemaProps'), value, path);
      if (type === 'schemaOrBoolean') {
        return typeof value === 'boolean'
          ? value
          : this.undecodable('SCHEMA_TYPE', path, 'boolean or JSON schema expected');
      }
      // Anything else is taken for nothing.
      if (!Array.isArray(value)) return undefined;
      const items = type === 'schemaOrList' ? SCHEMAS : TEXTS;
      return this.decode(this.shapes.shape(items), value, path);
    } finally {
      this.isLenient = isLenient;
    }
  }

  /** What Go makes of null where there must be something. */
  private zero(shape: Shape): unknown {
    switch (shape.type) {
      case 'struct':
        return setDefaults(shape.name, {});
      case 'list':
        return [];
      case 'map':
        return {};
      case 'boolean':
        return false;
      case 'int32':
      case 'int64':
      case 'number':
      case 'intOrString':
      case 'quantity':
        return 0;
      case 'any':
        return null;
      default:
        return '';
    }
  }

  private mismatch(shape: Shape, value: unknown, path: Path): undefined {
    const type = jsonType(value);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    const kind = type === 'boolean' ? 'bool' : type === 'integer' ? 'number' : type;
    const shown = isNumber && isNumeric(shape) ? `number ${formatNumber(value)}` : kind;
    // Types that decode themselves do not know where they stand.
    const where =
      shape.type === 'intOrString' || shape.type === 'time' || shape.type === 'microTime'
        ? 'Go value'
        : `Go ${describeField(this.root, path.parts.slice(this.depth))}`;
    const detail = `json: cannot unmarshal ${shown} into ${where} of type ${goType(shape)}`;
    const takes = (other: unknown) => this.takes(shape, other);
    return this.undecodable('SCHEMA_TYPE', path, detail, (written) => typeFix(value, written, takes));
  }

  /** Whether a field takes a value; of a list of maps, only that it is one. */
  private takes(shape: Shape, value: unknown): boolean {
    const { violations } = decode(this.shapes, shape, value);
    const isListOfMaps = Array.isArray(value) && isMap(value[0]);
    return !violations.some(({ path, type }) => !isListOfMaps || (type === 'undecodable' && path.parts.length < 2));
  }

  private undecodable(rule: SchemaRule, path: Path, detail: string, fix?: Violation['fix']): undefined {
    this.report.undecodable(rule, path, detail, fix);
  }
}

const BYTES_FIX = 'encode it: printf %s … | base64';
const BYTE: ScalarShape = { type: 'byte' };
const MICROSECONDS = /\.[0-9]{6}(?:Z|[+-][0-9:]+)$/;
const SCHEMAS = { type: 'array', items: { $ref: '#/definitions/apiextensions.v1.JSONSchemaProps' } } as const;
const TEXTS = { type: 'array', items: { type: 'string' } } as const;
const INT32 = 2 ** 31;
const INT64 = 2n ** 63n;

/**
 * An entry of a map, as the decoder calls it: it does not name keys where a type does not fit, and no place at all where
 * a text has not the syntax of its type.
 */
function entryOf(path: Path, key: string, { type }: Shape, value: unknown): Path {
  const hasSyntax =
    (type === 'quantity' && typeof value !== 'object') || (type === 'bytes' && typeof value === 'string');
  return hasSyntax ? path.key(key) : path.inside(key);
}

/** Whether a value is what a field holds, as most are: texts, flags and small numbers. */
function isPlainly({ type }: Shape, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'intOrString':
      return typeof value === 'string' || isSmall(value);
    case 'int32':
    case 'int64':
      return isSmall(value);
    default:
      return false;
  }
}

function isSmall(value: unknown): boolean {
  return typeof value === 'number' && Math.trunc(value) === value && value < INT32 && value >= -INT32;
}

/** What JSON cannot say is nothing, too. */
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

function isInteger(value: unknown, type: 'int32' | 'int64'): boolean {
  if (typeof value === 'bigint') {
    const limit = type === 'int32' ? BigInt(INT32) : INT64;
    return value >= -limit && value < limit;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return type === 'int32' ? value >= -INT32 && value < INT32 : value >= -Number(INT64) && value < Number(INT64);
}

function isNumeric({ type }: Shape): boolean {
  return type === 'int32' || type === 'int64' || type === 'number' || type === 'intOrString';
}
