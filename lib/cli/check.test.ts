import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn, writeIn } from './fixtures';
import { main } from './main';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const JUDGED_BY = 'judged by Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0\n';
const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const TWICE = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\ndata: {}\n';

const write = (files: Readonly<Record<string, string | Buffer>>) => writeIn(cwd, files);

async function check(args: readonly string[], stdout: { isTTY?: boolean } = {}, env = {}) {
  let [out, err] = ['', ''];
  const code = await main(['check', ...args], '1.2.3', {
    cwd,
    stdout: { ...stdout, write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env,
  });
  return { code, out, err };
}

function spawn(args: readonly string[], options: { input?: string; shell?: string } = {}) {
  const launcher = join(__dirname, '../../bin/meshwright.js');
  const command = [process.execPath, launcher, 'check', ...args].map((each) => `'${each}'`).join(' ');
  return spawnSync('sh', ['-c', `${command} ${options.shell ?? ''}`], { cwd, encoding: 'utf8', input: options.input });
}

/** A Service whose selector matches nothing, and a Pod that it might mean. */
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n';
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n';
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: b}}\nspec: {containers: [{name: c, image: a:1}]}\n';

describe('objects together', () => {
  const rules = async (...args: string[]) => {
    const { out } = await check([...args, '--format', 'json']);
    return JSON.parse(out).findings.map(
      ({ rule, file, related }: { rule: string; file: string; related: { file: string; message: string }[] }) =>
        [rule, file, ...related.map((each) => `${each.file}: ${each.message}`)].join(' '),
    );
  };

  test('GIVEN an object that does not fit another THEN it is reported, with the other end', async () => {
    write({ 'a.yaml': SERVICE, 'b/p.yaml': POD });
    expect(await rules('.')).toEqual(['K8S_SERVICE_WITHOUT_PODS a.yaml b/p.yaml: has other labels']);
    // Other pods may be described elsewhere, unless the namespace is, too.
    expect(await check(['.'])).toMatchObject({ code: 0 });
    write({ 'n.yaml': NAMESPACE });
    expect(await check(['.'])).toMatchObject({ code: 1 });
    expect(await rules('--only', 'SCHEMA_TYPE', '--only', 'K8S_NAME', '.')).toEqual([]);
    expect(await check(['.', '--only', 'SCHEMA_TYPE', 'K8S_NAME'])).toEqual({
      code: 2,
      out: '',
      err: 'K8S_NAME is a rule and no path: write --only before it, too\n',
    });
    expect(await rules('a.yaml', '--severity', 'warning')).toEqual([]);
  });

  test('GIVEN a world that is complete THEN what it lacks does not exist', async () => {
    write({ 'meshwright.yaml': 'worlds: {lab: {base: [dist/*.yaml]}}\n', 'dist/a.yaml': `${SERVICE}---\n${POD}` });
    expect(await check(['.'])).toMatchObject({ code: 0 });
    write({ 'meshwright.yaml': 'worlds: {lab: {base: [dist/*.yaml], complete: true}}\n' });
    expect(await check(['.'])).toMatchObject({ code: 1 });
  });

  test('GIVEN worlds in meshwright.yaml THEN overlays are judged alone on top of the base', async () => {
    // GIVEN
    write({
      'meshwright.yaml': 'worlds: {lab: {base: [dist/*.yaml], overlays: [dist/more/*]}}\n',
      'dist/s.yaml': SERVICE,
      'dist/p.yaml': POD.replace('app: b', 'app: a'),
      'dist/more/breaks.yaml': POD,
      'dist/more/wrong.yaml': SERVICE.replace('name: s', 'name: t').replace('app: a', 'app: t'),
      'other/s.yaml': SERVICE,
    });

    // THEN
    const broken = 'K8S_SERVICE_WITHOUT_PODS dist/s.yaml dist/more/breaks.yaml: has other labels';
    const wrong = 'K8S_SERVICE_WITHOUT_PODS dist/more/wrong.yaml dist/p.yaml: has other labels';
    expect(await rules('dist')).toEqual([wrong, `${broken} dist/more/breaks.yaml: with this file applied`]);
    // The base is known when it is not given, and other files are another world.
    expect(await rules('dist/more/wrong.yaml')).toEqual([wrong]);
    expect(await rules('dist/p.yaml', 'dist/s.yaml')).toEqual([]);
    expect(await rules('other', 'dist/p.yaml')).toEqual(['K8S_SERVICE_WITHOUT_PODS other/s.yaml']);
  });

  test('GIVEN suppressions THEN they are counted, and said when they hit nothing', async () => {
    write({
      'meshwright.yaml': 'suppress:\n- {rule: K8S_SERVICE_WITHOUT_PODS, resource: Service s, reason: made by hand}\n',
      'a.yaml': SERVICE,
    });
    expect(await check(['a.yaml'])).toMatchObject({
      code: 0,
      out: `1 object in 1 file: no problems; 1 suppressed\n${JUDGED_BY}`,
    });
    write({ 'a.yaml': `${POD.replace('app: b', 'app: a')}---\n${SERVICE}` });
    expect(await rules('a.yaml')).toEqual(['SUPPRESSION_UNUSED meshwright.yaml']);
    // Whether it hits anything is not known of a part.
    write({ 'a.yaml': POD });
    expect(await rules('a.yaml')).toEqual([]);
  });

  test('GIVEN settings or rules that do not exist THEN it is a wrong call', async () => {
    write({ 'a.yaml': POD });
    expect(await check(['a.yaml', '--only', 'K8S_SERVICE_WITHOUT_POD'])).toEqual({
      code: 2,
      out: '',
      err: '--only K8S_SERVICE_WITHOUT_POD: there is no such rule: did you mean K8S_SERVICE_WITHOUT_PODS?\n',
    });
    write({ 'meshwright.yaml': 'world: x\n' });
    expect(await check(['a.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^meshwright.yaml:1: world is no/),
    });
  });
});

describe('nothing to check', () => {
  test.each([
    ['an empty file', { 'a.yaml': '' }, ['a.yaml'], 'a.yaml: no objects in 1 file'],
    ['a folder without a manifest', { 'd/values.yaml': 'a: b\n' }, ['d'], 'd: no objects in 1 file'],
  ])('GIVEN %s THEN it is an error', async (_name, files, paths, expected) => {
    write(files);
    const { code, err } = await check(paths);
    expect({ code, err }).toEqual({
      code: 2,
      err: `${expected}: give manifests, or look at what was to write them\n`,
    });
  });

  test('GIVEN a folder with nothing but a Helm chart THEN it is an error that says what to do', async () => {
    write({ 'web/Chart.yaml': 'name: web\n', 'web/templates/a.yaml': '{{ a }}\n' });
    expect(await check(['web'])).toEqual({
      code: 2,
      out: [
        'web/Chart.yaml',
        '  1:1  note     a Helm chart: its templates are passed over, as only what Helm makes of them is applied  INPUT_HELM_CHART',
        '                fix: helm template web | meshwright check -',
        '',
        '0 objects in 0 files: 1 note',
        JUDGED_BY,
      ].join('\n'),
      err: 'web: no objects in 0 files: give manifests, or look at what was to write them\n',
    });
  });

  test('GIVEN a folder with a kustomization THEN its patches are no errors', async () => {
    write({
      'base/kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: patch.yaml}]\n',
      'base/a.yaml': OBJECT,
      'base/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
    });
    const { code, out } = await check(['base']);
    expect({ code, notes: out.match(/INPUT_KUSTOMIZE/g) }).toEqual({ code: 0, notes: ['INPUT_KUSTOMIZE'] });
    expect(await check(['base/patch.yaml'])).toMatchObject({ code: 1 });
  });

  test('GIVEN a pipe whose first half failed THEN it is an error', () => {
    expect(spawn(['-'], { input: '' })).toMatchObject({
      status: 2,
      stderr: 'the standard input: no objects in 1 file: give manifests, or look at what was to write them\n',
    });
  });
});

describe('meshwright check', () => {
  test('is content with what is right', async () => {
    write({ 'a.yaml': OBJECT });
    expect(await check(['a.yaml'])).toEqual({ code: 0, out: `1 object in 1 file: no problems\n${JUDGED_BY}`, err: '' });
  });

  test('reports what is wrong, with file and line', async () => {
    write({ 'dist/a.yaml': TWICE, 'dist/b.yml': 'a: [' });
    expect(await check(['dist'])).toEqual({
      code: 1,
      out: [
        'dist/a.yaml',
        '  5:1  error    ConfigMap a: data: key "data" is there twice, on line 4 and here: only the last counts  YAML_DUPLICATE_KEY',
        '                fix: remove or rename one of them',
        '',
        'dist/b.yml',
        '  1:5  error    not YAML: did not find expected node content  YAML_SYNTAX',
        '',
        '1 object in 2 files: 2 errors',
        JUDGED_BY,
      ].join('\n'),
      err: '',
    });
  });

  test('reports kinds that it does not know, and unknown fields of those it knows', async () => {
    write({
      'a.yaml': `${OBJECT}unknown: 1\n`,
      'b.yaml': 'apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: a}\n',
    });
    const { code, out } = await check(['.', '--format', 'json']);
    const { findings } = JSON.parse(out);
    expect(findings).toMatchObject([
      { severity: 'error', file: 'a.yaml', path: 'unknown', line: 4 },
      { severity: 'note', file: 'b.yaml', line: 2 },
    ]);
    expect(code).toEqual(1);
  });

  test('reports what the API server would refuse, in items of a list as well', async () => {
    // GIVEN
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${OBJECT.replaceAll('\n', '\n  ')}data:\n    mode: yes\n`;
    write({ 'a.yaml': list });

    // WHEN
    const { code, out } = await check(['a.yaml', '--format', 'json']);

    // THEN
    expect(code).toEqual(1);
    expect(JSON.parse(out).findings).toEqual([
      {
        rule: 'SCHEMA_TYPE',
        severity: 'error',
        resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: null, name: 'a' },
        path: 'data.mode',
        message: 'data: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string',
        fix: 'write it as a string: "yes"',
        file: 'a.yaml',
        line: 8,
        column: 5,
        related: [],
      },
    ]);
  });

  test('knows the kinds of ./imports, or of the folder that is given', async () => {
    // GIVEN
    const schema = {
      group: 'example.com',
      kinds: [
        {
          kind: 'Gadget',
          plural: 'gadgets',
          scope: 'Namespaced',
          versions: [
            { name: 'v1', schema: 's', served: true, storage: true, deprecated: false, statusSubresource: false },
          ],
        },
      ],
      schemas: {
        s: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } },
      },
    };
    write({ 'a.yaml': 'apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: a}\nspec: {size: large}\n' });
    const findings = async (...args: string[]) =>
      JSON.parse((await check(['a.yaml', '--format', 'json', ...args])).out).findings.map(
        ({ rule, line, column }: { rule: string; line: number; column: number }) => `${line}:${column} ${rule}`,
      );

    // THEN
    expect(await findings()).toEqual(['2:1 SCHEMA_UNKNOWN_KIND']);
    write({ 'other/example.com.schema.json': JSON.stringify(schema) });
    expect(await findings('--schemas', 'other')).toEqual(['4:8 SCHEMA_TYPE']);
    write({ 'imports/example.com.schema.json': JSON.stringify(schema) });
    expect(await findings()).toEqual(['4:8 SCHEMA_TYPE']);
  });

  test('prints JSON and SARIF', async () => {
    write({ 'a.yaml': 'a: b\n' });
    const json = await check(['a.yaml', '--format', 'json']);
    expect(JSON.parse(json.out)).toEqual({
      judgedBy: expect.objectContaining({ kubernetes: '1.34.0' }),
      summary: {
        ...{ files: 1, objects: 0, errors: 1, warnings: 0, notes: 0, skippedRules: expect.any(Number) },
        ...{ suppressed: 0, unknownKinds: {} },
      },
      findings: [
        {
          rule: 'SCHEMA_OBJECT',
          severity: 'error',
          resource: null,
          path: '',
          message: 'not a Kubernetes object: kind is missing',
          fix: 'an object needs apiVersion, kind and metadata.name',
          file: 'a.yaml',
          line: 1,
          column: 1,
          related: [],
        },
      ],
    });
    const sarif = JSON.parse((await check(['a.yaml', '--format', 'sarif'])).out);
    expect(sarif.runs[0].tool.driver.version).toEqual('1.2.3');
    expect(sarif.runs[0].results).toHaveLength(1);
  });

  test('finds manifests below a folder, each file once', async () => {
    // GIVEN
    write({
      'z.yaml': OBJECT,
      'a/b.yml': OBJECT,
      'a/c.json': '{}',
      'a/d.txt': '[',
      'node_modules/e.yaml': '[',
      '.git/f.yaml': '[',
      '.g.yaml': '[',
    });
    symlinkSync('..', join(cwd, 'a/loop'));

    // WHEN
    const { code, out } = await check(['.', 'a', 'z.yaml']);

    // THEN
    expect({ code, out }).toEqual({
      code: 0,
      out:
        'a/c.json\n  1:1  note     not a Kubernetes object: kind is missing  SCHEMA_OBJECT\n\n2 objects in 3 files: 1 note\n' +
        JUDGED_BY,
    });
  });

  test('says what cannot be read, checks the rest and ends with 2', async () => {
    write({ 'a.yaml': TWICE, 'empty/x.txt': '' });
    symlinkSync('nowhere', join(cwd, 'link.yaml'));
    const { code, out, err } = await check(['missing.yaml', 'a.yaml', 'empty', 'link.yaml']);
    expect(code).toEqual(2);
    expect(out).toContain('1 object in 1 file: 1 error\n');
    expect(err.split('\n')).toEqual([
      'missing.yaml: cannot be read: there is no such file or folder',
      'empty: no manifests: neither this folder nor one below it has a .yaml, .yml or .json file',
      'link.yaml: cannot be read: there is no such file or folder',
      '',
    ]);
    expect(await check(['missing.yaml'])).toMatchObject({ code: 2, out: '' });
  });

  test('refuses a wrong call', async () => {
    expect(await check([])).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing required argument 'path'"),
    });
    expect(await check(['.', '--format', 'xml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are text, json, sarif.'),
    });
    expect(await check(['.', '--schemas', 'nix'])).toEqual({
      code: 2,
      out: '',
      err: '--schemas nix: there is no such folder: give the one that `meshwright import` wrote\n',
    });
    write({ 'a.yaml': OBJECT, 'none/schema.json': '{}' });
    expect(await check(['a.yaml', '--schemas', 'none'])).toEqual({
      code: 2,
      out: '',
      err: '--schemas none: no schemas are in this folder: give one that `meshwright import` wrote, with files like networking.istio.io.schema.json\n',
    });
  });

  test.each([
    ['{', /^bad\/x\.schema\.json: cannot be read: .*JSON.*: write it again with `meshwright import`\n$/],
    [
      '{"group": "networking.istio.io", "kinds": 1, "schemas": {}}',
      /^bad\/x\.schema\.json: cannot be read: it is not as `meshwright import` writes such files: /,
    ],
  ])('GIVEN the schema file %s THEN it says which file, and what to do', async (text, message) => {
    write({
      'a.yaml': 'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a}\n',
      'bad/x.schema.json': text,
    });
    const { code, out, err } = await check(['a.yaml', '--schemas', 'bad']);
    expect([code, out]).toEqual([2, '']);
    expect(err.replace(`${cwd}/`, '')).toMatch(message);
  });

  (process.platform === 'linux' ? test : test.skip)(
    'GIVEN a name that is not UTF-8 THEN that is said, once',
    async () => {
      mkdirSync(join(cwd, 'names'));
      writeFileSync(
        Buffer.concat([Buffer.from(join(cwd, 'names/')), Buffer.from([0xff]), Buffer.from('.yaml')]),
        OBJECT,
      );
      const message = 'names/\ufffd.yaml: cannot be read: its name is not UTF-8: rename it\n';
      expect(await check(['names'])).toEqual({ code: 2, out: '', err: message });
      expect(await runIn(cwd, 'request', 'names', '--list')).toEqual({ code: 2, out: '', err: message });
    },
  );

  (process.platform === 'linux' ? test : test.skip)('GIVEN a device without an end THEN it is not read', async () => {
    expect(await check(['/dev/zero'])).toEqual({
      code: 2,
      out: '',
      err: '/dev/zero: cannot be read: it is a device without an end: give a file\n',
    });
    expect(await check(['/dev/null'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^\/dev\/null: no objects/),
    });
  });

  test('reads UTF-16 with a byte order mark, and says when a file is not UTF-8', async () => {
    write({ 'a.yaml': Buffer.from(OBJECT, 'utf16le'), 'b.yaml': Buffer.from(`\uFEFF${OBJECT}`, 'utf16le') });
    write({ 'c.yaml': Buffer.from('a: \xff', 'latin1'), 'd.yaml': `\uFEFF${OBJECT}` });
    const { out } = await check(['.']);
    expect(out.split('\n').filter((line) => / (?:error|warning) /.test(line))).toEqual([
      '  1:2  error    not YAML: control characters are not allowed  YAML_SYNTAX',
      '  1:4  warning  this is not UTF-8: kubectl puts U+FFFD in its place  YAML_ENCODING',
    ]);
    expect(out).toContain('2 objects in 4 files');
  });

  test.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{}, {}, false],
  ])('with %j and %j, colours are %j', async (stdout, env, colours) => {
    write({ 'a.yaml': 'a: b' });
    expect((await check(['a.yaml'], stdout, env)).out.includes('\x1b[')).toEqual(colours);
  });

  test('reads the standard input', () => {
    expect(spawn(['-'], { input: `${OBJECT}---\na: [` })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^<stdin>\n {2}5:5 .*\n\n1 object in 1 file: 1 error\njudged by .*\n$/),
      stderr: '',
    });
  });

  test('survives a reader that has seen enough', () => {
    write({ 'a.yaml': 'a: b\n---\n'.repeat(4000) });
    // On a busy machine it takes so long that it says what it does.
    const stderr = expect.stringMatching(/^(checking a\.yaml\n)?$/);
    expect(spawn(['a.yaml'], { shell: '| head -1' })).toMatchObject({ status: 0, stdout: 'a.yaml\n', stderr });
  });
});
