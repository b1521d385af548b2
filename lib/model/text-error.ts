/** Why `kubectl` cannot read a text. */
export class TextError extends Error {
  /**
   * @param offset where in the text
   * @param isLimit whether it is a limit, so that the text may be right
   */
  constructor(
    message: string,
    readonly offset: number,
    readonly isLimit = false,
  ) {
    super(message);
  }
}

/** Deeper than any real manifest, shallow enough to walk recursively; kubectl takes 10,000 levels. */
export const MAX_DEPTH = 400;

/** What a text says. */
export interface TextValue {
  /** JSON; null when the text holds nothing. */
  readonly value: unknown;
  /** Where it starts. */
  readonly start: number;
  /** Whether a map has a key twice: the last one counts. */
  readonly hasDuplicates: boolean;
  /** Whether null stands somewhere in the value. @default - not known */
  readonly hasNulls?: boolean;
  /** Whether the columns in which its lines begin tell what stands where. @default - not known */
  readonly isByLines?: boolean;
  /** Where that starts which follows the value, if anything does: nobody reads it. */
  readonly ignored?: number;
}
