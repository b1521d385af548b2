/**
 * How long the synthesis takes, ours against that of cdk8s on the same objects: `npm run bench`.
 *
 * Each round builds a fresh app (not counted) and synthesizes it into a new folder (counted), the two sides in
 * turns, and starts with the garbage of the round before collected. The figure is the median of the rounds; what to
 * compare between machines is the ratios.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { App } from '../lib/core/app';
import { LIST } from '../lib/output/written-files';
import { addObject } from './objects';

interface Case {
  readonly charts: number;
  readonly objects: number;
  readonly rounds: number;
  readonly sides: readonly Side[];
}

type Side = 'ours' | 'cdk8s';

const BOTH: readonly Side[] = ['ours', 'cdk8s'];
const CASES: readonly Case[] = [
  { charts: 1, objects: 12_000, rounds: 7, sides: BOTH },
  { charts: 400, objects: 30, rounds: 5, sides: BOTH },
  { charts: 4_000, objects: 30, rounds: 5, sides: ['ours'] },
];

function build(side: Side, { charts, objects }: Case, outdir: string): cdk8s.App {
  const app = side === 'ours' ? new App({ outdir }) : new cdk8s.App({ outdir });
  for (let c = 0; c < charts; c++) {
    const chart = new cdk8s.Chart(app, `chart-${c}`, { namespace: 'bench' });
    for (let i = 0; i < objects; i++) addObject(chart, c * objects + i);
  }
  return app;
}

/** Milliseconds. */
function time(side: Side, benchmark: Case, outdir: string): number {
  const app = build(side, benchmark, outdir);
  global.gc?.();
  const start = performance.now();
  app.synth();
  return performance.now() - start;
}

/** The same bytes, or the figures say nothing. */
function checkEqual(folder: string): void {
  const [ours, stock] = BOTH.map((side) => path.join(folder, side)) as [string, string];
  const names = fs.readdirSync(stock).sort();
  const written = fs.readdirSync(ours).filter((name) => name !== LIST);
  if (names.join() !== written.sort().join()) throw new Error('the sides wrote different files');
  for (const name of names) {
    const [a, b] = [ours, stock].map((directory) => fs.readFileSync(path.join(directory, name)));
    if (!a?.equals(b as Buffer)) throw new Error(`the sides differ in ${name}`);
  }
}

function run(benchmark: Case, folder: string): Record<Side, number> {
  const times: Record<Side, number[]> = { ours: [], cdk8s: [] };
  for (let round = 0; round <= benchmark.rounds; round++) {
    const sides = round % 2 === 0 ? benchmark.sides : [...benchmark.sides].reverse();
    for (const side of sides) {
      const millis = time(side, benchmark, path.join(folder, `round-${round}`, side));
      // The first round is for the compiler.
      if (round > 0) times[side].push(millis);
    }
    if (round === 0 && benchmark.sides.length > 1) checkEqual(path.join(folder, 'round-0'));
  }
  return { ours: median(times.ours), cdk8s: median(times.cdk8s) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Every case in a process of its own, so that none inherits the heap of another. */
function main(): void {
  // Removed at the very end: file systems are slow to create files just after many were deleted.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-bench-'));
  try {
    report(CASES.map((_, i) => runInChild(i, path.join(folder, `case-${i}`))));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function runInChild(index: number, folder: string): Record<Side, number | null> {
  const args = ['--expose-gc', '--max-old-space-size=4096', '--require', 'tsx/cjs', __filename, String(index), folder];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`case ${index} failed`);
  return JSON.parse(stdout) as Record<Side, number | null>;
}

function report(results: readonly Record<Side, number | null>[]): void {
  console.log('charts × objects        ours       cdk8s    cdk8s / ours');
  CASES.forEach(({ charts, objects }, i) => {
    const { ours, cdk8s: stock } = results[i] ?? { ours: null, cdk8s: null };
    const ratio = ours && stock ? `${(stock / ours).toFixed(1)}×` : '-';
    const cells = [`${charts} × ${objects}`.padEnd(16), figure(ours), figure(stock), ratio.padStart(14)];
    console.log(cells.join('  '));
  });
  const [, base, large] = results;
  console.log(`\nten times the charts take us ${((large?.ours ?? 0) / (base?.ours ?? 1)).toFixed(1)}× the time`);
}

function figure(millis: number | null): string {
  return (millis === null ? '-' : `${Math.round(millis)} ms`).padStart(10);
}

const [, , selected, outdir] = process.argv;
if (selected === undefined || outdir === undefined) main();
else process.stdout.write(JSON.stringify(run(CASES[Number(selected)] as Case, outdir)));
