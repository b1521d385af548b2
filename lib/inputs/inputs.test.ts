import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findInputs } from './inputs';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** What is found below a folder with files. */
function found(files: Readonly<Record<string, string>>, ...paths: string[]) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const { files: read, problems, passedOver } = findInputs(paths.length > 0 ? paths : ['.'], cwd);
  const notes = passedOver.map(({ rule, file, line, message, fix }) => `${file}:${line} ${rule} ${message} (${fix})`);
  return { read: read.map(({ name }) => name), problems, notes };
}

describe('Helm charts', () => {
  const CHART = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': 'a: b\n',
    'web/values-prod.yaml': 'a: b\n',
    'web/templates/svc.yaml': 'metadata: {name: {{ .Release.Name }}}\n',
    'web/templates/tests/a.yaml': '{{- if }}\n',
    'web/crds/gadgets.yaml': 'kind: CustomResourceDefinition\n',
  };
  const NOTE =
    'web/Chart.yaml:1 INPUT_HELM_CHART a Helm chart: its templates are passed over, as only what Helm makes of them is applied (helm template web | meshwright check -)';

  test('GIVEN a chart THEN its templates and values are passed over with a note; its definitions are read', () => {
    expect(found({ ...CHART, 'a.yaml': '' })).toEqual({
      read: ['a.yaml', 'web/crds/gadgets.yaml'],
      problems: [],
      notes: [NOTE],
    });
  });

  test('GIVEN charts inside of a chart THEN there is one note', () => {
    const inner = {
      'web/charts/db/Chart.yaml': '',
      'web/charts/db/templates/a.yaml': '',
      'web/charts/db/crds/b.yaml': '',
    };
    const { read, notes } = found({ ...CHART, ...inner });
    expect(read).toEqual(['web/charts/db/crds/b.yaml', 'web/crds/gadgets.yaml']);
    expect(notes).toEqual([NOTE]);
  });

  test('GIVEN templates without their chart THEN they are passed over with a note for each folder', () => {
    const files = {
      'a/templates/one.yaml': '{{- if .Values.on }}\n',
      'a/templates/more/two.yaml': 'name: {{ .Release.Name }}\n',
      'a/templates/workflow.yaml': 'value: "{{inputs.parameters.message}}"\n',
      'b.yaml': 'name: {{ .Release.Name }}\n',
    };
    const { read, notes } = found(files);
    expect(read).toEqual(['a/templates/workflow.yaml', 'b.yaml']);
    expect(notes).toEqual([
      'a/templates/more/two.yaml:1 INPUT_HELM_CHART a template of Helm: those of this folder are passed over, as only what Helm makes of them is applied (helm template CHART | meshwright check -)',
    ]);
  });

  test('GIVEN a template that is named THEN it is read', () => {
    const { read, notes } = found(CHART, 'web/templates/svc.yaml');
    expect({ read, notes }).toEqual({ read: ['web/templates/svc.yaml'], notes: [] });
  });
});

describe('kustomizations', () => {
  test('GIVEN patches of each form THEN they are passed over, with a note where they are named', () => {
    // GIVEN
    const files = {
      'base/kustomization.yaml': [
        'resources: [web.yaml]',
        'patches:',
        '- path: one.yaml',
        '- {patch: "[]", target: {kind: Deployment}}',
        'patchesStrategicMerge: [two.yml, "kind: Deployment\\nmetadata: {name: a}\\n"]',
        'patchesJson6902: [{path: three.json, target: {kind: Deployment}}]',
      ].join('\n'),
      ...{ 'base/web.yaml': '', 'base/one.yaml': '', 'base/two.yml': '', 'base/three.json': '[]' },
    };

    // THEN
    const { read, notes } = found(files);
    expect(read).toEqual(['base/kustomization.yaml', 'base/web.yaml']);
    const why = 'is a patch: it is passed over, as it is applied only as a part of what it patches';
    expect(notes).toEqual([
      `base/kustomization.yaml:3 INPUT_KUSTOMIZE one.yaml ${why} (kustomize build base | meshwright check -)`,
      `base/kustomization.yaml:6 INPUT_KUSTOMIZE three.json ${why} (kustomize build base | meshwright check -)`,
      `base/kustomization.yaml:5 INPUT_KUSTOMIZE two.yml ${why} (kustomize build base | meshwright check -)`,
    ]);
  });

  test('GIVEN data and configurations THEN they are passed over, wherever they are', () => {
    const files = {
      'prod/kustomization.yml': [
        'transformers: [labels.yaml]',
        'configurations: [names.yaml]',
        'replacements: [{path: swap.yaml}]',
        'openapi: {path: ../schema.json}',
        'configMapGenerator: [{name: a, files: [conf.yaml=data/a.yaml, data/missing.yaml], envs: [data/b.json]}]',
        'secretGenerator: [{name: b, files: [data/c.yaml]}]',
        'helmCharts: [{name: c, valuesFile: values.yaml, additionalValuesFiles: [more.yaml]}]',
      ].join('\n'),
      ...{ 'prod/labels.yaml': '', 'prod/names.yaml': '', 'prod/swap.yaml': '', 'schema.json': '{}' },
      ...{ 'prod/data/a.yaml': '', 'prod/data/b.json': '{}', 'prod/data/c.yaml': '', 'prod/data/d.yaml': '' },
      ...{ 'prod/values.yaml': '', 'prod/more.yaml': '' },
    };
    const { read, notes } = found(files);
    expect(read).toEqual(['prod/data/d.yaml', 'prod/kustomization.yml']);
    expect(notes).toHaveLength(9);
    expect(notes[0]).toMatch(/^prod\/kustomization.yml:5 INPUT_KUSTOMIZE data\/a.yaml is data of a ConfigMap/);
  });

  test.each([
    ['a patch that is a resource of another', { 'b/kustomization.yaml': 'resources: [../base/one.yaml]\n' }, []],
    ['a kustomization that cannot be read', { 'base/kustomization.yaml': 'patches: [{path: one.yaml}\n' }, []],
    ['another form of it', { 'base/kustomization.yaml': 'patches: {path: [1]}\nopenapi: 1\nresources: 2\n' }, []],
  ])('GIVEN %s THEN it is read', (_name, files, expected) => {
    const base = { 'base/kustomization.yaml': 'patches: [{path: one.yaml}]\n', 'base/one.yaml': '' };
    const { read, notes } = found({ ...base, ...files });
    expect(read).toContain('base/one.yaml');
    expect(notes).toEqual(expected);
  });

  test('GIVEN a patch that is named THEN it is read', () => {
    const files = { 'kustomization.yaml': 'patches: [{path: one.yaml}]\n', 'one.yaml': '' };
    expect(found(files, '.', 'one.yaml').read).toEqual(['kustomization.yaml', 'one.yaml']);
  });
});

test('GIVEN an empty path THEN it is not the current folder', () => {
  expect(found({ 'a.yaml': '' }, '')).toEqual({
    read: [],
    problems: ['a path is empty: give a file, a folder or -, and . for the current folder'],
    notes: [],
  });
});

(process.platform === 'win32' ? test.skip : test)('GIVEN a pipe in a folder THEN nobody waits for it', () => {
  spawnSync('mkfifo', [join(cwd, 'pipe.yaml')]);
  expect(found({ 'a.yaml': '' })).toEqual({ read: ['a.yaml'], problems: [], notes: [] });
});

test('GIVEN a path through a file THEN the reason is said in words', () => {
  expect(found({ 'a.yaml': '' }, 'a.yaml/b.yaml').problems).toEqual([
    'a.yaml/b.yaml: cannot be read: a part of its path is a file, not a folder',
  ]);
});

test('GIVEN the settings of the repository in a folder THEN they are no manifest, unless they are named', () => {
  const files = { 'meshwright.yaml': 'complete: true\n', 'a.yaml': '', 'b/meshwright.yaml': '' };
  expect(found(files)).toEqual({ read: ['a.yaml', 'b/meshwright.yaml'], problems: [], notes: [] });
  expect(found(files, 'meshwright.yaml').read).toEqual(['meshwright.yaml']);
});
