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

/** One text for a kind. */
export function kindKey({ group, kind: name }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${name}`;
}
