import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { main } from './main';

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-'));
  mkdirSync(join(folder, 'manifests'));
  writeFileSync(join(folder, 'manifests/namespace.yaml'), NAMESPACE);
  writeFileSync(join(folder, 'broken.yaml'), 'kind: [');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const output = { stdout: '', stderr: '' };
  const code = await main(['migrate', ...args], '1.2.3', {
    cwd: folder,
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
    env: {},
  });
  return { code, ...output };
}

describe('meshwright migrate', () => {
  test('GIVEN an empty folder name THEN it is refused, and nothing is written', async () => {
    expect(await run('manifests', '--out', '')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "error: option '--out <dir>' argument '' is invalid. Give a folder, and . for the current one.\n(see meshwright migrate --help)\n",
    });
    expect(existsSync(join(folder, 'package.json'))).toEqual(false);
  });

  test('GIVEN settings that are wrong THEN it is a wrong call', async () => {
    writeFileSync(join(folder, 'meshwright.yaml'), 'foo: bar\n');
    const result = await run('manifests', '--out', 'unwritten');
    rmSync(join(folder, 'meshwright.yaml'));
    expect(result).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'meshwright.yaml:1: foo is no setting: write one of worlds, complete, external, namespace, suppress, versions, meshConfig\n',
    });
  });

  test('writes a project, and says that its objects are the same', async () => {
    expect(await run('manifests', '--out', 'mesh')).toEqual({
      code: 0,
      stderr: '',
      stdout: `1 object in 1 chart:
  1 by constructs
1 of 1 objects are the same
traffic does not change
written to mesh: cd mesh && npm install && npx cdk8s synth
`,
    });
    expect(readFileSync(join(folder, 'mesh/charts/namespace.ts'), 'utf8')).toContain(
      "new Namespace(this, 'shop', { injection: true });",
    );
    expect(JSON.parse(readFileSync(join(folder, 'mesh/package.json'), 'utf8'))).toMatchObject({
      name: 'mesh',
      scripts: { test: 'tsc && jest' },
      dependencies: { meshwright: '^1.2.3' },
    });
    // jest fails where there is no test.
    expect(existsSync(join(folder, 'mesh/main.test.ts'))).toBe(true);
  });

  test('GIVEN kinds that are not written as constructs THEN it says which', async () => {
    writeFileSync(
      join(folder, 'kinds.yaml'),
      `apiVersion: v1
kind: Secret
metadata: {name: a, namespace: shop}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`,
    );
    const { code, stdout } = await run('kinds.yaml', '--out', 'kinds');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'not by a construct:\n  kinds that are not written as constructs: Ingress of networking.k8s.io, Secret\n',
    );
  });

  test('GIVEN a name with codes of a terminal THEN they are seen, and do nothing', async () => {
    writeFileSync(join(folder, 'odd.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "a\\e[2J"}\n');
    const { stdout } = await run('odd.yaml', '--out', 'odd');
    expect(stdout).toContain('a\\u001b[2J');
    expect(stdout.includes('\x1b')).toBe(false);
  });

  test('GIVEN a file that says something else THEN nothing is written without --force', async () => {
    await run('manifests', '--out', 'other');
    writeFileSync(join(folder, 'other/main.ts'), '// mine\n');
    rmSync(join(folder, 'other/charts'), { recursive: true });
    expect(await run('manifests', '--out', 'other')).toEqual({
      code: 2,
      stdout: '',
      stderr: `${join(folder, 'other/main.ts')}: there already, and different: nothing is written without --force\n`,
    });
    expect(existsSync(join(folder, 'other/charts'))).toBe(false);
    expect((await run('manifests', '--out', 'other', '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'other/main.ts'), 'utf8')).not.toBe('// mine\n');
  });

  test('GIVEN what cannot be read THEN nothing is written', async () => {
    const { code, stdout, stderr } = await run('manifests', 'broken.yaml', '--out', 'none');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^broken\.yaml:\d+: not YAML/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('GIVEN --format json THEN it is for programs', async () => {
    const { stdout } = await run('manifests', '--out', 'json', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      objects: [
        { file: 'manifests/namespace.yaml', apiVersion: 'v1', kind: 'Namespace', name: 'shop', form: 'construct' },
      ],
      charts: [{ id: 'namespace', module: 'charts/namespace.ts', scenario: false }],
      proof: { objects: 1, same: 1, otherWords: {}, differences: [], traffic: { changes: 0, requests: 0 } },
      removed: {},
      repeated: [],
      passedOver: [],
      files: ['charts/namespace.ts', 'main.ts'],
    });
  });
});
