import { groupBy } from '../kube/group-by';
import { plural } from '../kube/plural';
import type { Change, EdgeKind, NodeKind, Picture, PictureEdge, PictureNode } from './picture';

/** A picture with more nodes than this is too much to be looked at at once. */
export const MOST_NODES = 150;

/**
 * The namespaces that are drawn folded if nobody says otherwise: all of them where there are several and many nodes; of
 * two worlds those in which nothing differs.
 *
 * @param wanted namespaces that somebody asked for, which are not
 */
export function foldedAtFirst({ nodes, edges }: Picture, wanted: readonly string[] = []): readonly string[] {
  const namespaces = groupsIn(nodes);
  if (nodes.length <= MOST_NODES || namespaces.length < 2) return [];
  const namespaceOf = new Map(nodes.map(({ id, namespace }) => [id, namespace]));
  const shown = new Set([
    ...wanted,
    ...nodes.filter(({ change }) => change !== undefined).map(({ namespace }) => namespace),
    ...edges.filter(({ change }) => change !== undefined).map(({ from }) => namespaceOf.get(from)),
  ]);
  return namespaces.filter((namespace) => !shown.has(namespace));
}

/** The namespaces of nodes, in order; what is outside of the mesh is in none. */
export function namespacesIn(nodes: readonly PictureNode[]): readonly string[] {
  return groupsIn(nodes).filter((each) => each !== '');
}

/** As {@link namespacesIn}, with an empty name at the end for what is outside of the mesh, if something is. */
export function groupsIn(nodes: readonly PictureNode[]): readonly string[] {
  const found = new Set(nodes.map(({ namespace }) => namespace));
  const named = [...found].filter((each) => each !== '').sort();
  return found.has('') ? [...named, ''] : named;
}

/** What a namespace is called in a picture. */
export function groupName(namespace: string): string {
  return namespace === '' ? 'outside of the mesh' : `namespace ${namespace}`;
}

/** The node that stands for a folded namespace. */
export function namespaceId(namespace: string): string {
  return `namespace ${namespace}`;
}

/** A picture in which namespaces are one node each, with what leads into them and out of them counted. */
export function folded({ nodes, edges }: Picture, namespaces: readonly string[]): Picture {
  const hidden = new Set(namespaces);
  if (hidden.size === 0) return { nodes, edges };
  const shown = new Map(nodes.map(({ id, namespace }) => [id, hidden.has(namespace) ? namespaceId(namespace) : id]));
  const stand = (id: string) => shown.get(id) ?? id;
  const kept = edges.filter(({ from, to }) => stand(from) === from && stand(to) === to);
  const moved = edges.filter(({ from, to }) => stand(from) !== stand(to) && (stand(from) !== from || stand(to) !== to));
  const bundles = groupBy(moved, ({ from, to }) => `${stand(from)}\n${stand(to)}`);
  const inside = groupBy(
    nodes.filter(({ namespace }) => hidden.has(namespace)),
    ({ namespace }) => namespace,
  );
  return {
    nodes: [
      ...nodes.filter(({ namespace }) => !hidden.has(namespace)),
      ...[...inside].map(([namespace, own]) => namespaceNode(namespace, own)),
    ].sort(byId),
    edges: [
      ...kept,
      ...[...bundles.values()].map((bundle) => {
        const [{ from, to }] = bundle as [PictureEdge, ...PictureEdge[]];
        return bundleEdge(stand(from), stand(to), bundle);
      }),
    ].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to)),
  };
}

const NOUNS: readonly (readonly [NodeKind, string])[] = [
  ['gateway', 'gateway'],
  ['route', 'route'],
  ['service', 'service'],
  ['subset', 'subset'],
  ['workload', 'workload'],
  ['external', 'host'],
  ['missing', 'missing name'],
];

function namespaceNode(namespace: string, nodes: readonly PictureNode[]): PictureNode {
  const counts = NOUNS.map(([kind, noun]) => [nodes.filter((node) => node.kind === kind).length, noun] as const);
  const words = counts.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun));
  return {
    id: namespaceId(namespace),
    kind: 'namespace',
    namespace,
    name: namespace === '' ? groupName('') : namespace,
    caption: namespace === '' ? 'hosts that are called' : 'namespace',
    lines: [words.join(', ')],
    place: undefined,
    ...changeOf(nodes),
  };
}

const VERBS: readonly (readonly [EdgeKind, string])[] = [
  ['enters', 'enter'],
  ['sends', 'send'],
  ['copies', 'copy'],
  ['contains', 'contain'],
  ['answers', 'are answered'],
  ['serves', 'serve'],
];

function bundleEdge(from: string, to: string, bundle: readonly PictureEdge[]): PictureEdge {
  const [only, second] = bundle;
  if (only !== undefined && second === undefined) return { ...only, from, to };
  const kinds = VERBS.map(([kind, verb]) => [bundle.filter((each) => each.kind === kind).length, verb] as const);
  const words = kinds.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${verb}`);
  return { from, to, kind: 'several', lines: [words.join(', ')], ...changeOf(bundle) };
}

/** Something that is all new, or all gone, is so; where anything differs, it is changed. */
function changeOf(parts: readonly { readonly change?: Change }[]): { readonly change?: Change } {
  const changes = new Set(parts.map(({ change }) => change));
  const [only] = changes;
  if (changes.size === 1) return only === undefined ? {} : { change: only };
  return { change: 'changed' };
}

function byId(a: PictureNode, b: PictureNode): number {
  return compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
