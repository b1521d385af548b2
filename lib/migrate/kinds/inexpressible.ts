/** Why something cannot be written in a certain form, in words that end a sentence. */
export class Inexpressible extends Error {}

/** Throws for what a form cannot say. */
export function cannot(reason: string): never {
  throw new Inexpressible(reason);
}
