import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import { RULES_BY_JUDGE } from '../check/rules';
import { diff } from '../diff/diff';
import { WorldError } from '../inputs/applied-world';
import { rememberingJudge } from '../inputs/remembering-judge';
import { pathsBeside, RevisionError } from '../inputs/revision';
import type { Mesh } from '../mesh/mesh';
import { type DiffReport, diffReport } from '../report/diff-report';
import { SettingsError } from '../settings/read-settings';
import { printAll, wantsColours } from './check-output';
import { collect } from './path-options';
import { judgedByOf, meshOf, readObjects } from './read-mesh';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

interface Options {
  readonly overlay?: readonly string[];
  readonly format: 'text' | 'markdown' | 'json';
  readonly failOn?: 'breaking' | 'any';
  readonly schemas?: string;
}

const HELP = `
BEFORE and AFTER are files, folders, or git:REV[:PATH] for a path in a revision, which is not checked out; of a folder
the files directly in it, as kubectl apply -f reads it, or everything below where none of them is a manifest. Without a
PATH of a revision it is that of the other side, or what cdk8s synth writes. Without AFTER it is BEFORE with --overlay.

Examples:
  meshwright diff git:main dist                                  what this branch means for traffic
  meshwright diff git:v1.2:dist git:v1.3:dist --format markdown  for a comment at a pull request
  meshwright diff dist --overlay dist/scenarios/chaos/x.yaml     what a file on top means
  meshwright diff output/base output/target --fail-on breaking   a gate

Exit codes: 0 both could be read, 1 with --fail-on: there is such a change, 2 wrong call, or something could not be read.`;

/** Adds what `meshwright diff` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description(
      'Say what a change means for traffic: which requests, from whom, go elsewhere or are treated otherwise.',
    )
    .argument('<before>', 'a file, a folder, or git:REV[:PATH]')
    .argument('[after]', 'the same, after the change')
    .option('--overlay <file>', 'a file that is applied on top after the change (again for more)', collect)
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'markdown', 'json']).default('text'))
    .addOption(
      new Option(
        '--fail-on <changes>',
        'exit with 1 for breaking changes (a request that was answered is not any more, a policy lets in whom it kept out, a release that never ends), or for any',
      ).choices(['breaking', 'any']),
    )
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((before: string, after: string | undefined, options: Options) => run(before, after, options, terminal));
}

const KNOWN_ERRORS = [WorldError, RevisionError, SchemasError, SettingsError];

async function run(before: string, after: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const { overlay = [] } = options;
    if (after === undefined && overlay.length === 0) {
      throw new WrongCall('say what comes after the change: a second path, or a file on top by --overlay');
    }
    const [old, now] = [pathsBeside(before, [after ?? before]), pathsBeside(after ?? before, [before])];
    const installed = loadSchemas({ cwd: terminal.cwd, folder: options.schemas, memory: terminal.memory });
    const judge = rememberingJudge(installed);
    const { schemas } = options;
    const read = (paths: readonly string[], overlays: readonly string[]) =>
      readObjects({ paths, overlays, schemas, world: undefined }, terminal, judge);
    const worlds = [read(old, []), read(now, overlay)] as const;
    const [first, second] = worlds.map(meshOf) as [Mesh, Mesh];
    const by = judgedByOf(
      installed,
      worlds.map(({ world }) => world),
    );
    const report = diffReport(diff(first, second, { rules: RULES_BY_JUDGE.analysis }), by);
    const shown = [...now, ...overlay.map((file) => `--overlay ${file}`)].join(' ');
    await printAll(terminal.stdout, print(report, shown, options, terminal));
    if (worlds.some(({ problems }) => problems.length > 0)) throw new Exit(2);
    if (isRefused(report, options)) throw new Exit(1);
  });
}

function print(report: DiffReport, paths: string, { format }: Options, terminal: Terminal): Iterable<string> {
  switch (format) {
    case 'json':
      return (require('../report/diff-json') as typeof import('../report/diff-json')).printDiffJson(report);
    case 'markdown':
      return (require('../report/diff-markdown') as typeof import('../report/diff-markdown')).printDiffMarkdown(
        report,
        {
          paths,
        },
      );
    case 'text': {
      const { printDiffText } = require('../report/diff-text') as typeof import('../report/diff-text');
      return printDiffText(report, { colours: wantsColours(terminal), paths });
    }
  }
}

function isRefused(report: DiffReport, { failOn }: Options): boolean {
  if (failOn === 'breaking') return report.breaking.length > 0;
  const { traffic, exposures, releases, experiments, unknown } = report;
  const others = [exposures, releases, experiments, unknown].some(({ length }) => length > 0);
  return failOn === 'any' && (others || traffic.some(({ effect }) => effect !== 'fails'));
}
