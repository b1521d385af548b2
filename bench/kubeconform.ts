/**
 * `meshwright check` beside kubeconform, which knows schemas and neither CEL, nor native rules, nor what lies between
 * objects: `node --require tsx/cjs bench/kubeconform.ts [KUBECONFORM]`. Both get the same files, the same schemas, and
 * both cores; what to compare are the ratios of one run.
 *
 * kubeconform is built with `go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0`.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { printYaml } from '../lib/core/yaml-printer';
import { MAKERS } from './check-objects';

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

function writeObjects(file: string, count: number): string {
  fs.writeFileSync(file, '');
  for (let done = 0; done < count; done += 1000) {
    const part = Array.from({ length: Math.min(1000, count - done) }, (_, i) => {
      return MAKERS[KINDS[(done + i) % KINDS.length] as string]?.(Math.floor((done + i) / KINDS.length));
    });
    fs.appendFileSync(file, `---\n${printYaml(part)}`);
  }
  return file;
}

/** @returns milliseconds */
function timeOf(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: os.tmpdir() });
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
  console.log('objects   Node.js alone   kubeconform   meshwright check   to Node.js   to kubeconform');
  for (const size of SIZES) {
    if (only !== undefined && only !== String(size)) continue;
    const file = writeObjects(path.join(folder, `${size}.yaml`), size);
    const runs = {
      node: () => timeOf(process.execPath, ['-e', '0']),
      kubeconform: () => timeOf(kubeconform, ['-schema-location', location, '-n', String(os.cpus().length), file]),
      ours: () => timeOf(process.execPath, [command, 'check', file]),
    };
    const best = { node: Infinity, kubeconform: Infinity, ours: Infinity };
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, run] of Object.entries(runs) as [keyof typeof runs, () => number][]) {
        // The first one compiles.
        const time = run();
        if (round > 0) best[name] = Math.min(best[name], time);
      }
    }
    const cells = [`${Math.round(best.node)} ms`, `${Math.round(best.kubeconform)} ms`, `${Math.round(best.ours)} ms`];
    const ratios = [best.ours / best.node, best.ours / best.kubeconform].map((ratio) => `${ratio.toFixed(2)}×`);
    console.log([String(size).padEnd(8), ...[...cells, ...ratios].map((cell) => cell.padStart(14))].join(' '));
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
