/**
 * How long `meshwright diff` takes of 300 Services with five changed files, and `meshwright test` of a file with a test for
 * each, with and without coverage: `node --require tsx/cjs bench/diff.ts`.
 *
 * Each is a process of its own, as people run it, with reading and printing. Times are of the processor, so that it hardly
 * counts what else a machine does; the first round is thrown away, in which the compiled code is kept for the next.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { printYaml } from '../lib/core/yaml-printer';
import type { ManifestObject } from '../lib/model/manifest';
import { meshObjects } from './mesh-objects';

const ROOT = path.join(__dirname, '..');
const SERVICES = 300;
const ROUNDS = 5;

type Files = ReadonlyMap<string, readonly ManifestObject[]>;

/** A file for each app, and one for the namespaces. */
function files(): Files {
  const found = new Map<string, ManifestObject[]>();
  // The last ones are not whole.
  for (const object of meshObjects(SERVICES + 2)) {
    const { labels } = object.metadata as { readonly labels?: Readonly<Record<string, string>> };
    if (Number(labels?.app?.slice('app-'.length)) >= SERVICES) continue;
    const name = `${labels?.app ?? 'namespaces'}.yaml`;
    found.set(name, [...(found.get(name) ?? []), object]);
  }
  return found;
}

/** One field of one object of a file. */
const CHANGES: readonly (readonly [file: string, kind: string, from: string, to: string])[] = [
  ['app-3.yaml', 'VirtualService', '"weight":80', '"weight":60'],
  ['app-50.yaml', 'VirtualService', '"timeout":"5s"', '"timeout":"1s"'],
  ['app-101.yaml', 'AuthorizationPolicy', '"GET"', '"POST"'],
  ['app-200.yaml', 'Deployment', '"replicas":2', '"replicas":0'],
  ['app-299.yaml', 'PeerAuthentication', '"STRICT"', '"DISABLE"'],
];

function changed(before: Files): Files {
  const after = new Map(before);
  for (const [file, kind, from, to] of CHANGES) {
    const objects = (before.get(file) ?? []).map((object) =>
      object.kind === kind ? (JSON.parse(JSON.stringify(object).replace(from, to)) as ManifestObject) : object,
    );
    if (JSON.stringify(objects) === JSON.stringify(before.get(file))) throw new Error(`${file}: nothing is changed`);
    after.set(file, objects);
  }
  return after;
}

function write(folder: string, all: Files): string {
  fs.mkdirSync(folder);
  for (const [name, objects] of all) fs.writeFileSync(path.join(folder, name), printYaml(objects));
  return folder;
}

/** A test for each Service: which rule takes an ordinary request to it. */
function tests(): string {
  const cases = Array.from({ length: SERVICES }, (_, i) => {
    const host = `app-${i}.team-${i % 20}.svc.cluster.local`;
    const to = (subset: string, weight: number) =>
      `{destination: {host: ${host}, subset: ${subset}, port: {number: 9080}}, weight: ${weight}}`;
    return `- description: app-${i}
  wantMatch: true
  request: {source: team-1/app-1-v1, authority: ["${host}"], port: 9080, uri: ["/"], method: [GET]}
  route: [${to('v1', 80)}, ${to('v2', 20)}]`;
  });
  return `testCases:\n${cases.join('\n')}\n`;
}

/** Tells what a process has used, when it ends. */
const METER = `process.on('exit', () => require('node:fs').writeSync(3, JSON.stringify(process.cpuUsage())));`;

/** Milliseconds of the processor that the command takes, in several rounds. */
function timesOf(folder: string, args: readonly string[]): readonly number[] {
  const meter = path.join(folder, 'meter.js');
  fs.writeFileSync(meter, METER);
  const command = ['--require', meter, path.join(ROOT, 'bin/meshwright.js'), ...args];
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
    const { status, output } = spawnSync(process.execPath, command, {
      cwd: folder,
      stdio: [...stdio],
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${output[1]?.slice(-2000)}${output[2]?.slice(-2000)}`);
    const { user, system } = JSON.parse(output[3] ?? '') as NodeJS.CpuUsage;
    return (user + system) / 1000;
  });
  return rounds.slice(1).sort((a, b) => a - b);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-bench-'));
try {
  const before = files();
  write(path.join(folder, 'before'), before);
  write(path.join(folder, 'after'), changed(before));
  fs.writeFileSync(path.join(folder, 'tests.yaml'), tests());
  console.log(`${SERVICES} Services in ${before.size} files, ${CHANGES.length} of them changed:`);
  const test = ['test', 'tests.yaml', '--mesh', 'before'];
  for (const args of [['diff', 'before', 'after'], test, [...test, '--coverage']]) {
    const times = timesOf(folder, args);
    const middle = times[Math.floor(times.length / 2)] ?? Number.NaN;
    console.log(
      `  meshwright ${args.join(' ').padEnd(44)} ${Math.round(middle)} ms (${times.map(Math.round).join(', ')})`,
    );
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
