import { quote } from '../../kube/go';
import { parseGoDuration } from '../../kube/go-duration';
import { hasOwn, isMap, type JsonMap } from '../../kube/json';
import { didYouMean } from '../../kube/suggestion';
import type { Field } from '../field';
import { type FieldType, GOOGLE, type Message, type Messages } from './tables';

/** Who is told of what does not decode, in the order of the keys. */
export interface DecodeReport {
  /** The value is of the wrong type. */
  mismatch(at: Field, message: string, fix: string): void;
  /** The field is written by its other name, too, which counts. */
  repeated?(at: Field, other: string): void;
  /** The message has no such field. */
  unknown?(at: Field, name: string, known: readonly string[]): void;
}

type Way = readonly (string | number)[];

/** Whole numbers of a type. */
class Range {
  /** The same as numbers, of which the large ones are not exact. */
  private readonly lowest: number;
  private readonly highest: number;

  constructor(
    readonly least: bigint,
    readonly most: bigint,
  ) {
    this.lowest = Number(least);
    this.highest = Number(most);
  }

  has(value: unknown): boolean {
    if (Number.isSafeInteger(value)) return (value as number) >= this.lowest && (value as number) <= this.highest;
    const text = numeric(value);
    if (text === 'null') return true;
    // A large number is written with an exponent, which is not taken.
    if (text === undefined || !/^-?(?:0|[1-9][0-9]*)$/.test(text) || text.length > 100) return false;
    const integer = BigInt(text);
    return integer >= this.least && integer <= this.most;
  }
}

const INTEGERS: ReadonlyMap<string, Range> = new Map([
  ...['int32', 'sint32', 'sfixed32'].map((type) => [type, new Range(-(2n ** 31n), 2n ** 31n - 1n)] as const),
  ...['int64', 'sint64', 'sfixed64'].map((type) => [type, new Range(-(2n ** 63n), 2n ** 63n - 1n)] as const),
  ...['uint32', 'fixed32'].map((type) => [type, new Range(0n, 2n ** 32n - 1n)] as const),
  ...['uint64', 'fixed64'].map((type) => [type, new Range(0n, 2n ** 64n - 1n)] as const),
]);

const WRAPPED: ReadonlyMap<string, string> = new Map([
  ['google.protobuf.BoolValue', 'bool'],
  ['google.protobuf.BytesValue', 'bytes'],
  ['google.protobuf.StringValue', 'string'],
  ['google.protobuf.Int32Value', 'int32'],
  ['google.protobuf.UInt32Value', 'uint32'],
  ['google.protobuf.FloatValue', 'float'],
  ['google.protobuf.Int64Value', 'int64'],
  ['google.protobuf.UInt64Value', 'uint64'],
  ['google.protobuf.DoubleValue', 'double'],
]);

/** Messages with a form of their own in JSON; inside of Any they stand under `value`. */
const WELL_KNOWN: ReadonlySet<string> = new Set([
  ...WRAPPED.keys(),
  ...['Any', 'Duration', 'Empty', 'ListValue', 'NullValue', 'Struct', 'Timestamp', 'Value'].map(
    (name) => `${GOOGLE}${name}`,
  ),
]);

const ANY_FIX =
  'write the type of the message, such as type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

/**
 * Reads JSON as a message, as the decoder does that istiod uses. It is not strict: text is taken for a number where it
 * reads as one, durations are those of Go.
 *
 * @see https://pkg.go.dev/github.com/golang/protobuf/jsonpb
 */
export class Decoder {
  /** Where the decoder is, from the message on: places are only made of what there is something to tell of. */
  private readonly way: (string | number)[] = [];
  private readonly told: { readonly way: Way; readonly tell: (at: Field) => void }[] = [];

  constructor(
    private readonly messages: Messages,
    private readonly report: DecodeReport,
  ) {}

  decode(message: string, at: Field): void {
    if (!at.present) return;
    this.message(this.messages.message(message), at.value);
    this.told.sort((a, b) => inOrder(a.way, b.way));
    for (const { way, tell } of this.told) tell(way.reduce((field: Field, part) => field.inside(part), at));
  }

  private message(message: Message, value: unknown): void {
    if (message.isGoogle) this.google(message, value);
    else this.fields(message, value);
  }

  private google(message: Message, value: unknown): void {
    const { name } = message;
    const wrapped = WRAPPED.get(name);
    if (wrapped !== undefined) this.scalar(wrapped, value);
    else if (name === 'google.protobuf.Any') this.any(value);
    else if (name === 'google.protobuf.Duration') this.duration(value);
    else if (name === 'google.protobuf.Timestamp') this.timestamp(value);
    else if (name === 'google.protobuf.Struct') this.isMap(value);
    else if (name === 'google.protobuf.ListValue') this.isList(value);
    else if (name !== 'google.protobuf.Value') this.fields(message, value);
  }

  private fields({ fields }: Message, value: unknown, except?: string): void {
    if (!this.isMap(value)) return;
    for (const name of Object.keys(value)) {
      const field = fields.get(name);
      const other = field?.other;
      this.way.push(name);
      if (field === undefined) {
        if (name !== except && !/^\[.*\]$/.test(name)) this.tellUnknown(name, fields);
      } else if (other !== undefined && hasOwn(value, other)) this.tellRepeated(other);
      else this.value(field.type, value[name]);
      this.way.pop();
    }
  }

  private value(type: FieldType, value: unknown): void {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') {
      this.read(type, value);
      return;
    }
    if (type.decoded.has(value)) return;
    const before = this.told.length;
    this.read(type, value);
    if (this.told.length === before) type.decoded.add(value);
  }

  private read(type: FieldType, value: unknown): void {
    switch (type.form) {
      case 'scalar':
        this.scalar(type.scalar, value);
        break;
      case 'message':
        this.message(type.message, value);
        break;
      case 'enum':
        this.enumeration(type.values, value);
        break;
      case 'list':
        if (this.isList(value)) this.list(type.of, value);
        break;
      case 'map':
        if (this.isMap(value)) this.map(type.key, type.of, value);
    }
  }

  private list(type: FieldType, items: readonly unknown[]): void {
    for (let index = 0; index < items.length; index += 1) {
      this.way.push(index);
      this.value(type, items[index]);
      this.way.pop();
    }
  }

  private map(keyType: string, type: FieldType, map: JsonMap): void {
    for (const key of Object.keys(map)) {
      this.way.push(key);
      if (keyType !== 'string' && !isKey(keyType, key)) {
        this.tellMismatch(`the key ${quote(key)} is not ${article(keyType)}`, 'write such a key');
      }
      this.value(type, map[key]);
      this.way.pop();
    }
  }

  private scalar(type: string, value: unknown): void {
    if (isScalar(type, value)) return;
    const range = INTEGERS.get(type);
    const allowed = range === undefined ? article(type) : `a whole number from ${range.least} to ${range.most}`;
    this.tellMismatch(`${shown(value)} given: it must be ${allowed}`, 'write such a value');
  }

  private enumeration(values: readonly string[], value: unknown): void {
    if (typeof value === 'string' ? values.includes(value) : isScalar('int32', value)) return;
    const shownValues = values.length > 20 ? `${values.slice(0, 20).join(', ')}, …` : values.join(', ');
    const meant = typeof value === 'string' ? didYouMean(value, values) : undefined;
    this.tellMismatch(`${shown(value)} given: it must be one of ${shownValues}`, meant ?? 'write one of them');
  }

  private any(value: unknown): void {
    if (!this.isMap(value)) return;
    const url = value['@type'] ?? undefined;
    if (url === undefined) {
      this.tellMismatch('@type is missing, so it is not known what this is', ANY_FIX);
      return;
    }
    const text = typeof url === 'string' ? url : '';
    const name = text.slice(text.lastIndexOf('/') + 1);
    if (WELL_KNOWN.has(name)) this.wellKnown(name, value);
    else if (this.messages.has(name)) this.fields(this.messages.message(name), value, '@type');
    else {
      const hint = /(?:^|\.)v2[a-z]*[0-9]*\./.test(name) ? ': version 2 of the API of Envoy is gone' : '';
      this.way.push('@type');
      this.tellMismatch(`istiod knows no message ${quote(text)}${hint}`, ANY_FIX);
      this.way.pop();
    }
  }

  private wellKnown(name: string, any: JsonMap): void {
    if (!hasOwn(any, 'value')) {
      this.tellMismatch(`a message of type ${name} stands under value, which is missing`, 'write value');
      return;
    }
    const value = any.value ?? undefined;
    if (value === undefined) return;
    this.way.push('value');
    this.message(this.messages.message(name), value);
    this.way.pop();
  }

  private duration(value: unknown): void {
    if (typeof value === 'string' && parseGoDuration(value) !== undefined) return;
    this.tellMismatch(`${shown(value)} given: it must be a duration`, 'write such as 5s, 100ms or 1m30s');
  }

  private timestamp(value: unknown): void {
    if (typeof value === 'string' && isTimestamp(value)) return;
    this.tellMismatch(`${shown(value)} given: it must be a time as of RFC 3339`, 'write such as 2024-05-01T12:00:00Z');
  }

  private isMap(value: unknown): value is JsonMap {
    if (isMap(value)) return true;
    this.tellMismatch(`${shown(value)} given: it must be a map`, 'write its fields');
    return false;
  }

  private isList(value: unknown): value is readonly unknown[] {
    if (Array.isArray(value)) return true;
    this.tellMismatch(`${shown(value)} given: it must be a list`, 'write a dash before each item');
    return false;
  }

  private tellMismatch(message: string, fix: string): void {
    this.tell((at) => this.report.mismatch(at, message, fix));
  }

  private tellRepeated(other: string): void {
    if (this.report.repeated !== undefined) this.tell((at) => this.report.repeated?.(at, other));
  }

  private tellUnknown(name: string, fields: ReadonlyMap<string, unknown>): void {
    if (this.report.unknown !== undefined) this.tell((at) => this.report.unknown?.(at, name, [...fields.keys()]));
  }

  private tell(tell: (at: Field) => void): void {
    this.told.push({ way: [...this.way], tell });
  }
}

/** Maps by their keys, lists as they are; what is around before what is inside. */
function inOrder(a: Way, b: Way): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** Whether a value decodes as a scalar. */
function isScalar(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'bytes':
      return typeof value === 'string' && isBase64(value);
    case 'float':
    case 'double':
      return isFloat(value, type === 'float' ? 3.4028234663852886e38 : Number.MAX_VALUE);
    default:
      return INTEGERS.get(type)?.has(value) ?? true;
  }
}

function isFloat(value: unknown, most: number): boolean {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return true;
  const text = numeric(value);
  if (text === 'null') return true;
  if (text === undefined || !/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text)) return false;
  return Math.abs(Number(text)) <= most;
}

/** What the decoder reads as a number: quotes around it are cut off, and blanks; others would be escaped. */
function numeric(value: unknown): string | undefined {
  if (typeof value === 'string') return value.replace(/^ +| +$/g, '');
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

function isBase64(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

function isKey(type: string, key: string): boolean {
  return type === 'bool' ? key === 'true' || key === 'false' : isScalar(type, key);
}

/** RFC 3339, of a day that there is. */
function isTimestamp(text: string): boolean {
  const match =
    /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:[.,]\d+)?(?:Z|[-+](?:[01]\d|2[0-4]):[0-5]\d)$/.exec(text);
  if (match === null) return false;
  const [, day = '', time = ''] = match;
  const date = new Date(`${day}T${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const ARTICLES: ReadonlyMap<string, string> = new Map([
  ['bool', 'true or false'],
  ['string', 'a text'],
  ['bytes', 'base64'],
]);

function article(type: string): string {
  return ARTICLES.get(type) ?? 'a number';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return quote(value);
  return isMap(value) ? 'a map' : String(value);
}
