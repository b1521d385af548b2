/**
 * How long `meshwright check` takes, and how much memory: `node --require tsx/cjs bench/check.ts`.
 *
 * What to compare between machines is the ratios: to `ajv` with the same schemas on the same objects in the same run
 * (which evaluates no CEL rules, sees no unknown fields and reports in JSON Schema's words), and of memory between
 * sizes of the input.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { printYaml } from '../lib/core/yaml-printer';
import { messageOf } from '../lib/violation/message';
import { MAKERS, objectsOf, type PlainObject } from './check-objects';

const ROOT = path.join(__dirname, '..');
const OBJECTS = 12_000;
const SIZES = [1_000, 12_000, 60_000];
const ROUNDS = 7;

type Check = (object: PlainObject) => unknown;

function objects(count: number, kinds: readonly string[] = Object.keys(MAKERS), from = 0): PlainObject[] {
  return objectsOf(kinds, count, from);
}

/** Milliseconds for all objects, of several checks in turns. */
function compare(checks: readonly Check[], of: readonly PlainObject[]): readonly number[] {
  const times = checks.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    checks.forEach((check, side) => {
      global.gc?.();
      const start = performance.now();
      for (const object of of) check(object);
      // The first round is for the compiler.
      if (round > 0) times[side]?.push(performance.now() - start);
    });
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ours(): Check {
  const { loadSchemas } = require('../lib/check/installed-schemas') as typeof import('../lib/check/installed-schemas');
  const judge = loadSchemas({ cwd: ROOT });
  return (object) => {
    const { violations } = judge.verdict(object);
    if (violations.length > 0) throw new Error(`the objects must be right: ${violations.map(messageOf).join()}`);
  };
}

/** A schema file: of one API group, or of all native kinds with their common definitions. */
interface SchemaFile {
  readonly group: string;
  readonly kinds: readonly {
    readonly kind: string;
    readonly versions: readonly { readonly name: string; readonly schema: string }[];
  }[];
  readonly schemas: Readonly<Record<string, object>>;
}

interface NativeSchemaFile {
  readonly kinds: readonly {
    readonly group: string;
    readonly kind: string;
    readonly version: string;
    readonly schema: string;
  }[];
  readonly definitions: Readonly<Record<string, object>>;
}

/** Nothing when ajv is not installed. */
function ajv(): Check | undefined {
  let Ajv: typeof import('ajv').default;
  try {
    Ajv = require('ajv').default;
  } catch {
    return undefined;
  }
  const options = { strict: false, validateFormats: false, allErrors: true };
  const validators = new Map<string, (value: unknown) => boolean>();
  for (const name of fs.readdirSync(path.join(ROOT, 'imports')).filter((file) => file.endsWith('.schema.json'))) {
    const file = JSON.parse(fs.readFileSync(path.join(ROOT, 'imports', name), 'utf8')) as SchemaFile | NativeSchemaFile;
    if ('definitions' in file) {
      const compiler = new Ajv(options).addSchema({ $id: 'native', definitions: file.definitions });
      for (const { group, kind, version, schema } of file.kinds.filter((each) => each.kind in MAKERS)) {
        const apiVersion = group === '' ? version : `${group}/${version}`;
        validators.set(`${apiVersion} ${kind}`, compiler.compile({ $ref: `native#/definitions/${schema}` }));
      }
      continue;
    }
    for (const { kind, versions } of file.kinds.filter((each) => each.kind in MAKERS)) {
      for (const version of versions) {
        const schema = file.schemas[version.schema];
        if (schema) validators.set(`${file.group}/${version.name} ${kind}`, new Ajv(options).compile(schema));
      }
    }
  }
  return (object) => {
    const validate = validators.get(`${object.apiVersion} ${object.kind}`);
    if (validate?.(object) !== true) throw new Error(`ajv refuses ${object.kind}`);
  };
}

/** In this process: time for objects that are there, by kind and all together. */
function measureChecks(): void {
  const start = performance.now();
  const check = ours();
  for (const make of Object.values(MAKERS)) check(make(0));
  console.log(`load, and one object of each kind: ${figure(performance.now() - start)}\n`);

  const other = ajv();
  console.log(`${OBJECTS} objects               ours         ajv    ours / ajv`);
  const kinds = Object.keys(MAKERS);
  for (const [name, of] of [['mixed', kinds] as const, ...kinds.map((kind) => [kind, [kind]] as const)]) {
    const [mine = Number.NaN, theirs] = compare(other ? [check, other] : [check], objects(OBJECTS, of));
    const ratio = theirs === undefined ? '-' : `${(mine / theirs).toFixed(1)}×`;
    const cells = [name.padEnd(18), figure(mine), theirs === undefined ? '-'.padStart(10) : figure(theirs)];
    console.log([...cells, ratio.padStart(12)].join('  '));
  }
}

/** Runs the command, which then says how much memory it took, in kilobytes. */
const TELLING_MEMORY = `process.once('exit', () => console.error(process.resourceUsage().maxRSS));
  require(${JSON.stringify(path.join(ROOT, 'bin/meshwright.js'))})`;

/** The whole command in processes of its own. */
function measureCommand(folder: string): void {
  const file = (name: string, count: number) => {
    const to = path.join(folder, name);
    // Printed in parts: the text of all would be in memory at once.
    fs.writeFileSync(to, '');
    for (let done = 0; done < count; done += 1000) {
      const part = objects(Math.min(1000, count - done), undefined, done);
      fs.appendFileSync(to, `---\n${printYaml(part)}`);
    }
    return to;
  };
  const one = file('one.yaml', 1);
  const times = { node: [] as number[], check: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.node.push(timeOf(['-e', '0']));
    times.check.push(timeOf([path.join(ROOT, 'bin/meshwright.js'), 'check', '--no-cache', one]));
  }
  console.log(
    `\ncheck of one file with one object: ${figure(median(times.check))}, of which Node.js ${figure(median(times.node))}`,
  );

  console.log('\nobjects      file        time      memory    memory / that of the first');
  let first: number | undefined;
  for (const size of SIZES) {
    const name = file(`${size}.yaml`, size);
    const start = performance.now();
    const { stderr } = spawn(['-e', TELLING_MEMORY, 'meshwright', 'check', '--no-cache', name]);
    const memory = Number(stderr.trim().split('\n').at(-1)) * 1024;
    first ??= memory;
    const cells = [String(size).padEnd(7), megabytes(fs.statSync(name).size), figure(performance.now() - start)];
    console.log([...cells, megabytes(memory), `${(memory / first).toFixed(2)}×`.padStart(12)].join('  '));
  }
}

function timeOf(args: readonly string[]): number {
  const start = performance.now();
  spawn(args);
  return performance.now() - start;
}

function spawn(args: readonly string[]) {
  const result = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(result.stderr + result.stdout);
  return result;
}

function figure(millis: number): string {
  return `${Math.round(millis)} ms`.padStart(10);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(10);
}

const [, , mode] = process.argv;
if (mode === 'checks') measureChecks();
else {
  process.stdout.write(spawn(['--expose-gc', '--require', 'tsx/cjs', __filename, 'checks']).stdout);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-bench-'));
  try {
    measureCommand(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
