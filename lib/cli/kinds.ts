import { type Command, Option } from 'commander';
import { loadSchemas, SchemasError } from '../check/installed-schemas';
import type { KnownKindName } from '../check/known-kinds';
import { SettingsError } from '../settings/read-settings';
import { Exit, type Terminal } from './terminal';
import { saying } from './wrong-call';

interface Options {
  readonly format: 'text' | 'json';
  readonly schemas?: string;
  readonly kubernetes?: string;
}

const HELP = `
Examples:
  meshwright kinds                      all kinds
  meshwright kinds cert-manager         those of a group or a project
  meshwright kinds --kubernetes 1.33    with the kinds of another version of Kubernetes

Exit codes: 0 there are kinds, 1 there are none, 2 wrong call.`;

/** Adds what `meshwright kinds` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('List the kinds that are checked, with their versions and where their definitions come from.')
    .argument('[text]', 'only those with this text in their line, whatever its case')
    .addOption(new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .option('--kubernetes <version>', 'the version of Kubernetes, such as 1.33 (default: 1.34)')
    .addHelpText('after', HELP)
    .action((text: string | undefined, options: Options) => run(text ?? '', options, terminal));
}

async function run(text: string, options: Options, terminal: Terminal): Promise<void> {
  await saying(terminal, [SchemasError, SettingsError], () => print(text, options, terminal));
}

function print(text: string, { format, schemas, kubernetes }: Options, { cwd, stdout, stderr }: Terminal): void {
  const kinds = loadSchemas({ cwd, folder: schemas, kubernetes }).knownKinds();
  const wanted = kinds.filter((kind) => cellsOf(kind).join(' ').toLowerCase().includes(text.toLowerCase()));
  if (wanted.length === 0) stderr.write(`there is no kind with "${text}" in its line\n`);
  else stdout.write(format === 'json' ? `${JSON.stringify(wanted, null, 2)}\n` : tableOf(wanted.map(cellsOf)));
  if (wanted.length === 0) throw new Exit(1);
}

function cellsOf({ group, kind, versions, from }: KnownKindName): readonly string[] {
  return [group === '' ? 'core' : group, kind, versions.join(', '), from];
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
