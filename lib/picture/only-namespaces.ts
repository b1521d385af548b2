import type { Picture } from './picture';

/** What is in some namespaces, and what an edge connects with it. */
export function onlyNamespaces({ nodes, edges }: Picture, namespaces: readonly string[]): Picture {
  const inside = new Set(nodes.filter(({ namespace }) => namespaces.includes(namespace)).map(({ id }) => id));
  const kept = edges.filter(({ from, to }) => inside.has(from) || inside.has(to));
  const ids = new Set([...inside, ...kept.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter(({ id }) => ids.has(id)), edges: kept };
}
