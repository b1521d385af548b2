/** A list that has at least one item. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** An object of which at least one property is given. */
export type AtLeastOne<T> = {
  [Name in keyof T]-?: { readonly [Key in Name]-?: NonNullable<T[Key]> } & Partial<Omit<T, Name>>;
}[keyof T];
