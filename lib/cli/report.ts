import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { Judged } from '../check/judge';
import { kindsOf } from '../check/judged-by';
import type { AnyJudge } from '../check/late-judge';
import { readAppliedWorld, WorldError } from '../inputs/applied-world';
import { pathsBeside, RevisionError } from '../inputs/revision';
import type { JsonMap } from '../kube/json';
import type { Mesh } from '../mesh/mesh';
import type { Manifest } from '../model/manifest';
import { OutputError } from '../output/output-error';
import { writeFile } from '../output/write-file';
import { folded, foldedAtFirst, namespacesIn } from '../picture/folded';
import { nodeFacts } from '../picture/node-facts';
import { onlyNamespaces } from '../picture/only-namespaces';
import { type DescribedPicture, diffPictures } from '../picture/picture-diff';
import { pictureOf } from '../picture/picture-of';
import type { ForecastReport } from '../report/forecast';
import type { MeshPage } from '../report/mesh-page';
import type { PageRollout } from '../report/mesh-page-rollouts';
import { readSettings, SettingsError } from '../settings/read-settings';
import type { Settings } from '../settings/settings';
import { CANARY, CHAOS_BLADE } from '../world/kinds';
import { printAll } from './check-output';
import { collect, fileOption } from './path-options';
import { meshOf, readObjects } from './read-mesh';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

type Format = 'html' | 'svg' | 'mermaid';

interface Options {
  readonly output?: string;
  readonly format?: Format;
  readonly namespace?: readonly string[];
  readonly overlay?: readonly string[];
  readonly diff?: string;
  readonly unfold?: true;
  readonly world?: string;
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder or - for the standard input: of a folder the files directly in it, as kubectl apply -f reads
it, or everything below where none of them is a manifest. Without a PATH it is the base of the world in meshwright.yaml,
or what cdk8s synth writes.

The picture shows where requests can go: gateways, routes with their conditions and weights, services, subsets and the
pods behind them. Which workload calls which is said by no manifest, so it is not in the picture. With more than 150 parts
each namespace is one box, which --unfold opens, as a click does on the page.

The page has beside it what holds for each part, with the place that says so, what check finds, how releases go, what
experiments hit, a search, and a form for a request, whose way lights up. It is one file that needs no other and no
network. What is likely to be secret is not in it: data of Secrets and ConfigMaps, values of environments,
arguments of containers, hooks.

Examples:
  meshwright report dist -o mesh.html                         a page to look around in
  meshwright report dist -o mesh.svg                          a picture for a README, light and dark
  meshwright report dist --namespace shop -o shop.svg         of one namespace, and of what it is connected with
  meshwright report dist --format mermaid                     a flowchart that GitHub draws in Markdown
  meshwright report dist --diff git:main:dist -o diff.html    what a change changes, in colours and by signs

Exit codes: 0 the picture is drawn, 2 wrong call, or something could not be read.`;

/** Adds what `meshwright report` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description(
      'Write a page of the mesh, or its picture: gateways, routes, services, subsets, workloads, and what is wrong.',
    )
    .argument('[paths...]', 'files and folders of manifests')
    .option(
      '-o, --output <file>',
      'where to write it; missing folders are made (default: the standard output)',
      fileOption,
    )
    .addOption(
      new Option(
        '--format <format>',
        'html is a page, svg and mermaid its picture (default: as the file is named, or svg)',
      ).choices(['html', 'svg', 'mermaid']),
    )
    .option('--namespace <name>', 'only what is in this namespace, and its neighbours (again for more)', collect)
    .option('--overlay <file>', 'a file that is applied on top (again for more)', collect)
    .option('--diff <path>', 'mark what is new, gone or changed since these manifests, or since git:REV[:PATH]')
    .option('--unfold', 'draw what is in every namespace, however much it is')
    .option('--world <name>', 'a world of meshwright.yaml')
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal));
}

const KNOWN_ERRORS = [WorldError, RevisionError, SchemasError, SettingsError, OutputError];

async function run(paths: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const { overlay: overlays = [], schemas, world, output, diff } = options;
    const settings = readSettings(terminal.cwd);
    const { cwd, memory } = terminal;
    const judge = loadSchemas({ cwd, folder: schemas, settings, memory });
    const judged: Judged[] = [];
    const { key } = judge;
    const judging = (manifest: Manifest) => kept(judged, judge.judge(manifest));
    const keeping = { judge: judging, ...(key === undefined ? {} : { key }) };
    const read = readObjects({ paths, overlays, schemas, world }, terminal, keeping);
    const before = diff === undefined ? undefined : readBefore(diff, { beside: paths, schemas, judge }, terminal);
    const isWhole = read.problems.length === 0;
    if (!isWhole && output !== undefined) throw new WrongCall(`${output} is not written: it would be of another mesh`);
    const { meshConfig } = read;
    const text = print({ mesh: meshOf(read), before, meshConfig, judged, judge, settings }, options, terminal);
    if (output === undefined) await printAll(terminal.stdout, [text]);
    else writeFile(resolve(terminal.cwd, output), text);
    if (!isWhole) throw new Exit(2);
  });
}

function kept(judged: Judged[], each: Judged): Judged {
  judged.push(each);
  return each;
}

/** How what is compared with is read. */
interface ReadingBefore {
  /** The paths of what is compared with it. */
  readonly beside: readonly string[];
  readonly schemas: string | undefined;
  readonly judge: AnyJudge;
}

/** What is compared with. Compared with less than it was, something would be new that is not. */
function readBefore(path: string, { beside, schemas, judge }: ReadingBefore, { cwd }: Terminal): Mesh {
  const paths = pathsBeside(path, beside);
  const read = readAppliedWorld({ paths, overlays: [], schemas, world: undefined }, cwd, judge);
  const isEmpty = read.world.entities.length === 0;
  const problems = [...read.problems, ...(isEmpty ? ['no objects there: give the manifests of before'] : [])];
  const [first] = problems;
  if (first !== undefined) throw new WrongCall(`--diff ${path}: ${first}`);
  return meshOf(read);
}

/** What is reported. */
interface Reported {
  readonly mesh: Mesh;
  /** What the mesh was, if that is asked for. */
  readonly before: Mesh | undefined;
  readonly meshConfig: JsonMap | undefined;
  readonly judged: readonly Judged[];
  readonly judge: AnyJudge;
  readonly settings: Settings;
}

/** Of all namespaces, or of those that are wanted. */
function pictured({ mesh, before }: Reported, { namespace: wanted = [] }: Options): DescribedPicture {
  const described =
    before === undefined ? describedPicture(mesh) : diffPictures(describedPicture(before), describedPicture(mesh));
  if (wanted.length === 0) return described;
  const known = namespacesIn(described.picture.nodes);
  const unknown = wanted.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new WrongCall(`--namespace ${unknown}: nothing of it is in the picture, only of ${known.join(', ')}`);
  }
  return { ...described, picture: onlyNamespaces(described.picture, wanted) };
}

function describedPicture(mesh: Mesh): DescribedPicture {
  const picture = pictureOf(mesh);
  return { picture, facts: nodeFacts(mesh, picture) };
}

function print(reported: Reported, options: Options, terminal: Terminal): string {
  const { picture, facts } = pictured(reported, options);
  const { namespace = [], diff, unfold } = options;
  const title = [
    namespace.length === 0 ? 'The mesh' : `The mesh around ${namespace.join(', ')}`,
    ...(diff === undefined ? [] : [`compared with ${diff}`]),
  ].join(', ');
  const hidden = unfold === true ? [] : foldedAtFirst(picture, namespace);
  switch (formatOf(options)) {
    case 'mermaid': {
      const { printMermaid } = require('../picture/mermaid') as typeof import('../picture/mermaid');
      return printMermaid(folded(picture, hidden));
    }
    case 'svg': {
      const { printSvg } = require('../picture/svg') as typeof import('../picture/svg');
      return printSvg(folded(picture, hidden), { title });
    }
    case 'html':
      return printPage(reported, { title, picture, facts, folded: hidden }, terminal);
  }
}

function printPage(
  { mesh, meshConfig, judged, judge, settings }: Reported,
  picture: Pick<MeshPage, 'title' | 'picture' | 'facts' | 'folded'>,
  terminal: Terminal,
): string {
  const { printMeshPage } = require('../report/mesh-page') as typeof import('../report/mesh-page');
  const { appliedFindings } = require('../check/applied-findings') as typeof import('../check/applied-findings');
  const { findings, suppressed, failed } = appliedFindings(mesh, judged, judge, settings);
  for (const rule of failed) terminal.stderr.write(`rule ${rule} failed: what it would say is not in the page\n`);
  return printMeshPage({
    ...picture,
    ...{ mesh, findings, suppressed: suppressed.length, meshConfig },
    judgedBy: judge.judgedBy(kindsOf(judged.map(({ manifest }) => manifest))),
    rollouts: rolloutsOf(mesh),
    experiments: experimentsOf(mesh),
  });
}

function rolloutsOf({ given }: Mesh): readonly PageRollout[] {
  const canaries = given.current(CANARY);
  if (canaries.length === 0) return [];
  const { rehearse } = require('../rollout/rehearse') as typeof import('../rollout/rehearse');
  return canaries.map((canary) => ({
    timeline: rehearse(given, canary),
    failing: rehearse(given, canary, { failing: 'always' }),
  }));
}

function experimentsOf(mesh: Mesh): readonly ForecastReport[] {
  const blades = mesh.given.current(CHAOS_BLADE);
  if (blades.length === 0) return [];
  const { forecast } = require('../forecast/forecast') as typeof import('../forecast/forecast');
  return blades
    .map((entity) => ({ name: entity.id.name, file: entity.manifest.file, forecasts: forecast(mesh, entity) }))
    .filter(({ forecasts }) => forecasts.length > 0);
}

function formatOf({ format, output = '' }: Options): Format {
  if (format !== undefined) return format;
  return /\.html?$/i.test(output) ? 'html' : /\.(mmd|mermaid)$/i.test(output) ? 'mermaid' : 'svg';
}
