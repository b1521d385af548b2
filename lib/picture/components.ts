import type { PictureEdge, PictureNode } from './picture';

/** Nodes that hang together, and what connects them. */
export interface Component {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** What hangs together, whichever way the edges point; in the order of the first node of each. */
export function componentsOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): readonly Component[] {
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const found = new Map<string, number>();
  let count = 0;
  for (const { id } of nodes) {
    if (found.has(id)) continue;
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.set(next, count);
      open.push(...(neighbours.get(next) ?? []));
    }
    count++;
  }
  const components = Array.from({ length: count }, () => ({ nodes: [] as PictureNode[], edges: [] as PictureEdge[] }));
  for (const node of nodes) components[found.get(node.id) ?? 0]?.nodes.push(node);
  for (const edge of edges) components[found.get(edge.from) ?? 0]?.edges.push(edge);
  return components;
}
