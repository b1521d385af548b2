import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLLER_GEN, type KindsSource, SHARED_MODULES } from './sources';

/** A file with definitions, and its name below the folder of its module. */
export interface DefinitionFile {
  readonly name: string;
  readonly text: string;
}

const DEFINITIONS = /\.ya?ml$/;

/** The files of a module that hold definitions. */
export function publishedDefinitions({ module, version, files = [] }: KindsSource): readonly DefinitionFile[] {
  const folder = downloadedModule(module, version);
  return files.flatMap((name) => definitionFiles(folder, name));
}

/** A file, or those of a folder. */
function definitionFiles(root: string, name: string): readonly DefinitionFile[] {
  const path = join(root, name);
  if (!statSync(path).isDirectory()) return [{ name, text: readFileSync(path, 'utf8') }];
  const files = readdirSync(path).filter((file) => DEFINITIONS.test(file));
  return files.sort().map((file) => ({ name: join(name, file), text: readFileSync(join(path, file), 'utf8') }));
}

/**
 * The definitions of modules that hold only types, as the generator that their authors use makes them.
 *
 * @param scratch an empty folder
 */
export function generatedDefinitions(
  modules: readonly KindsSource[],
  scratch: string,
): ReadonlyMap<KindsSource, readonly DefinitionFile[]> {
  const goVersion = go(['env', 'GOVERSION'], scratch).trim().replace(/^go/, '');
  const copy = (module: string, version: string): string => {
    const folder = module.replaceAll(/[^a-z0-9]+/g, '-');
    cpSync(downloadedModule(module, version), join(scratch, folder), { recursive: true });
    // Go keeps sources unwritable, and refuses modules that ask for a newer Go, although it understands their types.
    execFileSync('chmod', ['-R', 'u+w', join(scratch, folder)]);
    const file = join(scratch, folder, 'go.mod');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^go .*$/m, `go ${goVersion}`).replace(/^toolchain .*$/m, ''));
    return `./${folder}`;
  };
  const folders = new Map(modules.map((each) => [each, copy(each.module, each.version)]));
  const replacements = Object.entries(SHARED_MODULES).map(
    ([module, version]) => `replace ${module} => ${copy(module, version)}`,
  );
  const lines = [`go ${goVersion}`, ...[...folders.values()].map((folder) => `use ${folder}`), ...replacements];
  writeFileSync(join(scratch, 'go.work'), `${lines.join('\n')}\n`);
  const tool = `sigs.k8s.io/controller-tools/cmd/controller-gen@${CONTROLLER_GEN}`;
  return new Map(
    [...folders].map(([module, folder]) => {
      const output = `${folder}-crds`;
      go(['run', tool, 'crd', `paths=${folder}/...`, `output:crd:dir=${output}`], scratch);
      return [module, definitionFiles(scratch, output)];
    }),
  );
}

/** The folder of a module, as the proxy of Go serves it. */
export function downloadedModule(module: string, version: string): string {
  // It fails on modules for a newer Go, after it has downloaded them.
  const answer = go(['mod', 'download', '-json', `${module}@${version}`], '.', true);
  const { Dir, Error: problem } = JSON.parse(answer) as { readonly Dir?: string; readonly Error?: string };
  const folder = Dir ?? join(go(['env', 'GOMODCACHE'], '.').trim(), `${escaped(module)}@${version}`);
  if (!existsSync(folder)) throw new Error(`${module}@${version} cannot be downloaded: ${problem}`);
  return folder;
}

/** A capital letter is `!` and the small one in the names of folders. */
function escaped(module: string): string {
  return module.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function go(args: readonly string[], cwd: string, mayFail = false): string {
  try {
    return execFileSync('go', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', mayFail ? 'ignore' : 'inherit'],
    });
  } catch (error) {
    if (!mayFail || !(error instanceof Error && 'stdout' in error)) throw error;
    return String(error.stdout);
  }
}
