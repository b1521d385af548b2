import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesBelow } from '../output/write-files';
import { main } from './main';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'init-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the command in a folder of the given files. */
async function init(name: string, files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const output = { stdout: '', stderr: '' };
  const code = await main(['init', ...args], '1.2.3', {
    cwd: folder,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
    env: {},
  });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { code, ...output, files: filesBelow(folder).sort(), read };
}

describe('meshwright init', () => {
  test.each([['--name', 'Bad Name'], ['--name', ''], ['']])(
    'GIVEN %j %j THEN it is refused, and nothing is written',
    async (...args) => {
      const { code, stdout, stderr, files } = await init('refused', {}, ...args);
      expect({ code, stdout, files }).toEqual({ code: 2, stdout: '', files: [] });
      expect(stderr).toMatch(/^error: .* is invalid/);
    },
  );

  test('GIVEN an empty folder THEN there is a project with a chart and its test', async () => {
    const { code, stdout, files, read } = await init('my shop', {});
    expect(code).toBe(0);
    expect(files).toEqual([
      '.github/workflows/manifests.yaml',
      '.gitignore',
      '.prettierignore',
      '.prettierrc.json',
      'cdk8s.yaml',
      'charts/shop.test.ts',
      'charts/shop.ts',
      'jest.config.js',
      'main.ts',
      'package.json',
      'tsconfig.json',
    ]);
    expect(stdout.split('\n').at(-2)).toBe('next: npm install && npx cdk8s synth && npm test');
    expect(JSON.parse(read('package.json'))).toMatchObject({
      name: 'my-shop',
      private: true,
      scripts: { synth: 'cdk8s synth', test: 'tsc && jest' },
      dependencies: { meshwright: '^1.2.3' },
    });
  });

  test('GIVEN a repository THEN it gets what it lacks, and keeps what it has', async () => {
    const { code, files, read } = await init(
      'repository',
      { '.gitignore': '*.log\n', 'package.json': '{\n    "name": "x",\n    "scripts": { "test": "mine" }\n}\n' },
      '--no-ci',
    );
    expect(code).toBe(0);
    expect(files).not.toContain('.github/workflows/manifests.yaml');
    expect(read('.gitignore')).toBe('*.log\n');
    const text = read('package.json');
    expect(text).toMatch(/^\{\n {4}"name": "x",\n/);
    expect(JSON.parse(text)).toMatchObject({
      name: 'x',
      scripts: { test: 'mine', synth: 'cdk8s synth' },
      dependencies: { meshwright: '^1.2.3' },
    });
  });

  test('GIVEN a project of cdk8s THEN the package and its plugin are added, and nothing else', async () => {
    const { stdout, files, read } = await init('cdk8s', {
      'package.json': '{ "dependencies": { "cdk8s": "2.68.0" }, "devDependencies": { "jest": "^29" } }',
      'cdk8s.yaml': 'language: typescript\napp: npx ts-node main.ts # as ever\nimports:\n  - k8s\n',
      'main.ts': '// mine\n',
    });
    expect(files).toEqual(['cdk8s.yaml', 'main.ts', 'package.json']);
    expect(read('cdk8s.yaml')).toBe(`language: typescript
app: npx ts-node main.ts # as ever
imports:
  - k8s
validations:
  - package: ./node_modules/meshwright/lib/plugin
    version: 0.0.0
    class: MeshwrightValidation
output: .synth/dist
`);
    expect(JSON.parse(read('package.json'))).toEqual({
      dependencies: { cdk8s: '2.68.0', 'cdk8s-plus-27': '^2.9.0', constructs: '^10.4.0', meshwright: '^1.2.3' },
      devDependencies: { jest: '^29', 'cdk8s-cli': '^2.200.0' },
    });
    expect(stdout).toContain('next: npm install && npx cdk8s synth\n');
    expect(stdout).toContain('cdk8s.yaml: added validations: MeshwrightValidation\n');
    expect((await init('cdk8s', {})).read('cdk8s.yaml').match(/MeshwrightValidation/g)).toHaveLength(1);
  });

  test('GIVEN --from THEN it begins with a migration', async () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
    const { code, stdout, files } = await init(
      'from',
      { 'namespace.yaml': namespace },
      'mesh',
      '--from',
      'namespace.yaml',
    );
    expect(code).toBe(0);
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([
      'mesh/charts/namespace.ts',
      'mesh/main.test.ts',
      'mesh/main.ts',
    ]);
    expect(stdout).toContain('1 of 1 objects are the same\n');
    expect(stdout).toContain('next: cd mesh && npm install && npx cdk8s synth && npm test\n');
  });

  test('GIVEN a file of the code that is there THEN nothing is written', async () => {
    const { code, stderr, files } = await init('there', { 'main.ts': '// mine\n' });
    expect({ code, files }).toEqual({ code: 2, files: ['main.ts'] });
    expect(stderr).toBe(
      `${join(root, 'there/main.ts')}: there already, and different: nothing is written without --force\n`,
    );
  });

  test('GIVEN a package.json that is no JSON THEN it says so', async () => {
    const { code, stderr } = await init('broken', { 'package.json': '{' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^package\.json: /);
  });
});
