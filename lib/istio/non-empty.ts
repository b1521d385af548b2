import { MeshwrightError } from '../core/errors';

/** A list that has at least one item. */
export type NonEmpty<T> = readonly [T, ...T[]];

/**
 * A list as one that has an item: for what `.map()` and `.filter()` give, of which TypeScript cannot know it.
 *
 * ```ts
 * hosts: nonEmpty(services.map(({ host }) => host)),
 * ```
 *
 * @param what what it holds, for the message
 * @throws MeshwrightError when it is empty
 */
export function nonEmpty<T>(items: readonly T[], what = 'list'): NonEmpty<T> {
  const [first, ...others] = items;
  if (items.length === 0) throw new MeshwrightError('nonEmpty', `the ${what} is empty: give at least one`);
  return [first as T, ...others];
}

/** An object of which at least one property is given. */
export type AtLeastOne<T> = {
  [Name in keyof T]-?: { readonly [Key in Name]-?: NonNullable<T[Key]> } & Partial<Omit<T, Name>>;
}[keyof T];

declare const excludedBy: unique symbol;

/** A property that cannot be given beside another: the name of its type is what the compiler prints of who gives both. */
export interface ExcludedBy<Other extends string> {
  readonly [excludedBy]: Other;
}
