import type { Point } from './geometry';
import { layout, type PlacedEdge, type PlacedGroup, type PlacedNode, type PlacedPicture } from './layout';
import type { Change, EdgeKind, Picture } from './picture';
import { CHANGE_STYLE, SVG_STYLE } from './svg-style';
import { groupLabel, LINE, SIGNS } from './texts';

/** How a picture is printed. */
export interface SvgOptions {
  /** What it shows, for who cannot see it. */
  readonly title: string;
}

/** A picture as a file of its own: light and dark, as whoever looks at it has it. */
export function printSvg(picture: Picture, { title }: SvgOptions): string {
  const placed = layout(picture);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${svgSize(placed)} role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${isOfTwo(placed) ? `${SVG_STYLE}\n${CHANGE_STYLE}` : SVG_STYLE}</style>`,
    ...svgBody(placed),
    '</svg>',
    '',
  ].join('\n');
}

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

/** What a page adds to a picture. */
export interface SvgMarks {
  /** By the ids of nodes. */
  readonly nodes: ReadonlyMap<string, NodeMark>;
  /** Where a click on the name of a namespace leads, by its name. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/** The size of a picture, as attributes. */
export function svgSize(placed: PlacedPicture): string {
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height) + (isOfTwo(placed) ? LEGEND : 0)];
  return `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
}

/** What stands between the tags of a picture. */
export function svgBody(placed: PlacedPicture, marks?: SvgMarks): readonly string[] {
  const { groups, nodes, edges } = placed;
  return [
    `<defs>${printTip('tip')}${marks === undefined ? '' : printTip('tip-way')}</defs>`,
    ...groups.map((group) => printGroup(group, marks)),
    ...edges.map((edge) => printEdge(edge, marks === undefined ? '' : ` data-edge="${edge.index}"`)),
    ...nodes.map((node) => marked(printNode(node), node, marks?.nodes.get(node.node.id))),
    ...(isOfTwo(placed) ? [printLegend(placed)] : []),
  ];
}

/** The end of arrows; its class is its colour. */
function printTip(id: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8.4" markerHeight="8.4" markerUnits="userSpaceOnUse" orient="auto"><path class="${id}" d="M0 0 8 4 0 8z"/></marker>`;
}

function printGroup({ namespace, box: { x, y, width, height } }: PlacedGroup, marks: SvgMarks | undefined): string {
  const name = groupLabel(namespace);
  const href = marks?.namespaces.get(namespace);
  const text = `<text class="quiet" x="${shown(x + 8)}" y="${shown(y + 15)}">${href === undefined ? '' : '▾ '}${escaped(name)}</text>`;
  const head =
    href === undefined
      ? text
      : `<a class="fold" href="${escaped(href)}" role="button" aria-expanded="true" data-namespace="${escaped(namespace)}">${text}</a>`;
  return `<g class="group"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>${head}</g>`;
}

/** In pixels. */
const LEGEND = 36;
const LEGEND_WORDS: readonly (readonly [Change, string])[] = [
  ['new', 'new'],
  ['gone', 'gone'],
  ['changed', 'changed'],
];

function isOfTwo({ nodes, edges }: PlacedPicture): boolean {
  return nodes.some(({ node }) => node.change !== undefined) || edges.some(({ edge }) => edge.change !== undefined);
}

/** What the colours, the signs and the broken lines of two worlds mean. */
function printLegend({ height }: PlacedPicture): string {
  const items = LEGEND_WORDS.map(([change, word], index) => {
    const [x, y] = [16 + index * 96, height];
    return `<g class="${change}"><rect x="${x}" y="${y}" width="86" height="22" rx="6"/><text text-anchor="middle" x="${x + 43}" y="${y + 15}">${SIGNS[change]} ${word}</text></g>`;
  });
  return `<g class="legend">${items.join('')}</g>`;
}

function printNode({ node, box: { x, y, width, height }, texts }: PlacedNode): string {
  const middle = shown(x + width / 2);
  const lines = texts.map((text, index) => {
    const className = index === 0 ? 'name' : 'quiet';
    return `<text class="${className}" text-anchor="middle" x="${middle}" y="${baseline(y + height / 2, index, texts.length)}">${escaped(text)}</text>`;
  });
  const title = [`${node.caption} ${node.name}`, ...node.lines].join('\n');
  const radius = node.kind === 'workload' ? 3 : node.kind === 'route' ? 14 : 6;
  const change = node.change === undefined ? '' : ` ${node.change}`;
  return `<g class="node ${node.kind}${change}"><title>${escaped(title)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>${lines.join('')}</g>`;
}

function marked(printed: string, { node, box: { x, y, width } }: PlacedNode, mark: NodeMark | undefined): string {
  if (mark === undefined) return printed;
  const { id, href, badge, severity } = mark;
  const width2 = badge.length * 7 + 10;
  const middle = shown(x + width + 6 - width2 / 2);
  const corner =
    badge === ''
      ? ''
      : `<g class="badge ${severity}"><rect x="${shown(middle - width2 / 2)}" y="${shown(y - 11)}" width="${width2}" height="16" rx="8"/><text text-anchor="middle" x="${middle}" y="${shown(y + 1)}">${escaped(badge)}</text></g>`;
  const button =
    node.kind === 'namespace'
      ? ` class="fold" role="button" aria-expanded="false" data-namespace="${escaped(node.namespace)}"`
      : '';
  return `<a id="${escaped(id)}" href="${escaped(href)}"${button}>${printed}${corner}</a>`;
}

const EDGE_WORDS: Readonly<Record<EdgeKind, string>> = {
  enters: 'requests that enter there are for this route',
  sends: 'requests go there',
  copies: 'copies of requests go there',
  contains: 'has this subset',
  answers: 'these pods answer',
  serves: 'these pods are the gateway',
  several: 'several ways lead there',
};

function printEdge({ edge, points, texts, label }: PlacedEdge, data: string): string {
  const title = [EDGE_WORDS[edge.kind], ...edge.lines].join('\n');
  const path = `<path d="${curve(points)}" marker-end="url(#tip)"/>`;
  const words = texts.length === 0 ? '' : printLabel(label, texts);
  const change = edge.change === undefined ? '' : ` ${edge.change}`;
  return `<g class="edge ${edge.kind}${change}"${data}><title>${escaped(title)}</title>${path}${words}</g>`;
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
export function curve(points: readonly Point[]): string {
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

const HIDDEN = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as XML takes it, which has no control characters; nor such as turn the direction of what stands around them. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(HIDDEN, '\ufffd');
}
