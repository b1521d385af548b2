/**
 * A kind of objects, in whichever version: the type of its `spec` is known to whoever asks for them.
 *
 * @typeParam S what `spec` holds in an object that its schema accepts; for kinds without `spec`, the whole object
 */
export interface Kind<S = unknown> {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Never there: carries the type. */
  readonly '~spec'?: S;
}

export function kind<S>(group: string, name: string): Kind<S> {
  return { group, kind: name };
}

/** One text for a kind: the same string each time, so that comparing it and looking it up costs little. */
export function kindKey({ group, kind: name }: { readonly group: string; readonly kind: string }): string {
  let keys = KEYS.get(group);
  if (keys === undefined) {
    keys = new Map();
    if (KEYS.size < MOST_KEYS) KEYS.set(group, keys);
  }
  let key = keys.get(name);
  if (key === undefined) {
    key = `${group}/${name}`;
    if (keys.size < MOST_KEYS) keys.set(name, key);
  }
  return key;
}

/** By group and kind. */
const KEYS = new Map<string, Map<string, string>>();
/** Who names more groups, or more kinds of one, makes them up: memory has a bound. */
const MOST_KEYS = 1000;

/** Whether something is of a kind. */
export function isOfKind(is: { readonly group: string; readonly kind: string }, kind: Kind): boolean {
  return is.kind === kind.kind && is.group === kind.group;
}
