import { groupBy } from '../kube/group-by';
import type { EdgeKind, NodeKind, Picture, PictureEdge } from './picture';

/** The brackets of each kind of node, which are its shape. */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  gateway: ['{{', '}}'],
  route: ['([', '])'],
  service: ['(', ')'],
  subset: ['[/', '/]'],
  workload: ['[', ']'],
  external: ['[[', ']]'],
  missing: ['>', ']'],
};

const ARROWS: Readonly<Record<EdgeKind, string>> = {
  enters: '-->',
  sends: '-->',
  copies: '-.->',
  contains: '-.-',
  answers: '-->',
  serves: '-->',
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
    `  subgraph g${index}["${namespace === '' ? 'outside of the mesh' : `namespace ${escaped(namespace)}`}"]`,
    ...inside.map(({ id, kind, name, caption, lines: more }) => {
      const [open, close] = SHAPES[kind];
      return `    ${ids.get(id)}${open}"${[name, caption, ...more].map(escaped).join('<br/>')}"${close}`;
    }),
    '  end',
  ]);
  return ['flowchart LR', ...lines, ...edges.map((edge) => printEdge(edge, ids)), ''].join('\n');
}

function printEdge({ from, to, kind, lines }: PictureEdge, ids: ReadonlyMap<string, string>): string {
  const words = lines.length === 0 ? '' : `|"${lines.map(escaped).join('<br/>')}"|`;
  return `  ${ids.get(from)} ${ARROWS[kind]}${words} ${ids.get(to)}`;
}

/** What means something to Mermaid, to Markdown or to HTML is written as its code. */
function escaped(text: string): string {
  return [...text].map((letter) => (/[\w ./:,=…·%~-]/u.test(letter) ? letter : `#${letter.codePointAt(0)};`)).join('');
}
