import { Graph, layout as layOut } from '@dagrejs/dagre';
import { groupBy } from '../kube/group-by';
import { componentsOf } from './components';
import type { Picture, PictureEdge, PictureNode } from './picture';
import { shortened, sizeOf, textsOf } from './texts';

/** In pixels, from the upper left corner of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels; `x` and `y` are those of the upper left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A node with its place and with what fits in it. */
export interface PlacedNode {
  readonly node: PictureNode;
  readonly box: Box;
  /** The name, then what is below it. */
  readonly texts: readonly string[];
}

/** An edge with its way. */
export interface PlacedEdge {
  readonly edge: PictureEdge;
  /** At least two. */
  readonly points: readonly Point[];
  readonly texts: readonly string[];
  /** The middle of the texts. */
  readonly label: Point;
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
const GAP = 14;

/** Things with their places, from a corner of their own. */
interface Part {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/**
 * Finds a place for everything; requests go from left to right. What hangs together in a namespace is laid out for
 * itself, which keeps big pictures tidy and quick; then the namespaces are.
 */
export function layout({ nodes, edges }: Picture): PlacedPicture {
  const namespaceOf = new Map(nodes.map(({ id, namespace }) => [id, namespace]));
  const byNamespace = [...groupBy(nodes, ({ namespace }) => namespace)].sort(([a], [b]) => (a < b ? -1 : 1));
  const isInside = ({ from, to }: PictureEdge) => namespaceOf.get(from) === namespaceOf.get(to);
  const insideOf = groupBy(edges.filter(isInside), ({ from }) => namespaceOf.get(from));
  const between = edges.filter((edge) => !isInside(edge));
  const parts = new Map(
    byNamespace.map(([namespace, own]) => [namespace, namespacePart(own, insideOf.get(namespace) ?? [])]),
  );
  const boxes = placeNamespaces(parts, between, namespaceOf);
  const placed = byNamespace.map(([namespace]) => {
    const box = boxes.get(namespace) as Box;
    return moved(parts.get(namespace) as Part, box.x, box.y);
  });
  const placedNodes = placed.flatMap((part) => part.nodes);
  const boxOf = new Map(placedNodes.map(({ node, box }) => [node.id, box]));
  const all = [...boxes.values()];
  return {
    width: MARGIN + Math.max(MARGIN, ...all.map(({ x, width }) => x + width)),
    height: MARGIN + Math.max(MARGIN, ...all.map(({ y, height }) => y + height)),
    groups: byNamespace.map(([namespace]) => ({ namespace, box: boxes.get(namespace) as Box })),
    nodes: placedNodes,
    edges: [
      ...placed.flatMap((part) => part.edges),
      ...between.map((edge) => straight(edge, boxOf.get(edge.from) as Box, boxOf.get(edge.to) as Box)),
    ],
  };
}

/** What hangs together below each other, in as many columns as make the whole about as wide as high. */
function namespacePart(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Part {
  const parts = componentsOf(nodes, edges).map((component) => componentPart(component.nodes, component.edges));
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const highest = Math.max(1.3 * Math.sqrt(area), ...parts.map(({ height }) => height));
  const placed: Part[] = [];
  let [x, y, right, bottom] = [GAP, HEAD, 0, 0];
  for (const part of parts) {
    if (y > HEAD && y - HEAD + part.height > highest) [x, y] = [right + 2 * GAP, HEAD];
    placed.push(moved(part, x, y));
    right = Math.max(right, x + part.width);
    y += part.height + GAP;
    bottom = Math.max(bottom, y);
  }
  return {
    width: Math.ceil(right + GAP),
    height: Math.ceil(bottom),
    nodes: placed.flatMap((part) => part.nodes),
    edges: placed.flatMap((part) => part.edges),
  };
}

function componentPart(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Part {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP, edgesep: 10, ranksep: 44 });
  for (const node of nodes) graph.setNode(node.id, sizeOf(textsOf(node), 'bold'));
  for (const { from, to, kind, lines } of edges) {
    const texts = shortened(lines);
    graph.setEdge(from, to, texts.length === 0 ? {} : { ...sizeOf(texts, 'plain'), labelpos: 'c' }, kind);
  }
  layOut(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    nodes: nodes.map((node) => ({ node, box: boxAround(graph.node(node.id) as Partial<Box>), texts: textsOf(node) })),
    edges: edges.map((edge) => {
      const { points, x, y } = graph.edge(edge.from, edge.to, edge.kind) as Partial<Point> & {
        readonly points: readonly Point[];
      };
      const middle = points[Math.floor(points.length / 2)] as Point;
      return { edge, points, texts: shortened(edge.lines), label: { x: x ?? middle.x, y: y ?? middle.y } };
    }),
  };
}

function placeNamespaces(
  parts: ReadonlyMap<string, Part>,
  between: readonly PictureEdge[],
  namespaceOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, Box> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', align: 'UL', nodesep: 2 * GAP, ranksep: 80, marginx: MARGIN, marginy: MARGIN });
  for (const [namespace, { width, height }] of parts) graph.setNode(`n ${namespace}`, { width, height });
  for (const { from, to, lines } of between) {
    const texts = shortened(lines);
    const [start, end] = [`n ${namespaceOf.get(from)}`, `n ${namespaceOf.get(to)}`];
    const known = (graph.edge(start, end) ?? {}) as Partial<Box>;
    const width = Math.max(known.width ?? 0, texts.length === 0 ? 0 : sizeOf(texts, 'plain').width);
    graph.setEdge(start, end, { width, height: 0, labelpos: 'c' });
  }
  layOut(graph);
  return new Map(
    [...parts.keys()].map((namespace) => [namespace, boxAround(graph.node(`n ${namespace}`) as Partial<Box>)]),
  );
}

/** An edge between namespaces: from one side of a box to the near side of the other. */
function straight(edge: PictureEdge, from: Box, to: Box): PlacedEdge {
  const forward = from.x + from.width <= to.x;
  const start = { x: forward ? from.x + from.width : from.x, y: from.y + from.height / 2 };
  const end = { x: forward ? to.x : to.x + to.width, y: to.y + to.height / 2 };
  const label = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const bend = (forward ? 1 : -1) * Math.min(60, Math.abs(end.x - start.x) / 3);
  const points = [start, { x: start.x + bend, y: start.y }, { x: end.x - bend, y: end.y }, end];
  return { edge, points: points.map(roundedPoint), texts: shortened(edge.lines), label: roundedPoint(label) };
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

/** dagre gives middles. */
function boxAround({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: rounded(x - width / 2), y: rounded(y - height / 2), width, height };
}

function roundedPoint<P extends Point>(point: P): P {
  return { ...point, x: rounded(point.x), y: rounded(point.y) };
}

/** Without differences that nobody sees. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
