/** What is known of a statement: that it is so, that it is not, or why nobody knows. */
export type Truth = boolean | Unknown;

export interface Unknown {
  readonly why: string;
}

export function isUnknown(truth: Truth): truth is Unknown {
  return typeof truth === 'object';
}

export function not(truth: Truth): Truth {
  return isUnknown(truth) ? truth : !truth;
}

/** Whether all are so; one that is not settles it. */
export function every<T>(items: readonly T[], judge: (item: T) => Truth): Truth {
  let unknown: Unknown | undefined;
  for (const item of items) {
    const truth = judge(item);
    if (truth === false) return false;
    if (truth !== true) unknown ??= truth;
  }
  return unknown ?? true;
}

/** Whether statements are all so, each looked at only where those before it may be. */
export function all(first: Truth, ...rest: readonly (() => Truth)[]): Truth {
  let known = first;
  for (const judge of rest) {
    if (known === false) return false;
    const truth = judge();
    if (truth !== true && (truth === false || known === true)) known = truth;
  }
  return known;
}

/** Whether any is so; one that is settles it. */
export function some<T>(items: readonly T[], judge: (item: T) => Truth): Truth {
  let unknown: Unknown | undefined;
  for (const item of items) {
    const truth = judge(item);
    if (truth === true) return true;
    if (truth !== false) unknown ??= truth;
  }
  return unknown ?? false;
}
