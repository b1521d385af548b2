/**
 * How long the page and the picture of a mesh take: `node --require tsx/cjs bench/report.ts`. Of three hundred Services in
 * twenty namespaces, the time of the processor of the whole command, as users run it; and as a ratio to `check` of the
 * same objects, which reads and judges them too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meshObjects } from './mesh-objects';

const ROOT = join(__dirname, '..');
const SERVICES = 300;
const ROUNDS = 5;

/** What the shell's `time` says of a command: seconds of the processor. */
function seconds(args: readonly string[]): number {
  const script = `TIMEFORMAT='%U %S'; time node bin/meshwright.js ${args.join(' ')} >/dev/null 2>&1`;
  const { stderr } = spawnSync('bash', ['-c', script], { cwd: ROOT, encoding: 'utf8' });
  return stderr
    .trim()
    .split(' ')
    .reduce((sum, each) => sum + Number(each), 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
try {
  const file = join(folder, 'mesh.json');
  const items = meshObjects(SERVICES).filter(({ kind }) => kind !== 'ServiceAccount');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const [page, picture] = [join(folder, 'mesh.html'), join(folder, 'mesh.svg')];
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['check', ['check', file]],
    ['page', ['report', file, '-o', page]],
    ['picture, folded', ['report', file, '-o', picture]],
    ['picture, unfolded', ['report', file, '--unfold', '-o', picture]],
  ];
  const times = commands.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [, args]] of commands.entries()) {
      const time = seconds(args);
      // The first round is for caches.
      if (round > 0) times[index]?.push(time);
    }
  }
  const [base = Number.NaN] = times.map(median);
  console.log(
    `${items.length} objects, ${SERVICES} Services among them: seconds of the processor, and the ratio to check`,
  );
  for (const [index, [name]] of commands.entries()) {
    const time = median(times[index] ?? []);
    console.log(`${name.padEnd(20)} ${time.toFixed(2)} s  ${(time / base).toFixed(2)}`);
  }
  console.log(`the page has ${(statSync(page).size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
