import { MAX_DEPTH } from './source-map';

/** More values than this in one document do not come from a person but from aliases of aliases. */
const MAX_NODES = 1_000_000;

/** How large a value becomes when every alias is written out. */
export interface Expansion {
  readonly nodes: number;
  readonly depth: number;
}

/**
 * The size of a value with its aliases written out, counted without writing them out: eight lines of YAML can stand for
 * a billion values, and an alias of what encloses it for infinitely many.
 *
 * @returns why there is no such size, if so
 */
export function expansionOf(value: unknown): Expansion | 'cyclic' | 'too deep' {
  const known = new Map<object, Expansion>();
  const open = new Set<object>();

  function visit(node: unknown): Expansion | 'cyclic' | 'too deep' {
    if (typeof node !== 'object' || node === null) return { nodes: 1, depth: 0 };
    const before = known.get(node);
    if (before) return before;
    if (open.has(node)) return 'cyclic';
    if (open.size > MAX_DEPTH) return 'too deep';
    open.add(node);
    let nodes = 1;
    let depth = 0;
    for (const child of Object.values(node)) {
      const size = visit(child);
      if (typeof size === 'string') return size;
      nodes += size.nodes;
      depth = Math.max(depth, size.depth + 1);
    }
    open.delete(node);
    if (depth > MAX_DEPTH) return 'too deep';
    const size = { nodes, depth };
    known.set(node, size);
    return size;
  }

  return visit(value);
}

/** What is wrong with the aliases of a value, as a message. */
export function problemOfAliases(value: unknown): string | undefined {
  const size = expansionOf(value);
  if (size === 'cyclic') return 'an alias refers to what encloses it';
  if (size === 'too deep') return `aliases nest deeper than ${MAX_DEPTH} levels`;
  return size.nodes > MAX_NODES ? `aliases expand to more than ${MAX_NODES} values` : undefined;
}
