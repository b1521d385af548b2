import type { FieldPath } from '../model/finding';

/** The way to a value, from its end to its start: cheap to make while walking, written out only for an issue. */
export class Path {
  static readonly ROOT = new Path(undefined, '', false);

  private constructor(
    private readonly parent: Path | undefined,
    private readonly part: string | number,
    /** The API server writes keys of maps in brackets in some of its messages. */
    private readonly isKey: boolean,
  ) {}

  child(part: string | number): Path {
    return new Path(this, part, false);
  }

  key(part: string): Path {
    return new Path(this, part, true);
  }

  parts(): FieldPath {
    const parts: (string | number)[] = [];
    for (let path: Path = this; path.parent !== undefined; path = path.parent) parts.push(path.part);
    return parts.reverse();
  }

  /** `spec.http[0].match`; empty for the whole object. */
  toString(): string {
    const pieces: string[] = [];
    for (let path: Path = this; path.parent !== undefined; path = path.parent) {
      const isRoot = path.parent.parent === undefined;
      if (typeof path.part === 'number' || path.isKey) pieces.push(`[${path.part}]`);
      else pieces.push(isRoot ? path.part : `.${path.part}`);
    }
    return pieces.reverse().join('');
  }
}
