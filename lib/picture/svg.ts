import { layout, type PlacedEdge, type PlacedNode, type PlacedPicture, type Point } from './layout';
import type { EdgeKind, NodeKind, Picture } from './picture';
import { LINE } from './texts';

/** How a picture is printed. */
export interface SvgOptions {
  /** What it shows, for who cannot see it. */
  readonly title: string;
}

/** A picture as a file of its own: light and dark, as whoever looks at it has it. */
export function printSvg(picture: Picture, { title }: SvgOptions): string {
  const placed = layout(picture);
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${SVG_STYLE}</style>`,
    ...svgBody(placed),
    '</svg>',
    '',
  ].join('\n');
}

/** The colours of the picture, by names that a page may set itself. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  page: ['#ffffff', '#0d1117'],
  text: ['#1f2328', '#e6edf3'],
  quiet: ['#57606a', '#9da7b1'],
  line: ['#6e7781', '#8b949e'],
  group: ['#f6f8fa', '#161b22'],
  gateway: ['#8250df', '#a371f7'],
  route: ['#0969da', '#58a6ff'],
  service: ['#1a7f37', '#3fb950'],
  subset: ['#1a7f37', '#3fb950'],
  workload: ['#57606a', '#8b949e'],
  external: ['#9a6700', '#d29922'],
  missing: ['#cf222e', '#ff7b72'],
};

/** The colours as CSS declares them, for light or for dark. */
function variables(index: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--${name}:${pair[index]}`)
    .join(';');
}

const NODE_KINDS: readonly NodeKind[] = ['gateway', 'route', 'service', 'subset', 'workload', 'external', 'missing'];

/** What a picture looks like. */
export const SVG_STYLE = [
  `:root{${variables(0)}}`,
  `@media(prefers-color-scheme:dark){:root{${variables(1)}}}`,
  'svg{background:var(--page);font:12px system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
  'text{fill:var(--text)}',
  '.quiet{fill:var(--quiet);font-size:11px}',
  '.name{font-weight:600}',
  '.group rect{fill:var(--group);stroke:var(--line);stroke-opacity:.4}',
  '.node rect{fill:var(--page);stroke-width:1.5}',
  ...NODE_KINDS.map((kind) => `.${kind} rect{stroke:var(--${kind})}`),
  '.subset rect,.missing rect{stroke-dasharray:4 3}',
  '.edge path{fill:none;stroke:var(--line);stroke-width:1.2}',
  '.edge rect{fill:var(--page);fill-opacity:.85}',
  '.copies path,.contains path{stroke-dasharray:4 3}',
  '.tip{fill:var(--line)}',
].join('\n');

/** What a page adds to a node. */
export interface NodeMark {
  /** What leads to it. */
  readonly id: string;
  /** Where a click leads. */
  readonly href: string;
  /** What stands at its corner; empty for nothing. */
  readonly badge: string;
  /** How much the badge matters. */
  readonly severity: string;
}

/** What stands between the tags of a picture. */
export function svgBody(
  { groups, nodes, edges }: PlacedPicture,
  marks: ReadonlyMap<string, NodeMark> = new Map(),
): readonly string[] {
  return [
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>`,
    ...groups.map(({ namespace, box: { x, y, width, height } }) => {
      const name = namespace === '' ? 'outside of the mesh' : `namespace ${namespace}`;
      const text = `<text class="quiet" x="${shown(x + 8)}" y="${shown(y + 15)}">${escaped(name)}</text>`;
      return `<g class="group"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>${text}</g>`;
    }),
    ...edges.map(printEdge),
    ...nodes.map((node) => marked(printNode(node), node, marks.get(node.node.id))),
  ];
}

function printNode({ node, box: { x, y, width, height }, texts }: PlacedNode): string {
  const middle = shown(x + width / 2);
  const lines = texts.map((text, index) => {
    const className = index === 0 ? 'name' : 'quiet';
    return `<text class="${className}" text-anchor="middle" x="${middle}" y="${baseline(y + height / 2, index, texts.length)}">${escaped(text)}</text>`;
  });
  const title = [`${node.caption} ${node.name}`, ...node.lines].join('\n');
  const radius = node.kind === 'workload' ? 3 : node.kind === 'route' ? 14 : 6;
  return `<g class="node ${node.kind}"><title>${escaped(title)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>${lines.join('')}</g>`;
}

function marked(printed: string, { box: { x, y, width } }: PlacedNode, mark: NodeMark | undefined): string {
  if (mark === undefined) return printed;
  const { id, href, badge, severity } = mark;
  const [middle, width2] = [shown(x + width - 4), badge.length * 7 + 10];
  const corner =
    badge === ''
      ? ''
      : `<g class="badge ${severity}"><rect x="${shown(middle - width2 / 2)}" y="${shown(y - 8)}" width="${width2}" height="16" rx="8"/><text text-anchor="middle" x="${middle}" y="${shown(y + 4)}">${escaped(badge)}</text></g>`;
  return `<a id="${escaped(id)}" href="${escaped(href)}">${printed}${corner}</a>`;
}

const EDGE_WORDS: Readonly<Record<EdgeKind, string>> = {
  enters: 'requests that enter there are for this route',
  sends: 'requests go there',
  copies: 'copies of requests go there',
  contains: 'has this subset',
  answers: 'these pods answer',
  serves: 'these pods are the gateway',
};

function printEdge({ edge, points, texts, label }: PlacedEdge): string {
  const title = [EDGE_WORDS[edge.kind], ...edge.lines].join('\n');
  const path = `<path d="${curve(points)}" marker-end="url(#tip)"/>`;
  const words = texts.length === 0 ? '' : printLabel(label, texts);
  return `<g class="edge ${edge.kind}"><title>${escaped(title)}</title>${path}${words}</g>`;
}

function printLabel({ x, y }: Point, texts: readonly string[]): string {
  const widest = Math.max(...texts.map((text) => [...text].length));
  const [width, height] = [Math.ceil(widest * 6.2) + 6, texts.length * LINE + 2];
  const lines = texts.map((text, index) => {
    return `<text class="quiet" text-anchor="middle" x="${x}" y="${baseline(y, index, texts.length)}">${escaped(text)}</text>`;
  });
  const background = `<rect x="${shown(x - width / 2)}" y="${shown(y - height / 2)}" width="${width}" height="${height}"/>`;
  return `${background}${lines.join('')}`;
}

/** Where a line of text stands, of several around a middle. */
function baseline(middle: number, index: number, count: number): number {
  return shown(middle + (index - (count - 1) / 2) * LINE + 4);
}

/** A line that is round where the points are. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.pop();
  if (first === undefined || last === undefined) return '';
  const parts = others.map((point, index) => {
    const next = others[index + 1] ?? last;
    const end = index === others.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${shown(end.x)} ${shown(end.y)}`;
  });
  return `M${first.x} ${first.y}${parts.length === 0 ? `L${last.x} ${last.y}` : parts.join('')}`;
}

function shown(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text as XML takes it, which has no control characters. */
export function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
      .replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]/gu, '\ufffd')
  );
}
