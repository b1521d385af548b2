/**
 * Packs the package, installs it into projects as users have them, and does there what users do: `npm run consumers`, or
 * `npm run consumers -- esm` for one of them. It takes some minutes and the network, so it is no part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project, and what is installed in place of what it says. */
interface Consumer {
  readonly name: string;
  readonly folder: string;
  readonly packages: readonly string[];
}

const NODE = Number(process.versions.node.split('.')[0]);

const CONSUMERS: readonly Consumer[] = [
  { name: 'lint', folder: 'lint', packages: [] },
  { name: 'types', folder: 'types', packages: [] },
  { name: 'cdk8s-template', folder: 'cdk8s-template', packages: [] },
  { name: 'esm', folder: 'esm', packages: [] },
  { name: 'online-boutique', folder: '../examples/online-boutique', packages: [] },
  { name: 'vitest-3', folder: 'esm', packages: ['vitest@3.0'] },
  // It does not work with older ones.
  ...(NODE >= 22 ? [{ name: 'vitest-5', folder: 'esm', packages: ['vitest@5', '@types/node@24'] }] : []),
];

const ROOT = join(__dirname, '..');

function main(names: readonly string[]): number {
  const unknown = names.find((name) => !CONSUMERS.some((each) => each.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`${unknown}: there are ${CONSUMERS.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  try {
    const tarball = pack(folder);
    const chosen = CONSUMERS.filter(({ name }) => names.length === 0 || names.includes(name));
    const failed = chosen.filter((each) => !consume(each, folder, tarball));
    for (const each of chosen) process.stdout.write(`${failed.includes(each) ? 'failed' : 'passed'}  ${each.name}\n`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pack(folder: string): string {
  const { status, stdout } = spawnSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('npm pack fails');
  // What the build prints comes first.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [{ filename: string }];
  return join(folder, filename);
}

/** @returns whether all is well */
function consume({ name, folder, packages }: Consumer, base: string, tarball: string): boolean {
  process.stdout.write(`\n== ${name}\n`);
  const cwd = join(base, name);
  cpSync(join(__dirname, folder), cwd, { recursive: true });
  const env = { ...process.env, MESHWRIGHT_TARBALL: tarball, CDK8S_CHECK_UPGRADE: 'false', NO_COLOR: '1' };
  const run = (...args: readonly string[]) => spawnSync('npm', args, { cwd, env, stdio: 'inherit' }).status === 0;
  return run('install', '--no-audit', '--no-fund', '--no-save', tarball, ...packages) && run('run', 'consume');
}

process.exitCode = main(process.argv.slice(2));
