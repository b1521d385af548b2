import { Graph, layout as layOut } from '@dagrejs/dagre';
import { groupBy } from '../kube/group-by';
import { componentsOf } from './components';
import type { Picture, PictureEdge, PictureNode } from './picture';
import { groupLabelWidth, type Size, shortened, sizeOf, textsOf } from './texts';

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
  /** Which edge of the picture it is. */
  readonly index: number;
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
    ...between.map((edge) => straight(edge, boxOf.get(edge.from) as Box, boxOf.get(edge.to) as Box)),
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

/** Where dagre puts nodes and edges, in the order in which they were given. */
interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly ways: readonly Pick<PlacedEdge, 'points' | 'label'>[];
}

/** Arrangements by the sizes of what is arranged: in large meshes many parts look alike. */
type Arrangements = Map<string, Arrangement>;

function componentPart(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  known: Arrangements = new Map(),
): Part {
  const texts = nodes.map(textsOf);
  const labels = edges.map(({ lines }) => shortened(lines));
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  const ends = edges.map(({ from, to, kind }) => [indices.get(from) ?? 0, indices.get(to) ?? 0, kind] as const);
  const sizes = texts.map((each) => sizeOf(each, 'bold'));
  const spaces = labels.map((each) => (each.length === 0 ? undefined : sizeOf(each, 'plain')));
  const key = JSON.stringify([sizes, ends, spaces]);
  const arrangement = known.get(key) ?? arranged(sizes, ends, spaces);
  known.set(key, arrangement);
  const { width, height, boxes, ways } = arrangement;
  return {
    width,
    height,
    nodes: nodes.map((node, index) => ({ node, box: boxes[index] as Box, texts: texts[index] ?? [] })),
    edges: edges.map((edge, index) => ({
      ...{ edge, texts: labels[index] ?? [] },
      ...(ways[index] as Arrangement['ways'][number]),
    })),
  };
}

function arranged(
  sizes: readonly Size[],
  ends: readonly (readonly [from: number, to: number, kind: string])[],
  spaces: readonly (Size | undefined)[],
): Arrangement {
  const [only, second] = sizes;
  if (only !== undefined && second === undefined && ends.length === 0) {
    return { ...only, boxes: [{ x: 0, y: 0, ...only }], ways: [] };
  }
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP, edgesep: 10, ranksep: 44 });
  for (const [index, size] of sizes.entries()) graph.setNode(String(index), { ...size });
  for (const [index, [from, to, kind]] of ends.entries()) {
    const space = spaces[index];
    graph.setEdge(String(from), String(to), space === undefined ? {} : { ...space, labelpos: 'c' }, kind);
  }
  layOut(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    boxes: sizes.map((_, index) => boxAround(graph.node(String(index)) as Partial<Box>)),
    ways: ends.map(([from, to, kind]) => {
      const { points, x, y } = graph.edge(String(from), String(to), kind) as Partial<Point> & {
        readonly points: readonly Point[];
      };
      const middle = points[Math.floor(points.length / 2)] as Point;
      return { points, label: { x: x ?? middle.x, y: y ?? middle.y } };
    }),
  };
}

/** Those with ways between them from left to right; below them the others, in columns. */
function placeNamespaces(
  parts: ReadonlyMap<string, Part>,
  between: readonly PictureEdge[],
  namespaceOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, Box> {
  const connected = new Set(between.flatMap(({ from, to }) => [namespaceOf.get(from), namespaceOf.get(to)]));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', align: 'UL', nodesep: 2 * GAP, ranksep: 80, marginx: MARGIN, marginy: MARGIN });
  for (const [namespace, { width, height }] of parts) {
    if (connected.has(namespace)) graph.setNode(`n ${namespace}`, { width, height });
  }
  for (const { from, to, lines } of between) {
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

/** A line between two boxes that is no edge of a picture, such as a call: from the side that is nearest. */
export function lineBetween(from: Box, to: Box): readonly Point[] {
  const isBeside = from.x + from.width <= to.x || to.x + to.width <= from.x;
  if (isBeside) return straight({ from: '', to: '', kind: 'sends', lines: [] }, from, to).points;
  const isBelow = to.y > from.y;
  const start = { x: from.x + from.width / 2, y: isBelow ? from.y + from.height : from.y };
  const end = { x: to.x + to.width / 2, y: isBelow ? to.y : to.y + to.height };
  const middle = (start.y + end.y) / 2;
  return [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end].map(roundedPoint);
}

/** An edge between namespaces: from one side of a box to the near side of the other. */
function straight(edge: PictureEdge, from: Box, to: Box): Way {
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
