import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { main } from './main';
import { Progress } from './progress';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const CRD = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Gadget', plural: 'gadgets' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

async function run(args: readonly string[], env = {}): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await main(args, '1.2.3', { cwd, stdout, stderr, env });
  return { code, out, err };
}

const HOW = 'list URLs or paths of files with CRDs under "imports:" in cdk8s.yaml, or give them as arguments';

describe('meshwright', () => {
  test('prints version and help, and refuses what it does not know', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    expect(await run(['--help'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage: meshwright'),
    });
    expect(await run([])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: meshwright') });
    expect(await run(['impart'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^error: unknown command[\s\S]*import[\s\S]*Usage:/),
    });
    expect(await run(['--what'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['help', 'import'])).toEqual(await run(['import', '--help']));
    expect(await run(['help'])).toEqual(await run(['--help']));
    expect((await run(['import', '--help'])).out).toContain('--from <dir>');
    expect(await run(['help', 'impart'])).toEqual(await run(['impart']));
  });

  test('starts from the launcher', () => {
    const launcher = join(__dirname, '../../bin/meshwright.js');
    const { version } = require('../../package.json');
    expect(execFileSync(process.execPath, [launcher, '-V'], { cwd, encoding: 'utf8' })).toEqual(`${version}\n`);
  });

  (existsSync('/dev/full') ? test : test.skip)('GIVEN an output that takes nothing THEN it is said', () => {
    const launcher = join(__dirname, '../../bin/meshwright.js');
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [launcher, '-V'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'the output cannot be written: the disk is full: free some space\n',
    });
  });

  (process.platform === 'win32' ? test.skip : test)('GIVEN nobody who reads the output THEN nothing is said', () => {
    const launcher = join(__dirname, '../../bin/meshwright.js');
    // The end of the pipe is closed before anything is written.
    const script = `{ "${process.execPath}" "${launcher}" -V; echo "$?" >&2; } | true`;
    expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' })).toMatchObject({ stdout: '', stderr: '0\n' });
  });
});

describe('meshwright import', () => {
  test('imports what is given', async () => {
    // GIVEN
    writeFileSync(join(cwd, 'crd.json'), CRD);

    // WHEN
    const [first, second] = [
      await run(['import', 'crd.json', '--outdir', 'gen']),
      await run(['import', 'crd.json', '--outdir', 'gen']),
    ];

    // THEN
    expect(first).toEqual({ code: 0, out: 'gen/example.com.ts: 1 kind\n', err: '' });
    expect(second).toEqual({ code: 0, out: 'gen/example.com.ts: 1 kind (unchanged)\n', err: '' });
    expect(readdirSync(join(cwd, 'gen'))).toEqual(['SOURCES.json', 'example.com.schema.json', 'example.com.ts']);
  });

  test('imports all versions with their descriptions when asked to', async () => {
    // GIVEN
    const definition = JSON.parse(CRD);
    const [version] = definition.spec.versions;
    const schema = { openAPIV3Schema: { type: 'object', properties: { a: { type: 'string', description: 'Old.' } } } };
    definition.spec.versions.push({ ...version, name: 'v1beta1', served: true, storage: false, schema });
    writeFileSync(join(cwd, 'crd.json'), JSON.stringify(definition));

    // WHEN
    await run(['import', 'crd.json', '--all-versions', '--descriptions']);

    // THEN
    const text = readFileSync(join(cwd, 'imports/example.com.ts'), 'utf8');
    expect(text).toContain(`export class ${definition.spec.names.kind}V1Beta1 extends ApiObject {`);
    expect(text).toContain('  /** Old. */\n  readonly a?: string;');
  });

  test('imports what cdk8s.yaml lists, and removes the rest', async () => {
    // GIVEN
    writeFileSync(join(cwd, 'crd.json'), CRD);
    writeFileSync(join(cwd, 'other.json'), CRD.replace('example.com', 'other.io'));
    writeFileSync(join(cwd, 'cdk8s.yaml'), 'app: x\nimports:\n  - crd.json\n');
    await run(['import', 'other.json']);

    // THEN
    expect(await run(['import'])).toEqual({
      code: 0,
      out: 'imports/example.com.ts: 1 kind\nimports/other.io.schema.json: removed\nimports/other.io.ts: removed\n',
      err: '',
    });
  });

  test('says each problem on one line', async () => {
    // GIVEN
    writeFileSync(join(cwd, 'a.yaml'), 'kind: Service\n');

    // WHEN
    const result = await run(['import', 'a.yaml', 'b.yaml']);

    // THEN
    expect(result).toEqual({
      code: 2,
      out: '',
      err: [
        'a.yaml: document 1 (line 1): kind Service is not a CustomResourceDefinition: give the file with the CRDs, often crds.yaml or install.yaml\n',
        'b.yaml: cannot be read: there is no such file: check the path, it is relative to the working directory\n',
      ].join(''),
    });
  });

  test('shows a stack only when asked', async () => {
    expect((await run(['import', 'x'])).err).not.toContain('    at ');
    expect((await run(['import', 'x'], { MESHWRIGHT_DEBUG: '1' })).err).toContain('    at ');
  });

  test.each([
    [undefined, `cdk8s.yaml: not found in the working directory: ${HOW}`],
    ['app: x', `cdk8s.yaml: nothing to import: ${HOW}`],
    ['imports: []', `cdk8s.yaml: nothing to import: ${HOW}`],
    ['imports: a.yaml', `cdk8s.yaml: imports is "a.yaml": must be a list: ${HOW}`],
    ['imports: [{ a: b }]', 'cdk8s.yaml: imports[0] is a map: must be a string, put it in quotes'],
    ['imports: [', 'cdk8s.yaml (line 1): not YAML: did not find expected node content'],
    [
      'imports: [k8s]',
      'cannot import "k8s": the kinds of Kubernetes itself come with cdk8s-plus: accepted is [NAME:=]SPEC, where SPEC is an https URL or a path of a file with CRDs',
    ],
  ])('refuses the cdk8s.yaml %j', async (text, problem) => {
    if (text !== undefined) writeFileSync(join(cwd, 'cdk8s.yaml'), text);
    expect(await run(['import'])).toEqual({ code: 2, out: '', err: `${problem}\n` });
  });

  test('GIVEN a source that cannot be read THEN it ends with 2, with one that is wrong with 1', async () => {
    writeFileSync(join(cwd, 'wrong.yaml'), 'a: [');
    expect(await run(['import', 'missing.yaml', 'wrong.yaml'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['import', '--kubernetes', 'missing.json'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['import', 'wrong.yaml'])).toMatchObject({ code: 1, out: '' });
    writeFileSync(join(cwd, 'crd.json'), CRD);
    expect(await run(['import', 'crd.json', '--outdir', 'crd.json/new'])).toEqual({
      code: 2,
      out: '',
      err: 'crd.json/new: cannot be written: a file is in the place of a folder: remove it or choose another output directory; nothing was written\n',
    });
  });
});

describe('Progress', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** What is printed for a wait of some milliseconds. */
  function printed(isTTY: boolean, wait: number): string {
    let text = '';
    const progress = new Progress({ isTTY, write: (more: string) => (text += more) }, 'fetching', 10);
    progress.update('a', 'begin');
    progress.update('b', 'begin');
    jest.advanceTimersByTime(wait);
    progress.update('a', 'end');
    progress.stop();
    return text;
  }

  test('is silent when all is quick, plain in a log, and one line on a terminal', () => {
    expect(printed(false, 9)).toEqual('');
    expect(printed(false, 10)).toEqual('fetching a\nfetching b\n');
    expect(printed(true, 10)).toEqual('\r\x1b[Kfetching a and 1 more\r\x1b[Kfetching b\r\x1b[K');
  });
});
