import { MAX_DEPTH } from './source-map';

/** More values than this in one document do not come from a person but from aliases of aliases. */
const MAX_NODES = 1_000_000;

const TOO_DEEP = `aliases nest deeper than ${MAX_DEPTH} levels`;

/**
 * What is wrong with the aliases of a value: eight lines of YAML can stand for a billion values, and an alias of what
 * encloses it for infinitely many. They are counted without being written out.
 */
export function problemOfAliases(value: unknown): string | undefined {
  const known = new Map<object, { readonly nodes: number; readonly depth: number }>();
  const open = new Set<object>();

  function visit(node: unknown): { readonly nodes: number; readonly depth: number } | string {
    if (typeof node !== 'object' || node === null) return { nodes: 1, depth: 0 };
    const before = known.get(node);
    if (before) return before;
    if (open.has(node)) return 'an alias refers to what encloses it';
    if (open.size > MAX_DEPTH) return TOO_DEEP;
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
    if (depth > MAX_DEPTH) return TOO_DEEP;
    const size = { nodes, depth };
    known.set(node, size);
    return size;
  }

  const size = visit(value);
  if (typeof size === 'string') return size;
  return size.nodes > MAX_NODES ? `aliases expand to more than ${MAX_NODES} values` : undefined;
}
