import { quote } from '../../kube/go';
import { parseGoDuration } from '../../kube/go-duration';
import { isMap } from '../../kube/json';
import { didYouMean } from '../../kube/suggestion';
import type { Field } from '../field';
import type { Messages } from './tables';

/** What is told of a value that does not decode. */
export interface DecodeReport {
  /** The value is of the wrong type. */
  mismatch(at: Field, message: string, fix: string): void;
  /** The field is written by its other name, too, which counts. */
  repeated(at: Field, other: string): void;
  /** The message has no such field. */
  unknown(at: Field, name: string, known: readonly string[]): void;
}

const INTEGERS: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ...['int32', 'sint32', 'sfixed32'].map((type) => [type, [-(2n ** 31n), 2n ** 31n - 1n]] as const),
  ...['int64', 'sint64', 'sfixed64'].map((type) => [type, [-(2n ** 63n), 2n ** 63n - 1n]] as const),
  ...['uint32', 'fixed32'].map((type) => [type, [0n, 2n ** 32n - 1n]] as const),
  ...['uint64', 'fixed64'].map((type) => [type, [0n, 2n ** 64n - 1n]] as const),
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
    (name) => `google.protobuf.${name}`,
  ),
]);

/**
 * Reads JSON as a message, as the decoder does that istiod uses. It is not strict: text is taken for a number where it
 * reads as one, durations are those of Go.
 *
 * @see https://pkg.go.dev/github.com/golang/protobuf/jsonpb
 */
export class Decoder {
  constructor(
    private readonly messages: Messages,
    private readonly report: DecodeReport,
  ) {}

  message(name: string, at: Field): void {
    if (!at.present) return;
    const wrapped = WRAPPED.get(name);
    if (wrapped !== undefined) this.single(wrapped, at);
    else if (name === 'google.protobuf.Any') this.any(at);
    else if (name === 'google.protobuf.Duration') this.duration(at);
    else if (name === 'google.protobuf.Timestamp') this.timestamp(at);
    else if (name === 'google.protobuf.Struct') this.map(at);
    else if (name === 'google.protobuf.ListValue') this.list(at);
    else if (name !== 'google.protobuf.Value') this.fields(name, at, []);
  }

  private fields(message: string, at: Field, except: readonly string[]): void {
    if (!this.map(at)) return;
    const known = this.messages.fieldsOf(message);
    for (const [name, value] of at.entries()) {
      if (except.includes(name)) continue;
      const type = known.get(name);
      const other = this.messages.otherName(message, name);
      if (other !== undefined && at.names(other)) this.report.repeated(value, other);
      else if (type !== undefined) this.value(type, value);
      else if (!/^\[.*\]$/.test(name)) this.report.unknown(value, name, [...known.keys()]);
    }
  }

  private value(type: string, at: Field): void {
    if (!at.present) return;
    const map = type.startsWith('{') ? /^\{(.*?)\}(.*)$/.exec(type) : null;
    if (type.startsWith('[]')) {
      if (this.list(at)) for (const item of at.items()) this.single(type.slice(2), item);
    } else if (map !== null) {
      const [, keyType = '', valueType = ''] = map;
      if (!this.map(at)) return;
      for (const [key, value] of at.entries()) {
        if (keyType !== 'string' && !isKey(keyType, key)) {
          this.report.mismatch(value, `the key ${quote(key)} is not ${article(keyType)}`, 'write such a key');
        }
        this.single(valueType, value);
      }
    } else this.single(type, at);
  }

  private single(type: string, at: Field): void {
    if (!at.present) return;
    if (type.startsWith('.')) this.message(type.slice(1), at);
    else if (type.startsWith('#')) this.enumeration(type.slice(1), at);
    else if (!isScalar(type, at.value)) {
      const range = INTEGERS.get(type);
      const allowed = range === undefined ? article(type) : `a whole number from ${range[0]} to ${range[1]}`;
      this.report.mismatch(at, `${shown(at.value)} given: it must be ${allowed}`, 'write such a value');
    }
  }

  private enumeration(name: string, at: Field): void {
    const { value } = at;
    const values = this.messages.valuesOf(name);
    if (typeof value === 'string' ? values.includes(value) : isScalar('int32', value)) return;
    const shownValues = values.length > 20 ? `${values.slice(0, 20).join(', ')}, …` : values.join(', ');
    const meant = typeof value === 'string' ? didYouMean(value, values) : undefined;
    this.report.mismatch(at, `${shown(value)} given: it must be one of ${shownValues}`, meant ?? 'write one of them');
  }

  private any(at: Field): void {
    if (!this.map(at)) return;
    const type = at.get('@type');
    const fix =
      'write the type of the message, such as type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';
    if (!type.present) {
      this.report.mismatch(at, '@type is missing, so it is not known what this is', fix);
      return;
    }
    const name = type.text.slice(type.text.lastIndexOf('/') + 1);
    if (!WELL_KNOWN.has(name) && !this.messages.has(name)) {
      const hint = /(?:^|\.)v2[a-z]*[0-9]*\./.test(name) ? ': version 2 of the API of Envoy is gone' : '';
      this.report.mismatch(type, `istiod knows no message ${quote(type.text)}${hint}`, fix);
    } else if (WELL_KNOWN.has(name)) {
      if (at.names('value')) this.message(name, at.get('value'));
      else this.report.mismatch(at, `a message of type ${name} stands under value, which is missing`, 'write value');
    } else this.fields(name, at, ['@type']);
  }

  private duration(at: Field): void {
    if (typeof at.value === 'string' && parseGoDuration(at.value) !== undefined) return;
    this.report.mismatch(at, `${shown(at.value)} given: it must be a duration`, 'write such as 5s, 100ms or 1m30s');
  }

  private timestamp(at: Field): void {
    if (typeof at.value === 'string' && isTimestamp(at.value)) return;
    const what = `${shown(at.value)} given: it must be a time as of RFC 3339`;
    this.report.mismatch(at, what, 'write such as 2024-05-01T12:00:00Z');
  }

  private map(at: Field): boolean {
    if (isMap(at.value)) return true;
    this.report.mismatch(at, `${shown(at.value)} given: it must be a map`, 'write its fields');
    return false;
  }

  private list(at: Field): boolean {
    if (Array.isArray(at.value)) return true;
    this.report.mismatch(at, `${shown(at.value)} given: it must be a list`, 'write a dash before each item');
    return false;
  }
}

/** Whether a value decodes as a scalar. */
function isScalar(type: string, value: unknown): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'bytes':
      return typeof value === 'string' && isBase64(value);
    case 'float':
    case 'double':
      return isFloat(value, type === 'float' ? 3.4028234663852886e38 : Number.MAX_VALUE);
    default: {
      const range = INTEGERS.get(type);
      return range === undefined || isInteger(value, range);
    }
  }
}

function isInteger(value: unknown, [least, most]: readonly [bigint, bigint]): boolean {
  const text = numeric(value);
  if (text === 'null') return true;
  // A large number is written with an exponent, which is not taken.
  if (text === undefined || !/^-?(?:0|[1-9][0-9]*)$/.test(text) || text.length > 100) return false;
  const integer = BigInt(text);
  return integer >= least && integer <= most;
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
