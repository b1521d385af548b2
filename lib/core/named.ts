/** An object that is referred to by its name: a construct, an ApiObject, or one of another team. */
export interface Named {
  /** The object's `metadata.name`. */
  readonly name: string;
}

/** The name of what is meant. */
export function nameOf(named: string | Named): string {
  return typeof named === 'string' ? named : named.name;
}
