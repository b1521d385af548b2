import { type LoadOptions, loadAll, type State } from 'js-yaml';
import type { FieldPath } from './finding';
import { MANIFEST_SCHEMA } from './scalars';

/** A place in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A key that a map has twice. */
export interface DuplicateKey {
  readonly path: FieldPath;
  readonly first: Position;
  readonly second: Position;
}

/** Deeper than any real manifest, shallow enough to walk recursively. */
export const MAX_DEPTH = 400;

/** How manifests are read; js-yaml's types lack the limit of depth. */
export const LOAD_OPTIONS: LoadOptions & { readonly maxDepth: number } = {
  schema: MANIFEST_SCHEMA,
  maxDepth: MAX_DEPTH,
};

/** A value as it was read, a key of a map included. */
interface Node extends Position {
  value: unknown;
  isMergeKey: boolean;
  /** What is inside, in the order of the text. */
  parts: Node[] | undefined;
}

interface Entry {
  readonly key: Node;
  readonly value: Node | undefined;
}

const MERGE = 'tag:yaml.org,2002:merge';

/**
 * Where the values of a text are written.
 *
 * It comes from the parser that reads the values and not from one that keeps a syntax tree: they would not agree on what
 * YAML is (the quoted text in Flagger's CRDs), and this costs half as much again as reading the values, not ten times.
 */
export class SourceMap {
  /** The values of the text: new objects, equal to those that were read before. */
  readonly roots: readonly unknown[];
  /** Numbers that JSON cannot express. */
  readonly notFinite: readonly Position[];
  private readonly starts: readonly Position[];
  /** The nodes inside maps and lists, in the order of the text. */
  private readonly contents = new Map<object, readonly Node[]>();
  private readonly items = new Map<object, readonly (Node | undefined)[]>();
  private paths: ReadonlyMap<unknown, FieldPath> | undefined;

  /**
   * @param line of the file on which the text starts
   * @throws YAMLException as it was thrown when the values were read, but never for a duplicate key
   */
  constructor(text: string, line: number) {
    const open: Node[] = [];
    const starts: Position[] = [];
    const notFinite: Position[] = [];
    const listener = (event: 'open' | 'close', state: State & { tag?: unknown }) => {
      if (event === 'open') {
        const column = state.position - state.lineStart + 1;
        open.push({ line: line + state.line, column, value: undefined, isMergeKey: false, parts: undefined });
        return;
      }
      const node = open.pop();
      if (node === undefined) return;
      const value: unknown = state.result;
      node.value = value;
      node.isMergeKey = state.tag === MERGE;
      // An alias yields the map of its anchor, which has its contents already.
      if (typeof value === 'object' && value !== null && !this.contents.has(value)) {
        this.contents.set(value, node.parts ?? []);
      }
      node.parts = undefined;
      if (typeof value === 'number' && !Number.isFinite(value)) notFinite.push(positionOf(node));
      const around = open.at(-1);
      if (around === undefined) starts.push(positionOf(node));
      else if (around.parts === undefined) around.parts = [node];
      else around.parts.push(node);
    };
    this.roots = loadAll(text, null, { ...LOAD_OPTIONS, json: true, listener });
    this.starts = starts;
    this.notFinite = notFinite;
  }

  /** In the order in which their maps end. */
  *duplicates(): Generator<DuplicateKey> {
    for (const [map, nodes] of this.contents) {
      if (Array.isArray(map)) continue;
      const seen = new Map<string, Node>();
      for (const { key } of entriesOf(map, nodes)) {
        const name = String(key.value);
        const first = seen.get(name);
        if (first === undefined || key.isMergeKey) seen.set(name, key);
        else yield { path: [...this.pathOf(map), name], first: positionOf(first), second: positionOf(key) };
      }
    }
  }

  /** Maps and lists in the place of a key, as in `{{ .Values.name }}`. */
  *notKeys(): Generator<Position> {
    for (const [map, nodes] of this.contents) {
      if (Array.isArray(map)) continue;
      for (const { key } of entriesOf(map, nodes)) {
        if (typeof key.value === 'object' && key.value !== null) yield positionOf(key);
      }
    }
  }

  /**
   * The place of a value of a document: the key for a value of a map, the value for an item of a list. For what is not
   * there, the closest thing around where it would be.
   */
  locate(document: number, path: FieldPath): Position {
    let place = this.starts[document] ?? { line: 1, column: 1 };
    let value = this.roots[document];
    for (const part of path) {
      if (typeof value !== 'object' || value === null) break;
      const found = Array.isArray(value) ? this.item(value, part) : this.key(value, String(part));
      if (found === undefined) break;
      place = positionOf(found);
      value = (value as Readonly<Record<string | number, unknown>>)[part];
    }
    return place;
  }

  /** Where a map or list of this text is in its document. */
  private pathOf(value: object): FieldPath {
    this.paths ??= pathsOf(this.roots);
    return this.paths.get(value) ?? [];
  }

  private key(map: object, name: string): Node | undefined {
    const merged: object[] = [];
    let found: Node | undefined;
    for (const { key, value } of entriesOf(map, this.contents.get(map) ?? [])) {
      // Of a key that is there twice, the last counts.
      if (!key.isMergeKey && String(key.value) === name) found = key;
      if (key.isMergeKey && typeof value?.value === 'object' && value.value !== null) merged.push(value.value);
    }
    if (found) return found;
    for (const source of merged.flatMap((each): object[] => (Array.isArray(each) ? each : [each]))) {
      if (Object.hasOwn(source, name)) return this.key(source, name);
    }
    return undefined;
  }

  private item(list: readonly unknown[], index: string | number): Node | undefined {
    let items = this.items.get(list);
    if (items === undefined) {
      items = itemsOf(list, this.contents.get(list) ?? []);
      this.items.set(list, items);
    }
    return items[Number(index)];
  }
}

function positionOf({ line, column }: Position): Position {
  return { line, column };
}

/** The nodes of a map in pairs. A key may have no value: `? key`, `{ key }`. */
function* entriesOf(map: object, nodes: readonly Node[]): Generator<Entry> {
  for (let i = 0; i < nodes.length; i++) {
    const key = nodes[i] as Node;
    const next = nodes[i + 1];
    const value = (map as Readonly<Record<string, unknown>>)[String(key.value)];
    const isPair = key.isMergeKey || value !== null || next?.value === null;
    yield { key, value: isPair ? next : undefined };
    if (isPair) i++;
  }
}

/** The node of each item. An empty item (`-` alone) has none; a map without braces (`[a: b]`) has those of its parts. */
function itemsOf(list: readonly unknown[], nodes: readonly Node[]): (Node | undefined)[] {
  let next = 0;
  return list.map((item) => {
    const node = nodes[next];
    const fits = node !== undefined && Object.is(node.value, item);
    if (fits) next++;
    else if (item !== null) next += 2;
    return fits ? node : undefined;
  });
}

function pathsOf(roots: readonly unknown[]): Map<unknown, FieldPath> {
  const paths = new Map<unknown, FieldPath>(roots.map((root) => [root, []]));
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
