import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { main } from '../lib/cli/main';
import { dependencies, peerDependencies, peerDependenciesMeta, version } from '../package.json';

const ROOT = join(__dirname, '..');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-entrance-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const read = (file: string) => load(readFileSync(join(ROOT, file), 'utf8'));

describe('what an installation brings', () => {
  const sizeOf = (folder: string): number =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

  test('GIVEN the packages that come with it THEN none is for constructs, and they are small', () => {
    const names = Object.keys(dependencies);
    expect(names.filter((name) => /cdk8s|constructs|commander/.test(name))).toEqual([]);
    const megabytes = names.reduce((sum, name) => sum + sizeOf(join(ROOT, 'node_modules', name)), 0) / 1e6;
    expect(megabytes).toBeLessThan(4);
    expect(Object.keys(peerDependenciesMeta).sort()).toEqual(Object.keys(peerDependencies).sort());
    expect(Object.values(peerDependenciesMeta).every(({ optional }) => optional)).toEqual(true);
  });
});

describe('action.yml', () => {
  interface Action {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
    readonly runs: {
      readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
    };
  }

  /** Runs its steps as GitHub does, with programs that say how they were called in place of npm and meshwright. */
  function run(given: Readonly<Record<string, string>>) {
    const { inputs, runs } = read('action.yml') as Action;
    const bin = join(cwd, 'bin');
    const installed = join(cwd, 'temp/meshwright/node_modules/.bin');
    for (const folder of [bin, installed]) mkdirSync(folder, { recursive: true });
    const program = (file: string, code: number) => {
      writeFileSync(file, `#!/bin/sh\necho "$(basename "$0") $*"\nexit ${code}\n`);
      chmodSync(file, 0o755);
    };
    program(join(bin, 'npm'), 0);
    program(join(installed, 'meshwright'), 1);
    return runs.steps.map(({ run: script, env }) => {
      const values = Object.entries(env).map(([name, text]) => {
        const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(text)?.[1] ?? '';
        return [name, given[input] ?? inputs[input]?.default];
      });
      const { stdout, status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
        cwd,
        encoding: 'utf8',
        env: {
          PATH: `${bin}:${process.env.PATH}`,
          GITHUB_ACTION_PATH: ROOT,
          RUNNER_TEMP: join(cwd, 'temp'),
          ...Object.fromEntries(values),
        },
      });
      return [stdout.replaceAll(cwd, ''), status];
    });
  }

  test('GIVEN nothing THEN the version of the action checks the repository', () => {
    expect(run({})).toEqual([
      [
        `npm install --prefix /temp/meshwright --no-save --no-audit --no-fund --loglevel error meshwright@${version}\n`,
        0,
      ],
      ['meshwright check .\n', 1],
    ]);
  });

  test('GIVEN inputs THEN they are arguments, and SARIF is written beside', () => {
    const [, check] = run({ paths: 'a b', args: '--severity warning', sarif: 'out.sarif' });
    expect(check).toEqual(['meshwright check a b --severity warning\n', 1]);
    expect(readFileSync(join(cwd, 'out.sarif'), 'utf8')).toEqual(
      'meshwright check a b --severity warning --format sarif\n',
    );
  });
});

describe('.pre-commit-hooks.yaml', () => {
  test('GIVEN the hook THEN its call is one that the command knows', async () => {
    const [hook] = read('.pre-commit-hooks.yaml') as { entry: string; args: string[]; pass_filenames: boolean }[];
    writeFileSync(join(cwd, 'a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    const [program, ...words] = [...(hook?.entry.split(' ') ?? []), ...(hook?.args ?? [])];
    let out = '';
    const terminal = { cwd, stdout: { write: (text: string) => (out += text) }, stderr: { write: () => {} }, env: {} };
    expect({ program, code: await main(words, version, terminal) }).toEqual({ program: 'meshwright', code: 0 });
    expect(out).toContain('1 object in 1 file: no problems');
  });
});
