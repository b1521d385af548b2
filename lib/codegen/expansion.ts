/** How large a value becomes when every alias is written out. */
export interface Expansion {
  readonly nodes: number;
  readonly depth: number;
}

/** Deeper than any real schema, shallow enough to walk recursively. */
export const MAX_DEPTH = 400;

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
    if (open.size >= MAX_DEPTH) return 'too deep';
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
