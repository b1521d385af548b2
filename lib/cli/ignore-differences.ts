import { type Command, Option } from 'commander';
import { SchemasError } from '../check/installed-schemas';
import { readWorld } from '../inputs/read-world';
import { ignoredDifferences } from '../mesh/ignored-differences';
import { printIgnoredDifferences, printIgnoredDifferencesJson } from '../report/ignored-differences';
import { SettingsError } from '../settings/read-settings';
import { Exit, type Terminal } from './terminal';
import { saying, WrongCall } from './wrong-call';

interface Options {
  readonly format: 'yaml' | 'json';
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder or - for the standard input. What is printed belongs into the spec of each Application that
deploys these objects: the fields that Flagger, autoscalers or Argo Rollouts write although a manifest says them, and
the sync option without which they are set back all the same.

Examples:
  meshwright ignore-differences dist
  meshwright ignore-differences dist --format json

Exit codes: 0 printed, 2 wrong call, or something could not be read.`;

/** Adds what `meshwright ignore-differences` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Print the ignoreDifferences that keep Argo CD from undoing what Flagger and autoscalers do.')
    .argument('<path...>', 'files, folders or - for the standard input')
    .addOption(new Option('--format <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal));
}

async function run(paths: readonly string[], { format, schemas }: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, [SchemasError, SettingsError], () => {
    const { world, problems, refused } = readWorld(paths, terminal.cwd, schemas, terminal.memory);
    for (const line of [...problems, ...refused]) terminal.stderr.write(`${line}\n`);
    if (problems.length > 0) throw new Exit(2);
    if (world.entities.length === 0)
      throw new WrongCall(`${paths.join(', ')}: no objects in these files: give manifests`);
    const print = format === 'json' ? printIgnoredDifferencesJson : printIgnoredDifferences;
    terminal.stdout.write(print(ignoredDifferences(world)));
  });
}
