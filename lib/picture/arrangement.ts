import { Graph, layout as layOut } from '@dagrejs/dagre';
import { type Box, bentLine, type Line, type Point, rounded } from './geometry';
import type { NodeKind, PictureEdge, PictureNode } from './picture';
import { type Size, shortened, sizeOf, textsOf } from './texts';

/** What is between things, in pixels. */
export const GAP = 14;

/** What hangs together, without names: in large meshes many parts look alike. */
interface Shape {
  readonly nodes: readonly (Size & { readonly column: number })[];
  /** From and to the nodes of these indices, with the space for words, if there are any. */
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly space: Size | undefined;
  }[];
}

/** Where nodes and edges are, in the order in which they were given. */
export interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Arrangements by the shapes that they are of. */
export type Arrangements = Map<string, Arrangement>;

/** Ways more than nodes, above which it would take long to keep them from crossing, and would not help. */
export const MOST_CROSSINGS = 400;
const MOST_WAYS = 3000;

/** A place for each of what hangs together; requests go from left to right. */
export function arranged(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  known: Arrangements,
): Arrangement {
  const shape = shapeOf(nodes, edges);
  const key = JSON.stringify(shape);
  const found = known.get(key) ?? arrange(shape);
  known.set(key, found);
  return found;
}

/** Where each kind stands when there are too many ways for anything but columns. */
const COLUMNS: Readonly<Record<NodeKind, number>> = {
  ...{ namespace: 0, gateway: 1, route: 2, service: 3, external: 3, missing: 3, subset: 4, workload: 5 },
};

function shapeOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Shape {
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  const answering = new Set(edges.map(({ to }) => to));
  return {
    nodes: nodes.map((node) => ({
      ...sizeOf(textsOf(node), 'bold'),
      // Pods of gateways stand before them.
      column: node.kind === 'workload' && !answering.has(node.id) ? 0 : COLUMNS[node.kind],
    })),
    edges: edges.map(({ from, to, kind, lines }) => {
      const texts = shortened(lines);
      const space = texts.length === 0 ? undefined : sizeOf(texts, 'plain');
      return { from: indices.get(from) ?? 0, to: indices.get(to) ?? 0, kind, space };
    }),
  };
}

function arrange(shape: Shape): Arrangement {
  const { nodes, edges } = shape;
  const [only, second] = nodes;
  if (only !== undefined && second === undefined && edges.length === 0) {
    const { width, height } = only;
    return { width, height, boxes: [{ x: 0, y: 0, width, height }], lines: [] };
  }
  return edges.length - nodes.length > MOST_CROSSINGS || edges.length > MOST_WAYS ? inColumns(shape) : layered(shape);
}

function layered({ nodes, edges }: Shape): Arrangement {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP, edgesep: 10, ranksep: 44 });
  for (const [index, { width, height }] of nodes.entries()) graph.setNode(String(index), { width, height });
  for (const { from, to, kind, space } of edges) {
    graph.setEdge(String(from), String(to), space === undefined ? {} : { ...space, labelpos: 'c' }, kind);
  }
  layOut(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    boxes: nodes.map((_, index) => boxAround(graph.node(String(index)) as Partial<Box>)),
    lines: edges.map(({ from, to, kind }) => {
      const { points, x, y } = graph.edge(String(from), String(to), kind) as Partial<Point> & {
        readonly points: readonly Point[];
      };
      const middle = points[Math.floor(points.length / 2)] as Point;
      return { points, label: { x: x ?? middle.x, y: y ?? middle.y } };
    }),
  };
}

/** A column for each kind, each node about as high as what leads to it. */
function inColumns({ nodes, edges }: Shape): Arrangement {
  const widest = Math.max(0, ...edges.map(({ space }) => space?.width ?? 0));
  const before = nodes.map((): number[] => []);
  for (const { from, to } of edges) before[to]?.push(from);
  const boxes: Box[] = [];
  let [x, height] = [0, 0];
  for (const column of [...new Set(nodes.map((node) => node.column))].sort((a, b) => a - b)) {
    const middleOf = (index: number): number => {
      const placed = (before[index] ?? []).flatMap((each) => boxes[each]?.y ?? []);
      return placed.length === 0 ? 0 : placed.reduce((sum, each) => sum + each, 0) / placed.length;
    };
    const own = [...nodes.entries()]
      .filter(([, node]) => node.column === column)
      .map(([index, node]) => ({ index, node, middle: middleOf(index) }))
      .sort((a, b) => a.middle - b.middle || a.index - b.index);
    let [y, width] = [0, 0];
    for (const { index, node } of own) {
      boxes[index] = { x, y, width: node.width, height: node.height };
      y += node.height + GAP;
      width = Math.max(width, node.width);
    }
    height = Math.max(height, y - GAP);
    x += width + 60 + widest;
  }
  return {
    width: Math.max(...boxes.map((box) => box.x + box.width)),
    height,
    boxes,
    lines: edges.map(({ from, to }) => bentLine(boxes[from] as Box, boxes[to] as Box)),
  };
}

/** dagre gives middles. */
export function boxAround({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: rounded(x - width / 2), y: rounded(y - height / 2), width, height };
}
