import { createHash } from 'node:crypto';
import { describeJudgedBy, type JudgedBy } from '../check/judged-by';
import type { JsonMap } from '../kube/json';
import { plural } from '../kube/plural';
import type { Mesh } from '../mesh/mesh';
import type { Finding, Severity } from '../model/finding';
import { folded, MOST_NODES } from '../picture/folded';
import { layout } from '../picture/layout';
import type { NodeFact } from '../picture/node-fact';
import type { Picture, PictureNode } from '../picture/picture';
import { escaped, svgBody, svgSize } from '../picture/svg';
import { SIGNS } from '../picture/texts';
import { packWorld } from '../world/packed-world';
import { readOfMeshConfig } from '../world/read-of-installations';
import { findingsAtNodes } from './findings-at-nodes';
import type { ForecastReport } from './forecast';
import { experimentsAtNodes, printExperiments } from './mesh-page-experiments';
import { printChanges, printFindings, printParts } from './mesh-page-parts';
import { printRequestForm } from './mesh-page-request';
import { type PageRollout, printRollouts } from './mesh-page-rollouts';
import { PAGE_STYLE } from './mesh-page-style';
import { type Badge, type Badges, type PageData, packPicture } from './page-data';
import { pageMarks } from './page-marks';
import { pageScript } from './page-script';

/** What the page of a mesh shows. */
export interface MeshPage {
  readonly title: string;
  /** What requests are sent through. */
  readonly mesh: Mesh;
  /** What `meshwright.yaml` says of MeshConfig. */
  readonly meshConfig?: JsonMap;
  readonly picture: Picture;
  /** By the id of the node. */
  readonly facts: ReadonlyMap<string, readonly NodeFact[]>;
  readonly findings: readonly Finding[];
  /** By which versions objects were judged. @default - that is not said */
  readonly judgedBy?: JudgedBy;
  /** How many findings are meant. @default 0 */
  readonly suppressed?: number;
  /** How the release of each Canary goes. @default - there is none */
  readonly rollouts?: readonly PageRollout[];
  /** @default - there are none */
  readonly experiments?: readonly ForecastReport[];
  /** The namespaces that are folded at first. @default - none */
  readonly folded?: readonly string[];
}

/**
 * The page of a mesh: one file that needs no other and no network. What it says is there without its script, which folds
 * namespaces, searches, and shows the way of a request: the simulation runs in the page.
 */
export function printMeshPage(page: MeshPage): string {
  const {
    title,
    mesh,
    picture,
    facts,
    findings,
    judgedBy,
    rollouts = [],
    experiments = [],
    folded: hidden = [],
  } = page;
  const { at, elsewhere } = findingsAtNodes(picture, facts, findings);
  const hits = experimentsAtNodes(picture, experiments);
  const badges = Object.fromEntries(
    picture.nodes.flatMap(({ id }, index) => {
      const badge = badgeOf(at.get(id) ?? [], hits.get(id) ?? []);
      return badge === undefined ? [] : [[index, badge] as const];
    }),
  );
  const placed = layout(folded(picture, hidden));
  const script = pageScript();
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${escaped(title)}</h1>`,
    `<p>${countWords(picture)}. ${findingWords(page)}.</p>`,
    ...(judgedBy === undefined ? [] : [`<p class="how">Judged by ${escaped(describeJudgedBy(judgedBy))}.</p>`]),
    ...(isOfTwo(picture) ? [LEGEND] : []),
    '<p class="search"><label for="search">Search</label> <input id="search" type="search" autocomplete="off" placeholder="reviews, end-user, IST0101"> <output id="found" for="search"></output>',
    '<span id="folding" hidden><button type="button" id="fold-all">Fold all namespaces</button> <button type="button" id="unfold-all">Unfold all</button></span></p>',
    ...(hidden.length === 0
      ? []
      : [
          `<p class="how">With more than ${MOST_NODES} parts the namespaces are folded: a click or Enter on one unfolds it.</p>`,
        ]),
    '<p id="said" class="said" role="status"></p>',
    '</header>',
    '<main>',
    '<section id="picture" tabindex="0" aria-label="Picture of the mesh">',
    `<svg id="mesh" xmlns="http://www.w3.org/2000/svg" ${svgSize(placed)} role="group" aria-label="${escaped(title)}">`,
    ...svgBody(placed, pageMarks(picture, badges)),
    '</svg>',
    '</section>',
    '<section id="side" aria-label="What is said of it">',
    ...printChanges(picture),
    ...printRequestForm(mesh),
    ...(elsewhere.length === 0
      ? []
      : [
          `<details${elsewhere.length > MOST_ELSEWHERE ? '' : ' open'}><summary><h2>Findings at what is not in the picture</h2> <span class="how">${elsewhere.length}</span></summary>`,
          printFindings(elsewhere),
          '</details>',
        ]),
    ...printRollouts(rollouts),
    ...printExperiments(picture, experiments),
    '<div id="parts">',
    ...printParts({ picture, facts, findings: at, experiments: hits, folded: hidden }),
    '</div>',
    '</section>',
    '</main>',
    `<script type="application/json" id="data">${json(dataOf(page, badges))}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** More findings than these are not all shown at once. */
const MOST_ELSEWHERE = 12;

function dataOf({ mesh, meshConfig, picture, folded: hidden = [] }: MeshPage, badges: Badges): PageData {
  return {
    picture: packPicture(picture),
    badges,
    folded: hidden,
    world: packWorld(mesh.given),
    ...(meshConfig === undefined ? {} : { meshConfig: readOfMeshConfig(meshConfig) as JsonMap }),
  };
}

/** JSON that ends no element and begins none. */
function json(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** The page runs its own script and nothing else, whatever manifests hold, and loads nothing. */
function policyFor(script: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    ...["default-src 'none'", `style-src ${hash(PAGE_STYLE)}`, `script-src ${hash(script)}`],
    ...["base-uri 'none'", "form-action 'none'"],
  ].join('; ');
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

function badgeOf(findings: readonly Finding[], experiments: readonly string[]): Badge | undefined {
  if (findings.length === 0 && experiments.length === 0) return undefined;
  const severity = SEVERITIES.find((each) => findings.some((finding) => finding.severity === each)) ?? '';
  return { findings: findings.length, severity, experiments: experiments.length };
}

function isOfTwo({ nodes, edges }: Picture): boolean {
  return [...nodes, ...edges].some(({ change }) => change !== undefined);
}

const LEGEND = `<p>Compared with what was before: ${(['new', 'gone', 'changed'] as const)
  .map((change) => `<span class="sign ${change}">${SIGNS[change]} ${change}</span>`)
  .join(' ')}</p>`;

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

function findingWords({ findings, suppressed = 0 }: MeshPage): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, findings.filter((each) => each.severity === severity).length] as const,
  );
  const words = counts.filter(([, count]) => count > 0).map(([severity, count]) => plural(count, severity));
  const found = words.length === 0 ? 'No problems' : `Found: ${words.join(', ')}`;
  return suppressed === 0 ? found : `${found}; ${suppressed} suppressed`;
}
