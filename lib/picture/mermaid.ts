import { groupBy } from '../kube/group-by';
import { groupName } from './folded';
import type { Change, EdgeKind, NodeKind, Picture, PictureEdge, PictureNode } from './picture';
import { SIGNS } from './texts';

/** The brackets of each kind of node, which are its shape. */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  gateway: ['{{', '}}'],
  route: ['([', '])'],
  service: ['(', ')'],
  subset: ['[/', '/]'],
  workload: ['[', ']'],
  external: ['[[', ']]'],
  missing: ['>', ']'],
  namespace: ['[(', ')]'],
};

const ARROWS: Readonly<Record<EdgeKind, string>> = {
  enters: '-->',
  sends: '-->',
  copies: '-.->',
  contains: '-.-',
  answers: '-->',
  serves: '-->',
  several: '==>',
};

/**
 * A picture as a flowchart of Mermaid, which GitHub and GitLab draw: the text below ` ```mermaid `.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function printMermaid({ nodes, edges }: Picture): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const groups = [...groupBy(nodes, ({ namespace }) => namespace)].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = groups.flatMap(([namespace, inside], index) => [
    `  subgraph g${index}["${escaped(groupName(namespace))}"]`,
    ...inside.map(({ id, kind, name, caption, lines: more, change }) => {
      const [open, close] = SHAPES[kind];
      const sign = change === undefined ? '' : `${SIGNS[change]} `;
      return `    ${ids.get(id)}${open}"${[`${sign}${name}`, caption, ...more].map(escaped).join('<br/>')}"${close}`;
    }),
    '  end',
  ]);
  return [
    'flowchart LR',
    ...lines,
    ...edges.map((edge) => printEdge(edge, ids)),
    ...changes(nodes, edges, ids),
    '',
  ].join('\n');
}

/** Colours that are seen on light and on dark: of borders, lines and nothing below a text. */
const STYLES: Readonly<Record<Change, string>> = {
  new: 'stroke:#1a7f37,stroke-width:3px',
  gone: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4',
  changed: 'stroke:#9a6700,stroke-width:3px',
};
const CHANGES: readonly Change[] = ['new', 'gone', 'changed'];

/** The styles of what changed, with what they mean; nothing in a picture of one world. */
function changes(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  if (![...nodes, ...edges].some(({ change }) => change !== undefined)) return [];
  const classes = CHANGES.flatMap((change) => {
    const own = [...nodes.filter((node) => node.change === change).map(({ id }) => ids.get(id)), `legend-${change}`];
    return [`  classDef ${change} ${STYLES[change]}`, `  class ${own.join(',')} ${change}`];
  });
  const links = CHANGES.flatMap((change) => {
    const own = [...edges.entries()].filter(([, edge]) => edge.change === change).map(([index]) => index);
    return own.length === 0 ? [] : [`  linkStyle ${own.join(',')} ${STYLES[change]}`];
  });
  const legend = CHANGES.map((change) => `    legend-${change}["${escaped(SIGNS[change])} ${change}"]`);
  return ['  subgraph legend["compared with before"]', ...legend, '  end', ...classes, ...links];
}

function printEdge({ from, to, kind, lines }: PictureEdge, ids: ReadonlyMap<string, string>): string {
  const words = lines.length === 0 ? '' : `|"${lines.map(escaped).join('<br/>')}"|`;
  return `  ${ids.get(from)} ${ARROWS[kind]}${words} ${ids.get(to)}`;
}

/** What means something to Mermaid, to Markdown or to HTML is written as its code. */
function escaped(text: string): string {
  return [...text].map((letter) => (/[\w ./:,=…·%~-]/u.test(letter) ? letter : `#${letter.codePointAt(0)};`)).join('');
}
