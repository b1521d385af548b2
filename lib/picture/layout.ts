import { Graph, layout as layOut } from '@dagrejs/dagre';
import { groupBy } from '../kube/group-by';
import { type Arrangements, arranged, boxAround, GAP, MOST_CROSSINGS } from './arrangement';
import { componentsOf } from './components';
import { type Box, bentLine, type Line, type Point, rounded, roundedPoint } from './geometry';
import type { Picture, PictureEdge, PictureNode } from './picture';
import { groupLabelWidth, shortened, sizeOf, textsOf } from './texts';

/** A node with its place and with what fits in it. */
export interface PlacedNode {
  readonly node: PictureNode;
  readonly box: Box;
  /** The name, then what is below it. */
  readonly texts: readonly string[];
}

/** An edge with its way. */
export interface PlacedEdge extends Line {
  readonly edge: PictureEdge;
  /** Which edge of the picture it is. */
  readonly index: number;
  readonly texts: readonly string[];
}

/** A namespace, around what is in it. */
export interface PlacedGroup {
  /** Empty for what is outside of the mesh. */
  readonly namespace: string;
  readonly box: Box;
}

/** A picture with a place for everything. */
export interface PlacedPicture {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

const MARGIN = 16;
/** Above what is in a namespace stands its name. */
const HEAD = 24;

/** Things with their places, from a corner of their own. */
export interface Part {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly Way[];
}

/** An edge of a part. */
type Way = Omit<PlacedEdge, 'index'>;

/** The insides of namespaces that have been laid out, for other pictures of the same mesh. */
export type LaidOut = Map<string, Part>;

/**
 * Finds a place for everything; requests go from left to right. What hangs together in a namespace is laid out for
 * itself, which keeps big pictures tidy and quick; then the namespaces are.
 *
 * @param known insides of namespaces, which are used and added to; not of folded ones
 */
export function layout({ nodes, edges }: Picture, known: LaidOut = new Map()): PlacedPicture {
  const namespaceOf = new Map(nodes.map(({ id, namespace }) => [id, namespace]));
  const byNamespace = [...groupBy(nodes, ({ namespace }) => namespace)].sort(([a], [b]) => (a < b ? -1 : 1));
  const isInside = ({ from, to }: PictureEdge) => namespaceOf.get(from) === namespaceOf.get(to);
  const insideOf = groupBy(edges.filter(isInside), ({ from }) => namespaceOf.get(from));
  const between = edges.filter((edge) => !isInside(edge));
  const arrangements: Arrangements = new Map();
  const parts = new Map(
    byNamespace.map(([namespace, own]) => {
      const isFolded = own[0]?.kind === 'namespace';
      const part = isFolded
        ? componentPart(own, [])
        : (known.get(namespace) ?? namespacePart(own, insideOf.get(namespace) ?? [], arrangements));
      if (!isFolded) known.set(namespace, part);
      return [namespace, part];
    }),
  );
  const boxes = placeNamespaces(parts, between, namespaceOf);
  const placed = byNamespace.map(([namespace]) => {
    const box = boxes.get(namespace) as Box;
    return moved(parts.get(namespace) as Part, box.x, box.y);
  });
  const placedNodes = placed.flatMap((part) => part.nodes);
  const boxOf = new Map(placedNodes.map(({ node, box }) => [node.id, box]));
  const all = [...boxes.values()];
  const indices = new Map(edges.map((edge, index) => [edge, index]));
  const placedEdges = [
    ...placed.flatMap((part) => part.edges),
    ...between.map((edge) => ({
      ...{ edge, texts: shortened(edge.lines) },
      ...bentLine(boxOf.get(edge.from) as Box, boxOf.get(edge.to) as Box),
    })),
  ];
  return {
    width: MARGIN + Math.max(MARGIN, ...all.map(({ x, width }) => x + width)),
    height: MARGIN + Math.max(MARGIN, ...all.map(({ y, height }) => y + height)),
    groups: byNamespace
      .filter(([, [first]]) => first?.kind !== 'namespace')
      .map(([namespace]) => ({ namespace, box: boxes.get(namespace) as Box })),
    nodes: placedNodes,
    edges: placedEdges.map((placedEdge) => ({ ...placedEdge, index: indices.get(placedEdge.edge) ?? -1 })),
  };
}

/** What hangs together below each other, in as many columns as make the whole about as wide as high. */
function namespacePart(nodes: readonly PictureNode[], edges: readonly PictureEdge[], known: Arrangements): Part {
  const parts = componentsOf(nodes, edges).map((component) => componentPart(component.nodes, component.edges, known));
  const { corners, width, height } = inColumns(parts, 1.3);
  const placed = parts.map((part, index) => {
    const { x, y } = corners[index] as Point;
    return moved(part, x + GAP, y + HEAD);
  });
  return {
    width: Math.max(Math.ceil(width + 2 * GAP), groupLabelWidth(nodes[0]?.namespace ?? '')),
    height: Math.ceil(height + HEAD + GAP),
    nodes: placed.flatMap((part) => part.nodes),
    edges: placed.flatMap((part) => part.edges),
  };
}

/** Corners of boxes below each other, in as many columns as make the whole so many times as high as wide. */
function inColumns(
  boxes: readonly Pick<Box, 'width' | 'height'>[],
  ratio: number,
): { readonly corners: readonly Point[]; readonly width: number; readonly height: number } {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const highest = Math.max(ratio * Math.sqrt(area), ...boxes.map(({ height }) => height));
  const corners: Point[] = [];
  let [x, y, right, bottom] = [0, 0, 0, 0];
  for (const { width, height } of boxes) {
    if (y > 0 && y + height > highest) [x, y] = [right + 2 * GAP, 0];
    corners.push({ x, y });
    right = Math.max(right, x + width);
    y += height + GAP;
    bottom = Math.max(bottom, y - GAP);
  }
  return { corners, width: right, height: bottom };
}

function componentPart(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  known: Arrangements = new Map(),
): Part {
  const { width, height, boxes, lines } = arranged(nodes, edges, known);
  return {
    width,
    height,
    nodes: nodes.map((node, index) => ({ node, box: boxes[index] as Box, texts: textsOf(node) })),
    edges: edges.map((edge, index) => ({ edge, texts: shortened(edge.lines), ...(lines[index] as Line) })),
  };
}

/** Those with ways between them from left to right; below them the others, in columns. */
function placeNamespaces(
  parts: ReadonlyMap<string, Part>,
  between: readonly PictureEdge[],
  namespaceOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, Box> {
  const ends = new Set(between.flatMap(({ from, to }) => [namespaceOf.get(from), namespaceOf.get(to)]));
  const pairs = new Set(between.map(({ from, to }) => `${namespaceOf.get(from)}\n${namespaceOf.get(to)}`));
  const connected = pairs.size - ends.size > MOST_CROSSINGS ? new Set() : ends;
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', align: 'UL', nodesep: 2 * GAP, ranksep: 80, marginx: MARGIN, marginy: MARGIN });
  for (const [namespace, { width, height }] of parts) {
    if (connected.has(namespace)) graph.setNode(`n ${namespace}`, { width, height });
  }
  for (const { from, to, lines } of connected.size === 0 ? [] : between) {
    const texts = shortened(lines);
    const [start, end] = [`n ${namespaceOf.get(from)}`, `n ${namespaceOf.get(to)}`];
    const known = (graph.edge(start, end) ?? {}) as Partial<Box>;
    const width = Math.max(known.width ?? 0, texts.length === 0 ? 0 : sizeOf(texts, 'plain').width);
    graph.setEdge(start, end, { width, height: 0, labelpos: 'c' });
  }
  if (connected.size > 0) layOut(graph);
  const boxes = new Map<string, Box>();
  for (const namespace of parts.keys()) {
    if (connected.has(namespace)) boxes.set(namespace, boxAround(graph.node(`n ${namespace}`) as Partial<Box>));
  }
  const others = [...parts].filter(([namespace]) => !connected.has(namespace));
  const { corners } = inColumns(
    others.map(([, part]) => part),
    0.8,
  );
  const below = MARGIN + Math.max(0, ...[...boxes.values()].map(({ y, height }) => y + height));
  for (const [index, [namespace, { width, height }]] of others.entries()) {
    const { x, y } = corners[index] as Point;
    boxes.set(namespace, { x: rounded(x + MARGIN), y: rounded(y + below), width, height });
  }
  return boxes;
}

function moved({ width, height, nodes, edges }: Part, x: number, y: number): Part {
  const move = <P extends Point>(point: P): P => roundedPoint({ ...point, x: point.x + x, y: point.y + y });
  return {
    width,
    height,
    nodes: nodes.map((each) => ({ ...each, box: move(each.box) })),
    edges: edges.map((each) => ({ ...each, points: each.points.map(move), label: move(each.label) })),
  };
}
