import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { SchemasError } from '../check/installed-schemas';
import { readable } from '../kube/readable';
import { checkPackages, MissingPackagesError, UnreadableError } from '../migrate/errors';
import type { Migration } from '../migrate/migrate';
import { reportJson, reportLines } from '../migrate/report';
import { OutputError } from '../output/output-error';
import { TEST_OF_ALL } from '../project/first-chart';
import { ExistingFilesError, placeFiles } from '../project/place-files';
import { projectFiles } from '../project/project-files';
import { projectName } from '../project/project-name';
import { SettingsError } from '../settings/read-settings';
import { folderOption } from './path-options';
import { Exit, type Terminal } from './terminal';
import { versionOf } from './version';
import { saying } from './wrong-call';

interface Options {
  readonly out: string;
  readonly force?: boolean;
  readonly format: 'text' | 'json';
  readonly schemas?: string;
}

const HELP = `
PATH is a file, a folder (every .yaml, .yml and .json below it, except in node_modules and hidden folders)
or - for the standard input. What several files have in different forms is written as scenarios, each applied by hand.

Examples:
  meshwright migrate manifests --out mesh                            a project in mesh/
  kubectl get vs,dr,gw -A -o yaml | meshwright migrate - --out mesh  what a cluster has
  helm template my-chart | meshwright migrate - --out mesh           what Helm renders
  cd mesh && npm install && npx cdk8s synth                          the same objects again, from TypeScript

Exit codes: 0 every object is the same, 1 some differ (they are named), 2 wrong call, something could not be read,
or a file is there already.`;

/** Adds what `meshwright migrate` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Write manifests as TypeScript that makes the same objects, and prove that it does.')
    .argument('<path...>', 'files, folders or - for the standard input')
    .requiredOption('--out <dir>', 'the folder to write to', folderOption)
    .option('--force', 'overwrite files that say something else')
    .addOption(new Option('--format <format>', 'how to say what was done').choices(['text', 'json']).default('text'))
    .option('--schemas <dir>', 'schemas of more kinds, as written by `meshwright import` (default: ./imports)')
    .addHelpText('after', HELP)
    .action((paths: readonly string[], options: Options) => run(paths, options, terminal, versionOf(command)));
}

const KNOWN_ERRORS = [
  UnreadableError,
  ExistingFilesError,
  OutputError,
  SchemasError,
  SettingsError,
  MissingPackagesError,
];

async function run(paths: readonly string[], options: Options, terminal: Terminal, version: string): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    checkPackages();
    // Loaded when the packages are there that it is built on.
    const { migrate } = require('../migrate/migrate') as typeof import('../migrate/migrate');
    const migration = await migrate(paths, terminal.cwd, options.schemas);
    const folder = resolve(terminal.cwd, options.out);
    const isProject = existsSync(join(folder, 'package.json'));
    const name = projectName(basename(folder));
    const around = isProject ? [] : [...projectFiles({ name, version }), ...TEST_OF_ALL];
    const files = new Map([...around, ...migration.files]);
    placeFiles(folder, files, options.force === true);
    const text = options.format === 'json' ? json(migration) : [...lines(migration, options.out, folder, terminal)];
    const printed = `${[text].flat().join('\n')}\n`;
    terminal.stdout.write(options.format === 'json' ? printed : readable(printed));
    if (migration.proof.differences.length > 0) throw new Exit(1);
  });
}

function json(migration: Migration): string {
  return JSON.stringify(reportJson(migration), null, 2);
}

function* lines(migration: Migration, out: string, folder: string, { cwd }: Terminal): Generator<string> {
  yield* reportLines(migration);
  const place = relative(cwd, folder) === '' ? '' : `cd ${out} && `;
  yield `written to ${out}: ${place}npm install && npx cdk8s synth`;
}
