import { formatFloat } from '../kube/go';
import { CelError } from './errors';
import { Duration } from './time';
import { ListValue as Lists, type ListValue, MapValue, TypeValue, typeName, Uint, type Value } from './values';

const CLAUSE = /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g;

/**
 * `'%s is %d'.format([name, count])`.
 *
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings
 */
export function formatString(template: string, args: ListValue): string {
  let next = 0;
  const text = template.replace(CLAUSE, (clause, precision: string | undefined, verb: string | undefined) => {
    if (verb === undefined) return '%';
    if (next >= args.size) throw new CelError(`index ${next} out of range`);
    const value = args.at(next);
    next += 1;
    // An absurd precision would be an absurd message.
    return formatted(value, verb, precision === undefined ? 6 : Math.min(Number(precision), 100), clause);
  });
  if (next < args.size)
    throw new CelError(`too many arguments supplied to string.format (expected ${next}, got ${args.size})`);
  return text;
}

function formatted(value: Value, verb: string, precision: number, clause: string): string {
  switch (verb) {
    case 's':
      return stringClause(value);
    case 'd':
      if (typeof value === 'bigint') return value.toString();
      if (value instanceof Uint) return value.value.toString();
      if (typeof value === 'number' && !Number.isFinite(value)) return nonFinite(value);
      break;
    case 'f':
    case 'e': {
      const number = value instanceof Uint ? Number(value.value) : typeof value === 'bigint' ? Number(value) : value;
      if (typeof number !== 'number') break;
      if (!Number.isFinite(number)) return nonFinite(number);
      if (verb === 'f') return number.toFixed(precision);
      return number.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
    }
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof value === 'bigint') return value.toString(2);
      if (value instanceof Uint) return value.value.toString(2);
      break;
    case 'o':
      if (typeof value === 'bigint') return value.toString(8);
      if (value instanceof Uint) return value.value.toString(8);
      break;
    case 'x':
    case 'X': {
      const hex = hexadecimal(value);
      if (hex !== undefined) return verb === 'X' ? hex.toUpperCase() : hex;
      break;
    }
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${clause.slice(-1)}"`);
  }
  throw new CelError(`error during formatting: clause %${verb} cannot be used on ${typeName(value)}`);
}

function hexadecimal(value: Value): string | undefined {
  if (typeof value === 'bigint') return value.toString(16);
  if (value instanceof Uint) return value.value.toString(16);
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : undefined;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function stringClause(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? formatFloat(value) : nonFinite(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return value.value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Lists) return `[${Array.from(value, stringClause).join(', ')}]`;
  if (value instanceof MapValue) {
    const entries = value.keys().map((key) => `${stringClause(key)}: ${stringClause(value.find(key) ?? null)}`);
    return `{${entries.sort().join(', ')}}`;
  }
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Duration) return value.toString();
  const text = value.toString();
  if (text === '[object Object]') throw new CelError('error during formatting: no such overload');
  return text;
}
