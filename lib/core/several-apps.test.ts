import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { filesBelow } from '../output/write-files';
import { cdk8sSynth } from '../plugin/cdk8s-synth.testing';

const ROOT = resolve(__dirname, '../..');
/** What the programs below begin with; what it needs is one script, made once: each of them is a process of its own. */
const APP = `const { Chart, ApiObject, YamlOutputType, App, Scenario } = require(process.env.CORE);
const object = (chart, name, more = {}) =>
  new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });
const app = (outdir, ...names) => App.run((app) => {
  for (const name of names) object(new Chart(app, name, { namespace: 'shop' }), name);
}, { outdir });
`;

const core = mkdtempSync(join(tmpdir(), 'meshwright-core-'));
const CORE = join(core, 'core.js');
beforeAll(() => {
  const contents = `export { ApiObject, Chart, YamlOutputType } from 'cdk8s';
    export { App } from './app';
    export { Scenario } from './scenario';`;
  const stdin = { contents, resolveDir: __dirname };
  buildSync({ stdin, outfile: CORE, bundle: true, platform: 'node', charset: 'ascii', logLevel: 'silent' });
});
afterAll(() => rmSync(core, { recursive: true, force: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ENV = { MESHWRIGHT_DEBUG: undefined, CDK8S_OUTDIR: undefined, CORE };
const run = (source: string, env: NodeJS.ProcessEnv = {}) => {
  writeFileSync(join(folder, 'app.js'), APP + source);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['app.js'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...ENV, ...env },
  });
  return { status, stdout, stderr };
};
const synth = (source: string, ...args: string[]) => {
  writeFileSync(join(folder, 'app.js'), APP + source);
  return cdk8sSynth(folder, args, { env: ENV });
};
const configure = (output: string) =>
  writeFileSync(
    join(folder, 'cdk8s.yaml'),
    `app: node app.js\noutput: ${output}\nvalidations:\n` +
      `  - { package: ${join(ROOT, 'lib/plugin')}, version: 0.0.0, class: MeshwrightValidation }\n`,
  );
const files = () => filesBelow(folder).filter((file) => /\.yaml$|metadata/.test(file) && file !== 'cdk8s.yaml');

describe('files of charts that no longer exist', () => {
  test('GIVEN an app with a chart less THEN its file goes away, and nothing that is not ours', () => {
    // GIVEN
    run(`app(undefined, 'a', 'b');`);
    writeFileSync(join(folder, 'dist/own.k8s.yaml'), 'mine');
    expect(files()).toEqual(['dist/a.k8s.yaml', 'dist/b.k8s.yaml', 'dist/own.k8s.yaml']);

    // WHEN
    expect(run(`app(undefined, 'b');`)).toEqual({ status: 0, stdout: '', stderr: '' });

    // THEN
    expect(files()).toEqual(['dist/b.k8s.yaml', 'dist/own.k8s.yaml']);
  });

  test('GIVEN an app that fails THEN all stays', () => {
    run(`app(undefined, 'a', 'b');`);
    expect(run(`App.run((app) => { new Chart(app, 'b'); throw new Error('no'); });`).status).toEqual(1);
    expect(files()).toEqual(['dist/a.k8s.yaml', 'dist/b.k8s.yaml']);
  });
});

describe('several apps in one program', () => {
  test('GIVEN mistakes THEN each says which app it is in, and the others are written', () => {
    const bad = (outdir: string) =>
      `App.run((app) => { new Chart(app, 'web').node.addValidation({ validate: () => ['is bad'] }); }, ${outdir});`;
    expect(run(`${bad(`{ outdir: 'out/prod' }`)} ${bad('{}')} app('out/dev', 'a');`)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error: out/prod: [web] is bad\nerror: app 2: [web] is bad\n',
    });
    expect(files()).toEqual(['out/dev/a.k8s.yaml']);
  });

  test.each<[string, Record<string, string>]>([
    ['out', { 'prod/a.k8s.yaml': 'out/prod/a.k8s.yaml', 'dev/a.k8s.yaml': 'out/dev/a.k8s.yaml' }],
    ['.synth/out', { 'prod/a.k8s.yaml': '.synth/out/prod/a.k8s.yaml', 'dev/a.k8s.yaml': '.synth/out/dev/a.k8s.yaml' }],
    [
      '.synth/dist',
      { '../../out/prod/a.k8s.yaml': 'out/prod/a.k8s.yaml', '../../out/dev/a.k8s.yaml': 'out/dev/a.k8s.yaml' },
    ],
  ])('GIVEN cdk8s-cli with the output %s THEN one file tells it of all constructs', (output, where) => {
    const env = { CDK8S_OUTDIR: output, CDK8S_RECORD_CONSTRUCT_METADATA: 'true' };
    expect(run("app('out/prod', 'a'); app('out/dev', 'a');", env)).toEqual({ status: 0, stdout: '', stderr: '' });

    expect(files()).toEqual([...Object.values(where), `${output}/construct-metadata.json`].sort());
    const { resources } = JSON.parse(readFileSync(join(folder, output, 'construct-metadata.json'), 'utf8'));
    expect(resources).toEqual({
      '#': { path: join(folder, output) },
      a: { path: 'a/a' },
      ...Object.fromEntries(Object.keys(where).map((file) => [`${file}#/ConfigMap/shop/a`, { path: 'a/a' }])),
    });
  });

  test('GIVEN cdk8s synth --stdout THEN all are printed as one stream, and nothing is written', () => {
    configure('.synth/dist');
    const { status, stdout } = synth(
      "app('out/prod', 'a'); app('out/dev', 'b'); app(undefined, 'c', 'd');",
      '--stdout',
    );
    const text = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: shop\n`;
    expect({ status, stdout }).toEqual({ status: 0, stdout: ['a', 'b', 'c', 'd'].map(text).join('---\n') });
    expect(files()).toEqual([]);
  });
});

describe('cdk8s synth with an output below .synth', () => {
  const scenario = `App.run((app) => {
    object(new Chart(app, 'a'), 'a');
    object(new Scenario(app, 'x', { folder: 'web', title: 'It differs.' }), 'b');
  });`;

  test('GIVEN a check that fails THEN dist is as it was', () => {
    configure('.synth/dist');
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/old.k8s.yaml'), 'old');
    const dist = () => filesBelow(join(folder, 'dist'));

    expect(synth(`App.run((app) => { object(new Chart(app, 'a'), 'a', { data: { a: 1 } }); });`).status).toEqual(2);
    expect(dist()).toEqual(['old.k8s.yaml']);
    expect(synth(scenario).status).toEqual(0);
    expect(dist()).toEqual(['.meshwright', 'a.k8s.yaml', 'scenarios/web/x.k8s.yaml']);
    expect(readFileSync(join(folder, 'dist/scenarios/web/x.k8s.yaml'), 'utf8')).toContain(
      '\n# Back: kubectl delete -f dist/scenarios/web/x.k8s.yaml\n',
    );
    expect(readFileSync(join(folder, 'dist/.meshwright'), 'utf8')).toContain('\n../app.js\n  a.k8s.yaml\n');
  });

  test('GIVEN no check THEN dist is written when the program has ended', () => {
    const env = { CDK8S_OUTDIR: '.synth/dist' };
    expect(run("app(undefined, 'a'); app('dist/b', 'b');", env).status).toEqual(0);
    expect(files().filter((file) => !file.startsWith('.synth'))).toEqual(['dist/a.k8s.yaml', 'dist/b/b.k8s.yaml']);
    expect(run("app(undefined, 'a'); throw new Error('no');", env).status).toEqual(1);
    expect(files().filter((file) => !file.startsWith('.synth'))).toEqual(['dist/a.k8s.yaml', 'dist/b/b.k8s.yaml']);
  });
});

describe('warnings', () => {
  test('GIVEN a file for each resource THEN dependencies that files break are named', () => {
    const source = (type: string) => `App.run((app) => {
      const chart = new Chart(app, 'web');
      const [a, b, c] = [object(chart, 'a'), object(chart, 'b'), object(chart, 'c')];
      c.addDependency(a);
      a.addDependency(b);
    }, { yamlOutputType: YamlOutputType.${type} });`;
    expect(run(source('FILE_PER_RESOURCE'))).toEqual({
      status: 0,
      stdout: '',
      stderr:
        'warning: [web/a] is written to ConfigMap.a.k8s.yaml, which kubectl applies before ConfigMap.b.k8s.yaml, on which it ' +
        'depends: with a file for each resource the order of dependencies is lost; use YamlOutputType.FILE_PER_CHART where it matters\n',
    });
    expect(run(source('FILE_PER_CHART')).stderr).toEqual('');
  });

  test('GIVEN a List THEN items that the namespace of the chart does not reach are named', () => {
    const source = (namespace: string) => `App.run((app) => {
      const item = (kind, metadata) => ({ apiVersion: 'v1', kind, metadata });
      const items = [item('Secret', { name: 's' }), item('Namespace', { name: 'n' }), item('Pod', { name: 'p', namespace: 'x' })];
      new ApiObject(new Chart(app, 'web', { ${namespace} }), 'l', { apiVersion: 'v1', kind: 'List', items });
    });`;
    expect(run(source("namespace: 'shop'")).stderr).toEqual(
      'warning: [web/l] is a List, and the namespace "shop" of its chart does not reach its items: Secret s would go ' +
        'wherever kubectl is pointed at; write metadata.namespace into them, or include the objects without a List\n',
    );
    expect(run(source('')).stderr).toEqual('');
  });
});
