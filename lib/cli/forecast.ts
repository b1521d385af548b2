import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { JudgedBy } from '../check/judged-by';
import { forecast } from '../forecast/forecast';
import type { SaidCall } from '../forecast/known-calls';
import { type AppliedWorld, WorldError } from '../inputs/applied-world';
import type { ForecastReport } from '../report/forecast';
import { SettingsError } from '../settings/read-settings';
import { CallError } from '../simulation/call';
import { ClientError } from '../simulation/find-client';
import { CHAOS_BLADE } from '../world/kinds';
import { printAll, wantsColours } from './check-output';
import { collect } from './path-options';
import { judgedByOf, meshOf, readObjects } from './read-mesh';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

interface Options {
  readonly call?: readonly string[];
  readonly overlay?: readonly string[];
  readonly world?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly schemas?: string;
}

const HELP = `
EXPERIMENT is a file with ChaosBlade objects. PATH is a file, a folder or - for the standard input: of a folder the files
directly in it, as kubectl apply -f reads it. Without a PATH it is the base of the world in meshwright.yaml, or what cdk8s
synth writes. Callers are known by addresses in commands, arguments and variables, by load tests of Canaries, and by hosts
of gateways; what else is called says --call.

Examples:
  meshwright forecast dist/scenarios/chaos/x.k8s.yaml dist
  meshwright forecast delay.yaml dist --call 'default/productpage-v1 GET http://reviews:9080/reviews/0'

Exit codes: 0 there is a forecast, 2 wrong call, or something could not be read.`;

/** Adds what `meshwright forecast` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description(
      'Say what callers see while an experiment of ChaosBlade runs, whether it shows anything, and how it ends.',
    )
    .argument('<experiment>', 'a file with ChaosBlade objects')
    .argument('[path...]', 'files, folders or - for the standard input')
    .option('--call <call>', "somebody who calls, such as 'shop/web GET http://cart/items' (again for more)", collect)
    .option('--overlay <file>', 'a file that is applied before (again for more)', collect)
    .option('--world <name>', 'a world of meshwright.yaml')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'markdown']).default('text'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((experiment: string, paths: readonly string[], options: Options) =>
      run(experiment, paths, options, terminal),
    );
}

const KNOWN_ERRORS = [WorldError, ClientError, CallError, SchemasError, SettingsError];

async function run(experiment: string, paths: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const { overlay = [], schemas, world: name } = options;
    const said = (options.call ?? []).map(saidCall);
    const judge = loadSchemas({ cwd: terminal.cwd, folder: schemas, memory: terminal.memory });
    const read = readObjects({ paths, overlays: [...overlay, experiment], schemas, world: name }, terminal, judge);
    const reports = reportsOn(experiment, read, said);
    // Why there is none may have been said.
    const isSaid = read.problems.length > 0 || read.refused.some((line) => line.startsWith(`${experiment}: `));
    if (reports.length === 0 && isSaid) throw new Exit(2);
    if (reports.length === 0) throw new WrongCall(`${experiment} has no ChaosBlade object with an experiment`);
    await printAll(terminal.stdout, print(reports, judgedByOf(judge, [read.world]), options, terminal));
    if (read.problems.length > 0) throw new Exit(2);
  });
}

function reportsOn(file: string, read: AppliedWorld, said: readonly SaidCall[]): readonly ForecastReport[] {
  const mesh = meshOf(read);
  return read.world
    .all(CHAOS_BLADE)
    .filter(({ manifest }) => manifest.file === file || (file === '-' && manifest.file === '<stdin>'))
    .map((entity) => ({ name: entity.id.name, file: entity.manifest.file, forecasts: forecast(mesh, entity, said) }))
    .filter(({ forecasts }) => forecasts.length > 0);
}

function saidCall(text: string): SaidCall {
  const [, from, request] = /^(\S+)\s+(\S.*)$/.exec(text.trim()) ?? [];
  if (from === undefined || request === undefined)
    throw new WrongCall(
      `--call ${JSON.stringify(text)}: write who calls and what, such as 'shop/web GET http://cart/items'`,
    );
  return { from, request };
}

function print(
  reports: readonly ForecastReport[],
  judgedBy: JudgedBy,
  { format }: Options,
  terminal: Terminal,
): Iterable<string> {
  // Each is loaded when it is needed.
  switch (format) {
    case 'json': {
      const { forecastJson } = require('../report/forecast') as typeof import('../report/forecast');
      return [
        `${JSON.stringify(
          reports.map((report) => forecastJson(report, judgedBy)),
          undefined,
          2,
        )}\n`,
      ];
    }
    case 'markdown':
      return (
        require('../report/forecast-markdown') as typeof import('../report/forecast-markdown')
      ).printForecastMarkdown(reports, judgedBy);
    case 'text':
      return (require('../report/forecast-text') as typeof import('../report/forecast-text')).printForecastText(
        reports,
        {
          colours: wantsColours(terminal),
          judgedBy,
        },
      );
  }
}
