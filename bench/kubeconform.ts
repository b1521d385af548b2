/**
 * `meshwright check` beside kubeconform, which knows schemas and neither CEL, nor native rules, nor what lies between
 * objects: `node --require tsx/cjs bench/kubeconform.ts [KUBECONFORM]`. Both get the same files, the same schemas, and
 * both cores; what to compare are the ratios of one run. Meshwright remembers what it has found: `first` is without a
 * memory, `again` with that of the same check, `changed` with that of a check since when one file in a hundred has changed.
 *
 * kubeconform is built with `go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0`.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { printYaml } from '../lib/core/yaml-printer';
import { MAKERS, objectsOf } from './check-objects';

const ROOT = path.join(__dirname, '..');
const SIZES = [1, 1_000, 12_000];
const ROUNDS = 7;
/** One mesh without a mistake. */
const KINDS = ['Service', 'ServiceAccount', 'Deployment', 'SecondDeployment', 'DestinationRule', 'VirtualService'];

/** Schemas as kubeconform reads them: one file for each kind, with what it refers to inside. */
function writeSchemas(folder: string): string {
  const imports = path.join(ROOT, 'imports');
  const write = (kind: string, group: string, version: string, schema: object) => {
    const name = [kind.toLowerCase(), ...(group === '' ? [] : [group.split('.')[0]]), version].join('-');
    fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(schema));
  };
  for (const name of fs.readdirSync(imports).filter((file) => file.endsWith('.schema.json'))) {
    const file = JSON.parse(fs.readFileSync(path.join(imports, name), 'utf8'));
    if (file.definitions !== undefined) {
      for (const { group, kind, version, schema } of file.kinds.filter(
        (each: { kind: string }) => each.kind in MAKERS,
      )) {
        write(kind, group, version, { $ref: `#/definitions/${schema}`, definitions: file.definitions });
      }
      continue;
    }
    for (const { kind, versions } of file.kinds) {
      for (const version of versions) write(kind, file.group, version.name, file.schemas[version.schema]);
    }
  }
  return path.join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
}

function objects(from: number, count: number): object[] {
  return objectsOf(KINDS, count, from);
}

function writeObjects(file: string, count: number): string {
  fs.writeFileSync(file, '');
  for (let done = 0; done < count; done += 1000) {
    fs.appendFileSync(file, `---\n${printYaml(objects(done, Math.min(1000, count - done)))}`);
  }
  return file;
}

const FILES = 100;

/** The same objects in a hundred files. */
function writeFolder(folder: string, count: number): string {
  fs.mkdirSync(folder);
  const size = Math.ceil(count / FILES);
  for (let file = 0; file * size < count; file++) {
    fs.writeFileSync(
      path.join(folder, `${file}.yaml`),
      printYaml(objects(file * size, Math.min(size, count - file * size))),
    );
  }
  return folder;
}

/** Changes a file of the folder: a label, and so an object, and the lines of what is below it. */
function changeFile(folder: string, round: number): void {
  const name = path.join(folder, `${round % FILES}.yaml`);
  const text = fs.readFileSync(name, 'utf8');
  fs.writeFileSync(
    name,
    text.replace(/^metadata:\n/m, `metadata:\n  annotations:\n    example.com/round: "${round}"\n`),
  );
}

/** @returns milliseconds */
function timeOf(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: folder });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout.slice(0, 2000)}`);
  return time;
}

const [, , kubeconform = 'kubeconform', only] = process.argv;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-bench-'));
try {
  fs.mkdirSync(path.join(folder, 'schemas'));
  const location = writeSchemas(path.join(folder, 'schemas'));
  const command = path.join(ROOT, 'bin/meshwright.js');
  const columns = ['Node.js alone', 'kubeconform', 'first', 'again', 'changed'] as const;
  const ratios = columns.slice(2).flatMap((name) => [`${name}/Node.js`, `${name}/kubeconform`]);
  console.log(['objects ', ...[...columns, ...ratios].map((name) => name.padStart(17))].join(' '));
  for (const size of SIZES) {
    if (only !== undefined && only !== String(size)) continue;
    const file = writeObjects(path.join(folder, `${size}.yaml`), size);
    const files = size < FILES ? undefined : writeFolder(path.join(folder, String(size)), size);
    const check = (...args: readonly string[]) => timeOf(process.execPath, [command, 'check', ...args]);
    const runs: Record<(typeof columns)[number], (round: number) => number> = {
      'Node.js alone': () => timeOf(process.execPath, ['-e', '0']),
      kubeconform: () => timeOf(kubeconform, ['-schema-location', location, '-n', String(os.cpus().length), file]),
      first: () => check('--no-cache', file),
      again: () => check(file),
      changed: (round) => {
        if (files === undefined) return Number.NaN;
        if (round === 0) check(files);
        changeFile(files, round);
        return check(files);
      },
    };
    const best = new Map<string, number>();
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, run] of Object.entries(runs)) {
        // The first one compiles, and remembers.
        const time = run(round);
        if (round > 0) best.set(name, Math.min(best.get(name) ?? Infinity, time));
      }
    }
    const of = (name: string) => best.get(name) ?? Number.NaN;
    // There is no hundredth part of one object.
    const shownTime = (time: number) => (Number.isNaN(time) ? '-' : `${Math.round(time)} ms`);
    const cells = columns.map((name) => shownTime(of(name)));
    const shown = ratios.map((ratio) => {
      const [ours = '', theirs = ''] = ratio.split('/');
      const times = of(ours) / of(theirs === 'Node.js' ? 'Node.js alone' : theirs);
      return Number.isNaN(times) ? '-' : `${times.toFixed(2)}×`;
    });
    console.log([String(size).padEnd(8), ...[...cells, ...shown].map((cell) => cell.padStart(17))].join(' '));
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
