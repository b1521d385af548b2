import type { FieldPath } from './finding';

/** Where a scalar is written, as offsets in a text; nothing is between them for a map or list. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A key that a map has twice. */
export interface DuplicateKey {
  readonly path: FieldPath;
  /** Where each of them starts. */
  readonly first: number;
  readonly second: number;
}

/** Where a value of a map or list is written. */
interface Place {
  /** Where the key of a map starts; for an item, where it starts itself. */
  readonly offset: number;
  readonly value: Span;
}

type Key = string | number;

/** Where the values of a document are written: filled by what reads it. */
export class Places {
  private root: unknown;
  private rootPlace: Place = { offset: 0, value: { start: 0, end: 0 } };
  private readonly contents = new Map<object, Map<Key, Place>>();
  /** In the order in which they are written. */
  readonly comments: Span[] = [];
  private readonly twice: { readonly map: object; readonly key: string; readonly first: number; second: number }[] = [];

  setRoot(value: unknown, offset: number, span: Span): void {
    this.root = value;
    this.rootPlace = { offset, value: span };
  }

  /** @param isDuplicate whether the map has this key already, and not only from what was merged into it */
  addEntry(map: object, key: string, offset: number, value: Span, isDuplicate: boolean): void {
    const contents = this.contentsOf(map);
    const first = isDuplicate ? contents.get(key)?.offset : undefined;
    if (first !== undefined) this.twice.push({ map, key, first, second: offset });
    contents.set(key, { offset, value });
  }

  addItem(list: readonly unknown[], index: number, offset: number, value: Span): void {
    this.contentsOf(list).set(index, { offset, value });
  }

  addComment(start: number, end: number): void {
    this.comments.push({ start, end });
  }

  /** What `<<` brings into a map is where it was written first. */
  merge(map: object, source: object): void {
    const contents = this.contentsOf(map);
    for (const [key, place] of this.contents.get(source) ?? []) contents.set(key, place);
  }

  /**
   * The offset of a value: of the key for a value of a map, of the value for an item of a list. For what is not there,
   * of the closest thing around where it would be.
   */
  locate(path: FieldPath): number {
    return this.find(path).place.offset;
  }

  /** Where a scalar is written; nothing for a map, a list and what is not there. */
  scalar(path: FieldPath): Span | undefined {
    const { place, rest } = this.find(path);
    return rest === 0 && place.value.end > place.value.start ? place.value : undefined;
  }

  /** In the order in which they are written. */
  duplicates(): DuplicateKey[] {
    const paths = this.paths();
    return this.twice.map(({ map, key, first, second }) => ({ path: [...(paths.get(map) ?? []), key], first, second }));
  }

  /** Every key of a map and item of a list that is written in the text, in the order in which they are. */
  written(): { readonly path: FieldPath; readonly offset: number }[] {
    const found = new Map<number, FieldPath>();
    for (const [value, path] of this.paths()) {
      for (const [key, { offset }] of this.contents.get(value as object) ?? []) {
        // The item of a list and the first key of a map in it start at one place: the inner one is later here.
        found.set(offset, [...path, key]);
      }
    }
    return [...found].map(([offset, path]) => ({ path, offset })).sort((a, b) => a.offset - b.offset);
  }

  private contentsOf(value: object): Map<Key, Place> {
    let contents = this.contents.get(value);
    if (contents === undefined) {
      contents = new Map();
      this.contents.set(value, contents);
    }
    return contents;
  }

  private find(path: FieldPath): { readonly place: Place; readonly rest: number } {
    let value = this.root;
    let place = this.rootPlace;
    for (const [index, part] of path.entries()) {
      if (typeof value !== 'object' || value === null) return { place, rest: path.length - index };
      const key = Array.isArray(value) ? Number(part) : String(part);
      const found = this.contents.get(value)?.get(key);
      if (found === undefined) return { place, rest: path.length - index };
      place = found;
      value = (value as Readonly<Record<Key, unknown>>)[key];
    }
    return { place, rest: 0 };
  }

  private paths(): ReadonlyMap<unknown, FieldPath> {
    const paths = new Map<unknown, FieldPath>([[this.root, []]]);
    // What is added during the iteration is visited as well.
    for (const [value, path] of paths) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, child] of Object.entries(value)) {
        if (typeof child !== 'object' || child === null || paths.has(child)) continue;
        paths.set(child, [...path, Array.isArray(value) ? Number(key) : key]);
      }
    }
    return paths;
  }
}
