import { parseGoDuration } from '../../kube/go-duration';
import { isMap, type JsonMap } from '../../kube/json';
import type { FieldPath } from '../../model/finding';
import {
  type Entry,
  type Expression,
  imported,
  type List,
  literal,
  method,
  type RecordLiteral,
} from '../code/expression';
import { cannot } from './inexpressible';

/** A field of a map, if it is a map; nothing for one that is not there. */
export function mapOf(value: unknown): JsonMap | undefined {
  return value === undefined ? undefined : isMap(value) ? value : cannot('a value is no map');
}

/** A field of a map, if it is a list; nothing for one that is not there. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value : cannot('a value is no list');
}

/** A list of maps. */
export function mapsOf(value: unknown): readonly JsonMap[] | undefined {
  return listOf(value)?.map((item) => mapOf(item) ?? cannot('an item is no map'));
}

/** A field that is a text; nothing for one that is not there. */
export function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : cannot('a value is no text');
}

/** A field that is a number; nothing for one that is not there. */
export function numberOf(value: unknown): number | undefined {
  return value === undefined || typeof value === 'number' ? value : cannot('a value is no number');
}

/** JSON as it is. */
export function json(value: unknown, at: FieldPath = []): Expression {
  if (Array.isArray(value)) {
    return {
      type: 'list',
      items: value.map((item, index) => ({ value: json(item, [...at, index]), of: [...at, index] })),
    };
  }
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return {
      type: 'record',
      entries: entries.map(([key, inner]) => ({ key, value: json(inner, [...at, key]), of: [...at, key] })),
    };
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return literal(value);
  // JSON has one zero.
  if (typeof value === 'number' && Number.isFinite(value)) return literal(value === 0 ? 0 : value);
  return cannot('a number is too large for JavaScript');
}

/** JSON as it is; nothing for what is not there. */
export function maybe(value: unknown, at?: FieldPath): Expression | undefined {
  return value === undefined ? undefined : json(value, at);
}

/** A record of what is there. */
export function fields(entries: readonly (Entry | undefined)[]): RecordLiteral {
  return { type: 'record', entries: entries.filter((entry) => entry !== undefined) };
}

/** An entry of a record, of what is in the manifest at a path; nothing for no value. */
export function field(key: string, value: Expression | undefined, of?: FieldPath): Entry | undefined {
  return value === undefined ? undefined : { key, value, ...(of === undefined ? {} : { of }) };
}

/** A list of what is in the manifest at a path; nothing for no list. */
export function listed<T>(
  values: readonly T[] | undefined,
  at: FieldPath,
  make: (value: T, at: FieldPath) => Expression,
): List | undefined {
  if (values === undefined) return undefined;
  return {
    type: 'list',
    items: values.map((value, index) => ({ value: make(value, [...at, index]), of: [...at, index] })),
  };
}

/** Throws for a field that the construct has not. */
export function only<Map extends JsonMap | undefined>(map: Map, names: readonly string[], what: string): Map {
  const other = Object.keys(map ?? {}).find((name) => !names.includes(name));
  return other === undefined ? map : cannot(`${what} has no ${other}`);
}

/** Throws for a text that is none of some. */
export function oneOf(value: unknown, texts: readonly string[], what: string): unknown {
  return value === undefined || texts.includes(String(value)) ? value : cannot(`${what} is not "${String(value)}"`);
}

/** The methods of HTTP that constructs know. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'] as const;

const CDK8S_DURATION = imported('cdk8s', 'Duration');

/** A duration as Go writes it: `Duration.seconds(7)`. */
export function duration(value: unknown): Expression | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const nanos = parseGoDuration(text);
  if (nanos === undefined || nanos % 1_000_000n !== 0n || nanos < 0n) return cannot(`"${text}" is no duration`);
  const millis = Number(nanos / 1_000_000n);
  return millisToDuration(millis);
}

/** Whole seconds as a duration. */
export function seconds(value: unknown): Expression | undefined {
  const number = numberOf(value);
  return number === undefined ? undefined : millisToDuration(number * 1000);
}

function millisToDuration(millis: number): Expression {
  const units = [
    ['hours', 3_600_000],
    ['minutes', 60_000],
    ['seconds', 1_000],
  ] as const;
  for (const [unit, size] of units) {
    if (millis % size === 0 && millis > 0) return method(CDK8S_DURATION, unit, literal(millis / size));
  }
  return method(CDK8S_DURATION, millis === 0 ? 'seconds' : 'millis', literal(millis));
}

/** What a class of this package is called. */
export const istio = (name: string) => imported('meshwright/istio', name);
export const flagger = (name: string) => imported('meshwright/flagger', name);
export const chaosblade = (name: string) => imported('meshwright/chaosblade', name);
export const kubernetes = (name: string) => imported('meshwright/kubernetes', name);
export const microservice = (name: string) => imported('meshwright/microservice', name);
