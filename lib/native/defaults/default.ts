import type { JsonMap } from '../../kube/json';
import { markRepeated } from '../../kube/repeated';
import { isSet, isZero, structsOf } from '../values/decoded';

/** What the server makes of a decoded struct before it checks it. The struct itself is left as it is. */
export type Default = (object: JsonMap) => JsonMap;

/** Values of fields that are missing or have the zero value, which Go cannot tell apart there. */
export function ifZero(values: JsonMap): Default {
  return fill(values, isZero);
}

/** Values of fields that are missing: Go has pointers for these, so that the zero value is one, too. */
export function ifMissing(values: JsonMap): Default {
  return fill(values, (value) => value === undefined);
}

/** Takes fields away: those of features that are off unless somebody turns them on. */
export function without(...names: readonly string[]): Default {
  return (object) => {
    if (!names.some((name) => object[name] !== undefined)) return object;
    return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
  };
}

/** One after the other. */
export function all(...defaults: readonly Default[]): Default {
  return (object) => {
    let made = object;
    for (const next of defaults) made = next(made);
    return made;
  };
}

function fill(values: JsonMap, isOpen: (value: unknown) => boolean): Default {
  const entries = Object.entries(values);
  for (const [, value] of entries) if (typeof value === 'object' && value !== null) markRepeated(value);
  return (object) => {
    let copy: Record<string, unknown> | undefined;
    for (const [name, value] of entries) {
      if (!isOpen(object[name])) continue;
      copy ??= { ...object };
      copy[name] = value;
    }
    return copy ?? object;
  };
}

/** The same list when nothing in it changes. */
export function mapped<T>(list: readonly T[], change: (item: T, index: number) => T): readonly T[] {
  let copy: T[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index] as T;
    const changed = change(item, index);
    if (changed === item) continue;
    copy ??= [...list];
    copy[index] = changed;
  }
  return copy ?? list;
}

/** A struct with other values in some fields; the same when they are the same. */
export function changed(object: JsonMap, values: JsonMap): JsonMap {
  return Object.entries(values).every(([name, value]) => object[name] === value) ? object : { ...object, ...values };
}

/** A struct with other entries in a list. */
export function inList(object: JsonMap, name: string, change: Default): JsonMap {
  const list = object[name];
  if (!isSet(list)) return object;
  const made = mapped(structsOf(list), change);
  return made === list ? object : { ...object, [name]: made };
}
