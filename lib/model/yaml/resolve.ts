import { DASH, DOT, isDigit, PLUS } from './characters';

/** What a scalar is: YAML's types as far as JSON has them, and what they are called in messages. */
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp';

/** What a scalar stands for. */
export interface ResolvedScalar {
  readonly type: ScalarType;
  readonly value: null | boolean | number | string;
  /** Of an integer, however large. */
  readonly integer?: bigint;
}

/** A tag that a scalar cannot have. */
export class TagError extends Error {}

/** The prefix of YAML's own tags, which is written `!!`. */
export const YAML_TAG = 'tag:yaml.org,2002:';

const WORDS: ReadonlyMap<string, ResolvedScalar> = new Map<string, ResolvedScalar>([
  ...['', '~', ...cased('null')].map((word) => entry(word, 'null', null)),
  ...['y', 'yes', 'on', 'true'].flatMap(cased).map((word) => entry(word, 'bool', true)),
  ...['n', 'no', 'off', 'false'].flatMap(cased).map((word) => entry(word, 'bool', false)),
  ...['.nan', '.NaN', '.NAN'].map((word) => entry(word, 'float', Number.NaN)),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [
    entry(word, 'float', Number.POSITIVE_INFINITY),
    entry(`+${word}`, 'float', Number.POSITIVE_INFINITY),
    entry(`-${word}`, 'float', Number.NEGATIVE_INFINITY),
  ]),
]);

function cased(word: string): readonly string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

function entry(word: string, type: ScalarType, value: ResolvedScalar['value']): [string, ResolvedScalar] {
  return [word, { type, value }];
}

/** How everything begins that is no string without quotes; what else is on the left is one. */
const MAY_BE_MORE = new Uint8Array(0x80);
const WORD = 1;
const NUMBER = 2;
for (const char of 'yYnNtTfFoO~') MAY_BE_MORE[char.charCodeAt(0)] = WORD;
for (const char of '+-.0123456789') MAY_BE_MORE[char.charCodeAt(0)] = NUMBER;

/** The longest word that is no string. */
const LONGEST_WORD = 5;

/** Whether a scalar without quotes and without a tag is a string, told at a glance. */
export function isSurelyText(text: string): boolean {
  const code = text.charCodeAt(0);
  if (code >= 0x80) return true;
  const kind = MAY_BE_MORE[code];
  return kind === 0 || (kind === WORD && text.length > LONGEST_WORD);
}

/** What all numbers but those that begin with a point have in common. */
const NUMERIC = /^[-+0-9a-fA-FxXoO_.]+$/;
const SMALL_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const INTEGER =
  /^(?<sign>[-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[oO]?(?<octal>[0-7]+)|0[bB](?<binary>[01]+)|(?<decimal>0|[1-9][0-9]*))$/;
/** Nobody writes this, but Go's parser takes it. */
const SIGNED_BINARY = /^0b(?<sign>[-+])(?<binary>[01]+)$/;
const MAX_INT64 = 2n ** 63n;
const MAX_UINT64 = 2n ** 64n;

/**
 * A scalar without quotes and without a tag, as `kubectl` reads it, which is YAML 1.1 as go-yaml v2 knows it: `yes`,
 * `on` and even `y` are booleans, `0777` and `0o777` are octal, `1_000` is a number; `12:30`, dates and numbers beyond a
 * double are strings.
 */
export function resolvePlain(text: string): ResolvedScalar {
  if (text !== '' && isSurelyText(text)) return { type: 'str', value: text };
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return resolveNumber(text) ?? { type: 'str', value: text };
}

function resolveNumber(text: string): ResolvedScalar | undefined {
  const first = text.charCodeAt(0);
  if (first === DOT) return FRACTION.test(text) ? float(text.replaceAll('_', '')) : undefined;
  if (!(isDigit(first) || first === PLUS || first === DASH) || !NUMERIC.test(text)) return undefined;
  if (SMALL_INTEGER.test(text)) return { type: 'int', value: Number(text) };
  const digits = text.replaceAll('_', '');
  const integer = integerOf(INTEGER.exec(digits)) ?? integerOf(SIGNED_BINARY.exec(digits));
  if (integer !== undefined) return { type: 'int', value: Number(integer), integer };
  return FLOAT.test(digits) ? float(digits) : undefined;
}

/** Nothing if it fits neither an int64 nor an uint64. */
function integerOf(match: RegExpExecArray | null): bigint | undefined {
  if (match?.groups === undefined) return undefined;
  const { sign = '', hex, octal, binary, decimal = '0' } = match.groups;
  const prefix = hex !== undefined ? '0x' : octal !== undefined ? '0o' : binary !== undefined ? '0b' : '';
  const size = BigInt(prefix + (hex ?? octal ?? binary ?? decimal));
  if (sign === '-') return size <= MAX_INT64 ? -size : undefined;
  return size < (sign === '+' ? MAX_INT64 : MAX_UINT64) ? size : undefined;
}

/** Nothing if it is beyond a double. */
function float(digits: string): ResolvedScalar | undefined {
  const value = Number(digits);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

/**
 * A scalar with a tag, such as `!!int`. A tag nobody knows makes it a string.
 *
 * @throws TagError
 */
export function resolveTagged(text: string, tag: string): ResolvedScalar {
  const name = tag.startsWith(YAML_TAG) ? tag.slice(YAML_TAG.length) : '';
  switch (name) {
    case 'null':
    case 'bool':
    case 'int':
    case 'float':
    case 'timestamp': {
      const resolved = name === 'timestamp' && isTimestamp(text) ? timestamp(text) : resolvePlain(text);
      if (resolved.type === name) return resolved;
      if (
        name === 'float' &&
        resolved.type === 'int' &&
        !(resolved.integer !== undefined && resolved.integer >= MAX_INT64)
      ) {
        return { type: 'float', value: resolved.value };
      }
      throw new TagError(`cannot decode !!${resolved.type} \`${text}\` as a !!${name}`);
    }
    case 'binary':
      return { type: 'str', value: decodeBase64(text) };
    default:
      return { type: 'str', value: text };
  }
}

function timestamp(text: string): ResolvedScalar {
  return { type: 'timestamp', value: text };
}

const TIMESTAMP =
  /^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:[Tt](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+](?<zoneHour>[0-9]{2}):(?<zoneMinute>[0-9]{2}))| +(?<localHour>[0-9]{1,2}):(?<localMinute>[0-9]{1,2}):(?<localSecond>[0-9]{1,2})(?:[.,][0-9]+)?)?$/;

/** Whether Go parses it as a time in one of YAML's formats. */
function isTimestamp(text: string): boolean {
  const groups = TIMESTAMP.exec(text)?.groups;
  if (groups === undefined) return false;
  const number = (...names: readonly string[]) => Number(names.map((name) => groups[name]).find(Boolean) ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  // The zeroth day of the next month is the last of this one.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    number('hour', 'localHour') < 24 &&
    number('minute', 'localMinute') < 60 &&
    number('second', 'localSecond') < 60 &&
    number('zoneHour') <= 24 &&
    number('zoneMinute') <= 60
  );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const UTF8 =
  /(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|[\x80-\xff]/g;

/** Bytes that are no text become U+FFFD, each. */
function decodeBase64(text: string): string {
  const digits = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(digits)) throw new TagError('!!binary value contains invalid base64 data');
  const bytes = Buffer.from(digits, 'base64').toString('latin1');
  return bytes.replace(UTF8, (part) => (part.length === 1 ? '\ufffd' : Buffer.from(part, 'latin1').toString('utf8')));
}

/**
 * The name of a field that a scalar makes: JSON has no others than strings.
 *
 * @returns nothing for what cannot be one
 */
export function keyOf({ type, value, integer }: ResolvedScalar): string | undefined {
  switch (type) {
    case 'null':
      return undefined;
    case 'int':
      if (integer === undefined) return String(value);
      return integer < MAX_INT64 ? String(integer) : undefined;
    case 'float':
      return formatFloat(Number(value));
    default:
      return String(value);
  }
}

/** As Go's `strconv` prints a float32 with `g`, which is not as `fmt` does. */
function formatFloat(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return '.nan';
  if (!Number.isFinite(rounded)) return rounded > 0 ? '.inf' : '-.inf';
  if (rounded === 0) return Object.is(rounded, -0) ? '-0' : '0';
  // The fewest digits that mean this float32 and no other.
  let shortest = '';
  for (let digits = 0; digits < 9; digits++) {
    shortest = rounded.toExponential(digits);
    if (Math.fround(Number(shortest)) === rounded) break;
  }
  const [mantissa = '', exponent = ''] = shortest.split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return Number(shortest).toString();
}
