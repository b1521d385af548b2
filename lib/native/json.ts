/**
 * Reading of values that may be anything: these checks run on objects whose shape nobody has checked.
 *
 * Go decodes an absent field, `null` and the zero value alike, so here "missing" means all three of the first two.
 * A value of the wrong type reads as `undefined`: that is for the structural check to tell, and nothing is concluded
 * from it here.
 */

import { isMap, type JsonMap } from '../kube/json';

const NONE: JsonMap = Object.freeze({});

/** The fields of an object; none for everything else. */
export function fields(value: unknown): JsonMap {
  return isMap(value) ? value : NONE;
}

/** The own entries of an object, without those that are `undefined`. */
export function entries(value: unknown): [key: string, value: unknown][] {
  return isMap(value) ? Object.entries(value).filter(([, content]) => content !== undefined) : [];
}

/** An own field of an object whose name comes from data. */
export function own(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The entries of a list; none for everything else. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a field is absent or `null`. */
export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** Whether a list has no entries, or is not there. */
export function isEmptyList(value: unknown): boolean {
  return isMissing(value) || (Array.isArray(value) && value.length === 0);
}

/** A text: empty where it is missing, `undefined` where it is something else. */
export function text(value: unknown): string | undefined {
  if (isMissing(value)) return '';
  return typeof value === 'string' ? value : undefined;
}

/** A number without fraction: `undefined` where it is missing or something else. */
export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** The texts of a map, with `null` as the empty text, as Go decodes it. */
export function texts(value: unknown): [key: string, value: string][] {
  return entries(value).flatMap(([key, content]): [string, string][] => {
    const read = text(content);
    return read === undefined ? [] : [[key, read]];
  });
}

/** The entries of a list that are texts, with their indices. */
export function textItems(value: unknown): [index: number, value: string][] {
  return items(value).flatMap((item, index): [number, string][] => (typeof item === 'string' ? [[index, item]] : []));
}
