import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import { WorldError } from '../inputs/applied-world';
import type { Mesh } from '../mesh/mesh';
import { OutputError } from '../output/output-error';
import { writeFile } from '../output/write-file';
import { onlyNamespaces } from '../picture/only-namespaces';
import type { Picture } from '../picture/picture';
import { pictureOf } from '../picture/picture-of';
import { SettingsError } from '../settings/read-settings';
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
  readonly world?: string;
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder or - for the standard input: of a folder the files directly in it, as kubectl apply -f reads
it, or everything below where none of them is a manifest. Without a PATH it is the base of the world in meshwright.yaml,
or what cdk8s synth writes.

The picture shows where requests can go: gateways, routes with their conditions and weights, services, subsets and the
pods behind them. Which workload calls which is said by no manifest, so it is not in the picture; neither are routes of
the Gateway API.

The page has beside it what holds for each part, with the place that says so, what is wrong between objects, and a
search. It is one file that needs no other and no network.

Examples:
  meshwright report dist -o mesh.html                         a page to look around in
  meshwright report dist -o mesh.svg                          a picture for a README, light and dark
  meshwright report dist --namespace shop -o shop.svg         of one namespace, and of what it is connected with
  meshwright report dist --format mermaid                     a flowchart that GitHub draws in Markdown

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
    .option('--world <name>', 'a world of meshwright.yaml')
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal));
}

const KNOWN_ERRORS = [WorldError, SchemasError, SettingsError, OutputError];

async function run(paths: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const { overlay: overlays = [], schemas, world, output } = options;
    const judge = loadSchemas({ cwd: terminal.cwd, folder: schemas });
    const read = readObjects({ paths, overlays, schemas, world }, terminal, judge);
    const isWhole = read.problems.length === 0;
    if (!isWhole && output !== undefined) throw new WrongCall(`${output} is not written: it would be of another mesh`);
    const text = print(meshOf(read), options, terminal);
    if (output === undefined) await printAll(terminal.stdout, [text]);
    else writeFile(resolve(terminal.cwd, output), text);
    if (!isWhole) throw new Exit(2);
  });
}

function pictured(mesh: Mesh, { namespace: wanted = [] }: Options): Picture {
  const picture = pictureOf(mesh);
  if (wanted.length === 0) return picture;
  const known = [...new Set(picture.nodes.map(({ namespace }) => namespace))].filter((each) => each !== '').sort();
  const unknown = wanted.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new WrongCall(`--namespace ${unknown}: nothing of it is in the picture, only of ${known.join(', ')}`);
  }
  return onlyNamespaces(picture, wanted);
}

function print(mesh: Mesh, options: Options, terminal: Terminal): string {
  const picture = pictured(mesh, options);
  const { namespace = [] } = options;
  const title = namespace.length === 0 ? 'The mesh' : `The mesh around ${namespace.join(', ')}`;
  switch (formatOf(options)) {
    case 'mermaid':
      return (require('../picture/mermaid') as typeof import('../picture/mermaid')).printMermaid(picture);
    case 'svg':
      return (require('../picture/svg') as typeof import('../picture/svg')).printSvg(picture, { title });
    case 'html': {
      const { printMeshPage } = require('../report/mesh-page') as typeof import('../report/mesh-page');
      const { nodeFacts } = require('../picture/node-facts') as typeof import('../picture/node-facts');
      const { meshFindings } = require('../check/mesh-findings') as typeof import('../check/mesh-findings');
      const { findings, failures } = meshFindings(mesh);
      for (const { rule } of failures)
        terminal.stderr.write(`rule ${rule} failed: what it would say is not in the page\n`);
      return printMeshPage({ title, picture, facts: nodeFacts(mesh, picture), findings });
    }
  }
}

function formatOf({ format, output = '' }: Options): Format {
  if (format !== undefined) return format;
  return /\.html?$/i.test(output) ? 'html' : /\.(mmd|mermaid)$/i.test(output) ? 'mermaid' : 'svg';
}
