import { FoundClean } from '../kube/repeated';

/**
 * A value without the entries of its maps that are null: for the API server and for istiod, null is the same as
 * nothing. The value itself when there are none, so that most objects cost no copy.
 */
export function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const clean = withoutNulls(item);
      if (clean !== item) {
        copy ??= [...value];
        copy[index] = clean;
      }
    }
    return (copy ?? value) as T;
  }
  const map = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(map)) {
    const item = map[key];
    if (item === null || withoutNulls(item) !== item) return copyWithoutNulls(map) as T;
  }
  return value;
}

function copyWithoutNulls(map: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(map).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}

/** Whether a list has null for an item, which is nothing of the type that its items should have. */
export function hasNullItem(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item: unknown) => item === null || hasNullItem(item));
  for (const key in value) if (hasNullItem((value as Readonly<Record<string, unknown>>)[key])) return true;
  return false;
}

/** Values without null: what stands in several manifests is looked through once. */
const clean = new FoundClean();

/** Whether there is null anywhere in a value: most objects have none. */
export function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  if (clean.has(value)) return false;
  const found = isNullWithin(value);
  if (!found) clean.add(value);
  return found;
}

function isNullWithin(value: object): boolean {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && hasNull(item)) return true;
    }
    return false;
  }
  for (const key in value) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof item === 'object' && hasNull(item)) return true;
  }
  return false;
}
