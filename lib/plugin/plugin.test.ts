import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ValidationContext } from 'cdk8s-cli/plugins';
import { cdk8sSynth } from './cdk8s-synth.testing';
import { MeshwrightValidation } from './plugin';
import { printsToStandardOutput } from './standard-output';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n';
const TWICE = `${OBJECT}data: {}\n`;
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: web}\nspec: {}\nspec: {ports: [{port: 1}]}\n';

/** Validates files as the command line of cdk8s does, and returns the report. */
async function validate(files: Readonly<Record<string, string>>, resources: Readonly<Record<string, string>> = {}) {
  const manifests = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
  const metadata = Object.fromEntries(Object.entries(resources).map(([name, path]) => [name, { path }]));
  writeFileSync(join(folder, 'construct-metadata.json'), JSON.stringify({ version: '1.0.0', resources: metadata }));
  const context = new ValidationContext(manifests, 'meshwright', '0.0.0', metadata);
  await new MeshwrightValidation().validate(context);
  return context.report;
}

describe('MeshwrightValidation', () => {
  test('passes what is right', async () => {
    const report = await validate({ 'a.k8s.yaml': OBJECT });
    expect(report.toJson()).toMatchObject({
      violations: [],
      summary: {
        status: 'success',
        metadata: {
          Checked: '1 object in 1 file',
          ...{ Errors: '0', Warnings: '0', Notes: '0' },
          'Judged by': 'Kubernetes 1.34.0, Istio 1.30.3, Flagger 1.44.0, ChaosBlade 1.8.0',
        },
      },
    });
  });

  test('reports what is wrong, with the construct that made it', async () => {
    // WHEN
    const report = await validate(
      { 'a.k8s.yaml': `${TWICE}---\n${SERVICE}`, 'scenarios/b.k8s.yaml': SERVICE },
      {
        a: 'lab/wrong',
        'a.k8s.yaml#/ConfigMap//a': 'lab/config',
        'a.k8s.yaml#/Service/web/a': 'lab/service',
        'scenarios/b.k8s.yaml#/Service/web/a': 'scenario/service',
      },
    );

    // THEN
    expect(report.success).toEqual(false);
    expect(
      report.toJson().violations.map(({ ruleName, recommendation, fix, violatingConstructs }) => {
        return [ruleName, recommendation, fix, ...violatingConstructs];
      }),
    ).toEqual([
      [
        'YAML_DUPLICATE_KEY',
        'key "data" is there twice, on line 4 and here: only the last counts',
        'remove or rename one of them',
        {
          resourceName: 'ConfigMap a',
          constructPath: 'lab/config',
          manifestPath: join(folder, 'a.k8s.yaml'),
          locations: ['5:1  data: key "data" is there twice, on line 4 and here: only the last counts'],
        },
      ],
      [
        'YAML_DUPLICATE_KEY',
        'key "spec" is there twice, on line 10 and here: only the last counts',
        'remove or rename one of them',
        {
          resourceName: 'Service web/a',
          constructPath: 'lab/service',
          manifestPath: join(folder, 'a.k8s.yaml'),
          locations: ['11:1  spec: key "spec" is there twice, on line 10 and here: only the last counts'],
        },
      ],
      [
        'YAML_DUPLICATE_KEY',
        'key "spec" is there twice, on line 4 and here: only the last counts',
        'remove or rename one of them',
        {
          resourceName: 'Service web/a',
          constructPath: 'scenario/service',
          manifestPath: join(folder, 'scenarios/b.k8s.yaml'),
          locations: ['5:1  spec: key "spec" is there twice, on line 4 and here: only the last counts'],
        },
      ],
    ]);
  });

  test('does not miss what the app says exists', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: web}\nspec: {containers: [{name: c, image: i:1, envFrom: [{secretRef: {name: s}}]}]}\n';
    const errors = async (resources: Readonly<Record<string, string>>) =>
      (await validate({ 'a.k8s.yaml': pod }, resources)).toJson().violations.map(({ ruleName }) => ruleName);
    expect(await errors({})).toEqual(['K8S_SECRET_MISSING (warning)']);
    expect(await errors({ '#external/Secret/web/s': 'shop' })).toEqual([]);
  });

  test('of an app that is not ours, trusts only names that one object has', async () => {
    const paths = async (text: string) => {
      const report = await validate({ 'a.k8s.yaml': text }, { a: 'lab/a' });
      return report.toJson().violations.flatMap((each) => each.violatingConstructs.map((one) => one.constructPath));
    };
    expect(await paths(TWICE)).toEqual(['lab/a']);
    expect(await paths(`${TWICE}---\n${SERVICE}`)).toEqual([undefined, undefined]);
  });

  test('finds manifests that an app wrote elsewhere, and the file beside no manifest', async () => {
    // GIVEN
    writeFileSync(join(folder, 'a.yaml'), TWICE);
    const dist = join(folder, 'dist');
    mkdirSync(dist);
    const metadata = { '#': { path: dist }, '../a.yaml#/ConfigMap//a': { path: 'prod/config' } };
    writeFileSync(join(dist, 'construct-metadata.json'), JSON.stringify({ version: '1.0.0', resources: metadata }));
    const context = new ValidationContext([], 'meshwright', '0.0.0', metadata);

    // WHEN
    await new MeshwrightValidation().validate(context);

    // THEN
    const { summary, violations } = context.report.toJson();
    expect(summary).toMatchObject({ status: 'failure', metadata: { Checked: '1 object in 1 file', Errors: '1' } });
    expect(violations.map(({ violatingConstructs }) => violatingConstructs[0]?.constructPath)).toEqual(['prod/config']);
    expect(readdirSync(dist)).toEqual([]);
  });

  test('removes the file that kubectl would stumble over', async () => {
    await validate({ 'scenarios/a.yaml': OBJECT });
    expect(readdirSync(folder)).toEqual(['scenarios']);
    // A file of another origin stays.
    writeFileSync(join(folder, 'construct-metadata.json'), '{"kind": "ConfigMap"}');
    const context = new ValidationContext([join(folder, 'scenarios/a.yaml')], 'meshwright', '0.0.0');
    await new MeshwrightValidation().validate(context);
    expect(existsSync(join(folder, 'construct-metadata.json'))).toEqual(true);
  });

  test('works in cdk8s synth, whose standard output stays YAML', () => {
    // GIVEN
    writeFileSync(
      join(folder, 'cdk8s.yaml'),
      `app: cp *.k8s.yaml $CDK8S_OUTDIR\nvalidations: [{package: ${__dirname}, version: 0.0.0, class: MeshwrightValidation}]\n`,
    );
    const synth = (text: string, whole: boolean) => {
      writeFileSync(join(folder, 'a.k8s.yaml'), text);
      return cdk8sSynth(folder, ['--stdout'], { whole });
    };

    // THEN
    expect(synth(OBJECT, false)).toMatchObject({ status: 0, stdout: OBJECT });
    expect(synth(TWICE, true)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('YAML_DUPLICATE_KEY'),
    });
  });
});

test.each([
  [['synth', '--stdout'], {}, true],
  [['synth', '-p'], {}, true],
  [['synth', '--stdout=true'], {}, true],
  [['synth'], { CDK8S_STDOUT: 'true' }, true],
  [['synth'], {}, false],
  [['synth', '--no-stdout'], { CDK8S_STDOUT: 'true' }, false],
  [['synth', '--plugins-dir', 'x'], {}, false],
])('printsToStandardOutput(%j, %j) is %j', (args, env, expected) => {
  expect(printsToStandardOutput(args, env)).toEqual(expected);
});
