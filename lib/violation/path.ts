import type { FieldPath } from '../model/finding';

/** How the API server writes a part behind what is around it. */
const FIELD = 0;
const BRACKETED = 1;
const HIDDEN = 2;
const RENAMED = 3;
type Style = typeof FIELD | typeof BRACKETED | typeof HIDDEN | typeof RENAMED;

/**
 * A place in an object: the way to it, and what the API server calls it, which is not always the same. Made while
 * walking, so it is only a link to what is around it; both are put together when something is wrong there, which is
 * seldom.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field#Path
 */
export class Path {
  /** The whole object. */
  static readonly ROOT = new Path(undefined, '', FIELD);

  /** The way to a place, without another name. */
  static of(parts: FieldPath): Path {
    return parts.reduce((path: Path, part) => path.child(part), Path.ROOT);
  }

  private constructor(
    private readonly around: Path | undefined,
    private readonly part: string | number,
    private readonly style: Style,
    /** What the API server writes for the part, where it is something else. */
    private readonly shown: string | number = part,
  ) {}

  /** A field, or an entry of a list. */
  child(part: string | number, inner?: string, innermost?: string): Path {
    const path = new Path(this, part, typeof part === 'number' ? BRACKETED : FIELD);
    return inner === undefined ? path : path.child(inner, innermost);
  }

  /** An entry of a map, which the API server writes in brackets: `data[a.txt]`. */
  key(key: string): Path {
    return new Path(this, key, BRACKETED);
  }

  /** A place further inside, which the API server calls like this one. */
  inside(part: string | number, inner?: string | number): Path {
    const path = new Path(this, part, HIDDEN);
    return inner === undefined ? path : path.inside(inner);
  }

  /** A field that the API server calls by another name than its own. */
  renamed(field: string, shown: string): Path {
    return new Path(this, field, FIELD, shown);
  }

  /** The same entry of a list, where the API server does not say which. */
  unindexed(): Path {
    return this.around === undefined ? this : new Path(this.around, this.part, HIDDEN);
  }

  /** The same place under another name: some of the API server's names lead nowhere. */
  called(name: string): Path {
    return new Path(this, name, RENAMED);
  }

  /** The way from the whole object to the place. */
  get parts(): FieldPath {
    const parts: (string | number)[] = [];
    for (let path: Path = this; path.around !== undefined; path = path.around) {
      if (path.style !== RENAMED) parts.push(path.part);
    }
    return parts.reverse();
  }

  /** What the API server calls the place: `spec.http[0].match`; empty for the whole object. */
  get name(): string {
    const pieces: string[] = [];
    for (let path: Path = this; path.around !== undefined; path = path.around) {
      if (path.style === FIELD) pieces.push(`${path.shown}`, '.');
      else if (path.style === BRACKETED) pieces.push(`[${path.part}]`);
      else if (path.style === RENAMED) {
        if (path.part !== '') pieces.push(`${path.part}`);
        break;
      }
    }
    // The dot before the first of them.
    if (pieces.at(-1) === '.') pieces.pop();
    return pieces.reverse().join('');
  }

  /** Whether a place is this one, or inside of it. */
  contains(place: Path): boolean {
    const [mine, theirs] = [this.parts, place.parts];
    return mine.every((part, index) => theirs[index] === part);
  }
}
