import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { SchemasError } from '../check/installed-schemas';
import { readable } from '../kube/readable';
import { checkPackages, MissingPackagesError, UnreadableError } from '../migrate/errors';
import type { Migration } from '../migrate/migrate';
import { reportLines } from '../migrate/report';
import { OutputError } from '../output/output-error';
import { completeConfiguration, completePackage, ProjectError } from '../project/existing-project';
import { FIRST_CHART, TEST_OF_ALL } from '../project/first-chart';
import { ExistingFilesError, placeFiles } from '../project/place-files';
import { projectFiles } from '../project/project-files';
import { projectName } from '../project/project-name';
import { SettingsError } from '../settings/read-settings';
import { collect, folderOption } from './path-options';
import { Exit, type Terminal } from './terminal';
import { versionOf } from './version';
import { saying } from './wrong-call';

interface Options {
  readonly name?: string;
  readonly from?: readonly string[];
  readonly ci: boolean;
  readonly force?: boolean;
}

const HELP = `
In an empty folder it writes a project with a first chart and its test; in a repository what that lacks; in a project
of cdk8s it adds the package and its plugin. Nothing that is there is overwritten without --force, and nothing is asked.

Examples:
  npx meshwright init && npm install && npx cdk8s synth && npm test
  npx meshwright init mesh --from manifests   begins with the manifests that there are

Exit codes: 0 written, 1 with --from: some objects differ, 2 wrong call, something could not be read, or a file is
there already.`;

/** Adds what `meshwright init` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Start a project, or add this package to one.')
    .argument('[dir]', 'the folder of the project', folderOption, '.')
    .option('--name <name>', 'the name in package.json (default: that of the folder)', packageName)
    .option('--from <path>', 'manifests to begin with, as meshwright migrate reads them (again for more)', collect)
    .option('--no-ci', 'no workflow for GitHub Actions')
    .option('--force', 'overwrite files that say something else')
    .addHelpText('after', HELP)
    .action((dir: string, options: Options) => run(dir, options, terminal, versionOf(command)));
}

/** What npm takes as the name of a package. */
function packageName(name: string): string {
  if (/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) && name.length <= 214) return name;
  throw new InvalidArgumentError('npm takes lower case letters, digits, "-", "_" and ".", such as my-mesh.');
}

const KNOWN_ERRORS = [
  ...[ProjectError, UnreadableError, ExistingFilesError, OutputError, SchemasError, SettingsError],
  MissingPackagesError,
];

async function run(dir: string, options: Options, terminal: Terminal, version: string): Promise<void> {
  await saying(terminal, KNOWN_ERRORS, async () => {
    const folder = resolve(terminal.cwd, dir);
    const migration = options.from === undefined ? undefined : await migrated(options.from, terminal);
    const { files, notes, next } = contents(folder, options, version, migration);
    placeFiles(folder, files, options.force === true, OWN);
    for (const line of migration === undefined ? [] : reportLines(migration))
      terminal.stdout.write(readable(`${line}\n`));
    for (const note of notes) terminal.stdout.write(`${note}\n`);
    const place = relative(terminal.cwd, folder) === '' ? '' : `cd ${dir} && `;
    terminal.stdout.write(`next: ${place}${next}\n`);
    if (migration !== undefined && migration.proof.differences.length > 0) throw new Exit(1);
  });
}

/** Files that are completed, so that they may be there already. */
const OWN: ReadonlySet<string> = new Set(['package.json', 'cdk8s.yaml']);

async function migrated(paths: readonly string[], terminal: Terminal): Promise<Migration> {
  checkPackages();
  // Loaded when the packages are there that it is built on.
  const { migrate } = require('../migrate/migrate') as typeof import('../migrate/migrate');
  return migrate(paths, terminal.cwd);
}

interface Contents {
  readonly files: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
  /** What to run then. */
  readonly next: string;
}

function contents(folder: string, options: Options, version: string, migration: Migration | undefined): Contents {
  const { name = projectName(basename(folder)), ci } = options;
  const configuration = completeConfiguration(folder);
  const isCdk8s = configuration !== undefined;
  // A project of cdk8s is run and tested as it was; what comes of manifests brings a test.
  const tools = !isCdk8s || migration !== undefined;
  const ofPackage = completePackage(folder, version, tools);
  const files = new Map<string, string>();
  const notes: string[] = [];
  if (!isCdk8s) {
    for (const [file, text] of projectFiles({ name, version })) {
      // What a repository has, it has in its own way.
      if (existsSync(join(folder, file)) && options.force !== true) continue;
      if (ci || !file.startsWith('.github/')) files.set(file, text);
    }
  }
  if (migration !== undefined) for (const [file, text] of [...TEST_OF_ALL, ...migration.files]) files.set(file, text);
  else if (!isCdk8s) for (const [file, text] of FIRST_CHART) files.set(file, text);
  for (const [file, { added, files: changed }] of [
    ['package.json', ofPackage ?? NOTHING],
    ['cdk8s.yaml', configuration ?? NOTHING],
  ] as const) {
    for (const [each, text] of changed) files.set(each, text);
    notes.push(...added.map((what) => `${file}: added ${what}`));
  }
  notes.unshift(
    ...[...files.keys()]
      .filter((file) => !OWN.has(file) || !existsSync(join(folder, file)))
      .map((file) => `wrote ${file}`),
  );
  return { files, notes, next: `npm install && npx cdk8s synth${tools ? ' && npm test' : ''}` };
}

const NOTHING = { added: [], files: new Map<string, string>() } as const;
