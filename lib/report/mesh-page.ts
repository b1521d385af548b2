import { describeObject } from '../kube/object-reference';
import type { Finding, Severity } from '../model/finding';
import { layout } from '../picture/layout';
import type { NodeFact } from '../picture/node-facts';
import type { Picture, PictureNode } from '../picture/picture';
import { escaped, type NodeMark, SVG_STYLE, svgBody } from '../picture/svg';
import type { Place } from '../world/entity';
import { placeWords } from './diff-words';
import { findingsAtNodes } from './findings-at-nodes';
import { PAGE_SCRIPT, PAGE_STYLE } from './mesh-page-assets';

/** What the page of a mesh shows. */
export interface MeshPage {
  readonly title: string;
  readonly picture: Picture;
  /** By the id of the node. */
  readonly facts: ReadonlyMap<string, readonly NodeFact[]>;
  readonly findings: readonly Finding[];
}

/**
 * The page of a mesh: one file that needs no other and no network. What it says is there without its script, which only
 * searches.
 */
export function printMeshPage({ title, picture, facts, findings }: MeshPage): string {
  const { at, elsewhere } = findingsAtNodes(picture, facts, findings);
  const anchors = new Map(picture.nodes.map(({ id }, index) => [id, `n${index}`]));
  const marks = new Map(picture.nodes.map((node) => [node.id, markOf(node, anchors, at.get(node.id) ?? [])]));
  const placed = layout(picture);
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${SVG_STYLE}\n${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${escaped(title)}</h1>`,
    `<p>${countWords(picture)}. ${findingWords(findings)}.</p>`,
    '<p class="search"><label for="search">Search</label> <input id="search" type="search" autocomplete="off" placeholder="reviews, end-user, IST0101"> <output id="found" for="search"></output></p>',
    '</header>',
    '<main>',
    '<section id="picture" tabindex="0" aria-label="Picture of the mesh">',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${escaped(title)}">`,
    ...svgBody(placed, marks),
    '</svg>',
    '</section>',
    '<section id="parts" aria-label="What is in the picture">',
    ...(elsewhere.length === 0 ? [] : ['<h2>Findings at what is not in the picture</h2>', printFindings(elsewhere)]),
    '<h2>What is in the picture</h2>',
    ...picture.nodes.map((node) => printPart(node, picture, anchors, facts.get(node.id) ?? [], at.get(node.id) ?? [])),
    '</section>',
    '</main>',
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

function markOf({ id }: PictureNode, anchors: ReadonlyMap<string, string>, findings: readonly Finding[]): NodeMark {
  const severity = SEVERITIES.find((each) => findings.some((finding) => finding.severity === each)) ?? '';
  return {
    id: `p-${anchors.get(id)}`,
    href: `#${anchors.get(id)}`,
    badge: findings.length === 0 ? '' : plural(findings.length, 'finding'),
    severity,
  };
}

function printPart(
  { id, kind, name, namespace, caption, lines, place }: PictureNode,
  { nodes, edges }: Picture,
  anchors: ReadonlyMap<string, string>,
  facts: readonly NodeFact[],
  findings: readonly Finding[],
): string {
  const link = (to: string) => {
    const node = nodes.find((each) => each.id === to);
    return `<a href="#${anchors.get(to)}">${escaped(`${node?.caption} ${node?.name}`)}</a>`;
  };
  const ways = [
    ...edges.filter(({ to }) => to === id).map(({ from, lines: more }) => `<li>from ${link(from)}${said(more)}</li>`),
    ...edges.filter(({ from }) => from === id).map(({ to, lines: more }) => `<li>to ${link(to)}${said(more)}</li>`),
  ];
  return [
    `<article id="${anchors.get(id)}" class="${kind}" tabindex="-1">`,
    `<h3>${escaped(name)} <a class="back" href="#p-${anchors.get(id)}" aria-label="${escaped(name)} in the picture">in the picture</a></h3>`,
    `<p>${escaped([caption, ...(namespace === '' ? [] : [`namespace ${namespace}`]), ...lines].join(' · '))}</p>`,
    ...(place === undefined ? [] : [`<p class="origin">${escaped(placeWords(place))}</p>`]),
    ...(findings.length === 0 ? [] : [printFindings(findings)]),
    ...(facts.length === 0 ? [] : [`<dl>${facts.map(printFact).join('')}</dl>`]),
    ...(ways.length === 0 ? [] : [`<ul>${ways.join('')}</ul>`]),
    '</article>',
  ].join('\n');
}

function said(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `: ${escaped(lines.join('; '))}`;
}

function printFact({ name, value, place }: NodeFact): string {
  return `<dt>${escaped(name)}</dt><dd><code>${escaped(value)}</code>${originOf(place)}</dd>`;
}

function originOf(place: Place | undefined): string {
  return place === undefined ? '' : ` <span class="origin">${escaped(placeWords(place))}</span>`;
}

function printFindings(findings: readonly Finding[]): string {
  const items = findings.map(({ severity, rule, message, fix, resource, file, line }) => {
    const object = resource === undefined ? '' : `${describeObject(resource)}: `;
    const where = file === undefined || file === '' ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
    const rest = [
      ...(fix === undefined ? [] : [`<br>Fix: ${escaped(fix)}`]),
      `<br><span class="origin">${escaped([rule, where].filter((each) => each !== '').join(', '))}</span>`,
    ].join('');
    return `<li class="${severity}"><strong>${severity}</strong> ${escaped(`${object}${message}`)}${rest}</li>`;
  });
  return `<ul class="findings">${items.join('')}</ul>`;
}

function countWords({ nodes }: Picture): string {
  const namespaces = new Set(nodes.map(({ namespace }) => namespace).filter((each) => each !== ''));
  const count = (kind: PictureNode['kind']) => nodes.filter((node) => node.kind === kind).length;
  return [
    plural(namespaces.size, 'namespace'),
    plural(count('gateway'), 'gateway'),
    plural(count('route'), 'route'),
    plural(count('service'), 'service'),
    plural(count('workload'), 'workload'),
  ].join(', ');
}

function findingWords(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, findings.filter((each) => each.severity === severity).length] as const,
  );
  const words = counts.filter(([, count]) => count > 0).map(([severity, count]) => plural(count, severity));
  return words.length === 0 ? 'Nothing is wrong between objects' : `Between objects: ${words.join(', ')}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
