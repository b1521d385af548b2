import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '../..');
const RUN = join(ROOT, 'bin/run.js');
const APP = `import { Chart, ApiObject } from 'cdk8s';
import { App } from ${JSON.stringify(join(ROOT, 'lib/core/app'))};
const run = (build: (chart: Chart) => void) => App.run((app) => build(new Chart(app, 'web')));
`;
const OBJECT = `new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a TypeScript file of that source in the folder. */
function run(source: string, { args = [], env = {} }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {}) {
  writeFileSync(join(folder, 'app.ts'), source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, 'app.ts', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, MESHWRIGHT_DEBUG: undefined, CDK8S_OUTDIR: undefined, ...env },
  });
  return { status, stdout, stderr };
}

describe('node bin/run.js', () => {
  test('GIVEN an app WHEN it is run THEN it writes its manifests, and nothing else', () => {
    expect(run(`${APP}run((chart) => ${OBJECT.slice(0, -1)});`)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(['app.ts', 'dist', 'node_modules']);
    expect(readFileSync(join(folder, 'dist/web.k8s.yaml'), 'utf8')).toContain('name: a\n');
  });

  test('GIVEN a file THEN it is the main module, at its own place, with its own arguments', () => {
    const source = `console.log(JSON.stringify([require.main === module, __filename, __dirname, process.argv.slice(1)]));`;
    const { stdout } = run(source, { args: ['--x', 'y'] });
    const file = join(folder, 'app.ts');
    expect(JSON.parse(stdout)).toEqual([true, file, folder, [file, '--x', 'y']]);
  });

  test.each<[string, string, string]>([
    ['a syntax error', 'const x = ;', 'error: app.ts:1:11: Unexpected ";"\n'],
    ['an import of nothing', "import './nope';", 'error: app.ts:1:8: Could not resolve "./nope"\n'],
    [
      'a mistake of the app',
      `${APP}run((chart) => { chart.addDependency(chart); });`,
      'error: [web] depends on itself: remove the dependency\n',
    ],
    [
      'an app that is synthesized without App.run()',
      `${APP}const app = new App(); const web = new Chart(app, 'web'); web.addDependency(web); app.synth();`,
      'error: [web] depends on itself: remove the dependency\n',
    ],
    [
      'a mistake in the program',
      "throw new TypeError('a\\nb');",
      'error: TypeError: a b (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)\n',
    ],
  ])('GIVEN %s THEN it says so in one line', (_, source, stderr) => {
    expect(run(source)).toEqual({ status: 1, stdout: '', stderr });
  });

  test('GIVEN MESHWRIGHT_DEBUG=1 THEN stacks have the lines of the source', () => {
    const source = `${APP}run((chart) => {\n  ${OBJECT}\n  throw new Error('boom');\n});`;
    const { status, stderr } = run(source, { env: { MESHWRIGHT_DEBUG: '1' } });
    expect(status).toBe(1);
    expect(stderr).toContain(`(${join(folder, 'app.ts')}:6:9)`);
  });

  test('GIVEN no file, or one that is not there THEN it says how it is used', () => {
    const start = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [RUN, ...args], { cwd: folder, encoding: 'utf8' });
      return [status, stderr];
    };
    expect(start()).toEqual([2, 'usage: node bin/run.js FILE.ts [ARGUMENT...]\n']);
    expect(start('a.ts')).toEqual([1, 'error: a.ts: no such file: name the TypeScript file to run\n']);
  });

  test('GIVEN two runs at once THEN both end well', async () => {
    writeFileSync(join(folder, 'app.ts'), `${APP}run((chart) => { ${OBJECT} });`);
    const start = () =>
      new Promise((done) => spawn(process.execPath, [RUN, 'app.ts'], { cwd: folder }).on('exit', (code) => done(code)));
    expect(await Promise.all([start(), start()])).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'dist'))).toEqual(['web.k8s.yaml']);
  });
});
