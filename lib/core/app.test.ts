import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from './app';
import { MeshwrightError } from './errors';

const configMap = (scope: Construct, name: string, namespace?: string) =>
  new ApiObject(scope, `${name}-${namespace ?? ''}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
  });

const text = (name: string, namespace?: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${namespace ? `  namespace: ${namespace}\n` : ''}`;

describe('App', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-app-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  test('resolves and validates everything once', () => {
    // GIVEN
    const app = new App({ outdir: folder });
    const parent = new Chart(app, 'parent');
    const produce = jest.fn(() => 'value');
    const validate = jest.fn(() => []);
    for (const scope of [parent, new Chart(parent, 'child'), new Chart(app, 'other')]) {
      const object = new ApiObject(scope, 'x', { apiVersion: 'v1', kind: 'A', spec: Lazy.any({ produce }) } as never);
      object.node.addValidation({ validate });
      scope.node.addValidation({ validate });
    }

    // WHEN
    app.synth();

    // THEN
    expect(produce).toHaveBeenCalledTimes(3);
    expect(validate).toHaveBeenCalledTimes(6);
    expect(fs.readdirSync(folder)).toEqual([
      '.meshwright',
      '0000-parent-child-c83edac1.k8s.yaml',
      '0001-parent.k8s.yaml',
      '0002-other.k8s.yaml',
    ]);
  });

  test('reports all validations', () => {
    // GIVEN
    const app = new App({ outdir: path.join(folder, 'dist') });
    const chart = new Chart(app, 'web');
    chart.node.addValidation({ validate: () => ['is too small', 'is too\n  red'] });
    new Construct(chart, 'route').node.addValidation({
      validate: () => {
        throw new Error('oops');
      },
    });

    // THEN
    expect(() => app.synth()).toThrow('[web] is too small\n[web] is too red\n[web/route] validation failed: oops');
    expect(() => app.synthYaml()).toThrow('[web] is too small');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('reports all objects that cannot be rendered, and writes nothing', () => {
    // GIVEN
    const outdir = path.join(folder, 'dist');
    const before = new App({ outdir });
    configMap(new Chart(before, 'web'), 'old');
    before.synth();
    const app = new App({ outdir });
    const web = new Chart(app, 'web');
    configMap(web, 'new');
    for (const id of ['a', 'b']) {
      new ApiObject(web, id, { apiVersion: 'v1', kind: 'A', spec: { at: new Date(0) } } as never);
    }

    // THEN
    expect(() => app.synth()).toThrow(
      "[web/a] can't render non-simple object of type 'Date'\n[web/b] can't render non-simple object of type 'Date'",
    );
    expect(fs.readdirSync(outdir)).toEqual(['web.k8s.yaml']);
    expect(fs.readFileSync(path.join(outdir, 'web.k8s.yaml'), 'utf8')).toEqual(text('old'));
  });

  test('refuses an object that is declared twice', () => {
    // GIVEN
    const app = new App({ outdir: folder });
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    const metadata = { name: 'x', namespace: 'web' };
    new ApiObject(a, 'x', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata });
    new ApiObject(b, 'same', { apiVersion: 'networking.istio.io/v1beta1', kind: 'Gateway', metadata });
    new ApiObject(b, 'group', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata });

    // THEN
    const message =
      "[b/same] Gateway web/x is declared by 'a/x' as well, and only the last to be applied would last: rename or remove one";
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synthYaml()).toThrow(message);
  });

  test('gives objects of the same name in two namespaces files of their own', () => {
    // GIVEN
    const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    const chart = new Chart(app, 'web');
    configMap(chart, 'x', 'a');
    configMap(chart, 'x', 'b');
    configMap(chart, 'y', 'b');

    // THEN
    expect([...app.render().keys()]).toEqual([
      'ConfigMap.x.a.k8s.yaml',
      'ConfigMap.x.b.k8s.yaml',
      'ConfigMap.y.k8s.yaml',
    ]);
  });

  test('refuses to write two objects to one file', () => {
    // GIVEN
    const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
    const chart = new Chart(app, 'web');
    for (const group of ['a', 'b']) {
      new ApiObject(chart, group, {
        apiVersion: `${group}/v1`,
        kind: 'Gateway',
        metadata: { name: 'x', namespace: 'n' },
      });
    }

    // THEN
    expect(() => app.render()).toThrow(
      "[web/b] would be written to Gateway.x.n.k8s.yaml, as 'web/a' is: rename one of them",
    );
  });

  describe('for cdk8s synth --stdout', () => {
    const outdir = process.env.CDK8S_OUTDIR;
    afterEach(() => {
      if (outdir === undefined) delete process.env.CDK8S_OUTDIR;
      else process.env.CDK8S_OUTDIR = outdir;
    });

    test.each([
      ['cdk8s-a1B2c3', ['app.k8s.yaml']],
      ['cdk8s-a1B2c3d', ['a.k8s.yaml', 'b.k8s.yaml']],
      ['cdk8s-a1B2c3/dist', ['a.k8s.yaml', 'b.k8s.yaml']],
    ])('writes one file into a folder of cdk8s-cli (%s)', (name, files) => {
      // GIVEN
      process.env.CDK8S_OUTDIR = path.join(os.tmpdir(), name);
      const app = new App();
      configMap(new Chart(app, 'a'), 'x');
      configMap(new Chart(app, 'b'), 'z');

      // THEN
      expect([...app.render().keys()]).toEqual(files);
      expect([...app.render().values()].join('---\n')).toEqual(`${text('x')}---\n${text('z')}`);
      expect([...new App({ outdir: process.env.CDK8S_OUTDIR }).render().keys()]).toEqual([]);
    });
  });

  describe('run', () => {
    const run = (build: (app: App) => void) => {
      const outdir = path.join(folder, 'dist');
      const lines: string[] = [];
      jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
      App.run(build, { outdir });
      return { lines: lines.map((line) => line.replaceAll(outdir, 'OUTDIR')), exitCode: process.exitCode };
    };

    test('builds and synthesizes', () => {
      const result = run((app) => configMap(new Chart(app, 'web'), 'x'));

      expect(result).toEqual({ lines: [], exitCode: undefined });
      expect(fs.readFileSync(path.join(folder, 'dist/web.k8s.yaml'), 'utf8')).toEqual(text('x'));
    });

    test.each<[string, (app: App) => void, string[]]>([
      [
        'validations',
        (app) => new Chart(app, 'web').node.addValidation({ validate: () => ['one', 'two'] }),
        ['error: OUTDIR: [web] one\n', 'error: OUTDIR: [web] two\n'],
      ],
      [
        'a construct',
        (app) => {
          throw new MeshwrightError(new Chart(app, 'web'), 'cannot be');
        },
        ['error: OUTDIR: [web] cannot be\n'],
      ],
      [
        'anything else',
        (app) => {
          new Chart(app, 'web');
          new Chart(app, 'web');
        },
        ["error: OUTDIR: two constructs in the app have the id 'web': give one of them another\n"],
      ],
    ])('prints one line a problem: %s', (_, build, lines) => {
      expect(run(build)).toEqual({ lines, exitCode: 1 });
      expect(fs.readdirSync(folder)).toEqual([]);
    });

    test('says why nothing can be written', () => {
      // GIVEN
      fs.writeFileSync(path.join(folder, 'dist'), '');

      // THEN
      expect(run((app) => configMap(new Chart(app, 'web'), 'x'))).toEqual({
        lines: [
          'error: OUTDIR: cannot write OUTDIR: a file is in the place of a folder: remove it or choose another output directory\n',
        ],
        exitCode: 1,
      });
    });
  });
});
