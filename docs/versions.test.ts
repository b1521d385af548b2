import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import kubectl from '../conformance/results/kubectl.json';
import { VERSIONS } from '../conformance/versions';
import template from '../consumers/cdk8s-template/package.json';
import esm from '../consumers/esm/package.json';
import types from '../consumers/types/package.json';
import boutique from '../examples/online-boutique/package.json';
import { sources } from '../imports/SOURCES.json';
import { knownKubernetes, loadNativeKinds } from '../lib/native/decoding/native-schema';
import { devDependencies, engines, peerDependencies } from '../package.json';

const ROOT = join(__dirname, '..');
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Rows of the table below a heading, by the first column: the next columns, as many as asked for. */
function table(heading: string, columns: number): Record<string, string[]> {
  const [, section = ''] = text('docs/versions.md').split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const rows = lines.slice(1).map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(rows.map(([, name = '', ...cells]) => [name, cells.slice(0, columns)]));
}

/** The version that all definitions of a group of sources have. */
function imported(group: string): string {
  const of = sources.filter(({ modules }) => modules.some((module) => module.endsWith(group)));
  return [...new Set(of.map(({ version }) => version))].join(', ');
}

test('GIVEN the versions of systems THEN they are those that are imported and compared with', () => {
  expect(table('Systems', 1)).toEqual({
    Istio: [imported('networking.istio.io')],
    Envoy: [VERSIONS.envoy.join(', ')],
    Flagger: [imported('flagger.app')],
    ChaosBlade: [imported('chaosblade.io')],
    'Gateway API': [imported('gateway.networking.k8s.io')],
    Kubernetes: [loadNativeKinds().version],
    'Kubernetes, by `--kubernetes`': [knownKubernetes().join(', ')],
    'kube-apiserver': [VERSIONS.kubernetes],
    kubectl: [kubectl.version],
  });
});

test('GIVEN what is imported THEN it is compared with in the same version', () => {
  const { istio, flagger, chaosblade } = VERSIONS;
  expect([imported('networking.istio.io'), imported('flagger.app'), imported('chaosblade.io')]).toEqual([
    ...[istio, flagger, chaosblade],
  ]);
});

test('GIVEN the versions of tools THEN they are those that are declared and tried', () => {
  const { jobs } = load(text('.github/workflows/ci.yml')) as {
    jobs: { check: { strategy: { matrix: { node: string[] } } } };
  };
  const compilers = Object.values(types.devDependencies).flatMap(
    (spec) => /^npm:typescript@(.+)/.exec(spec)?.[1] ?? [],
  );
  const inOthers = [...text('consumers/main.ts').matchAll(/'vitest@([\d.]+)'/g)].map(([, version]) => version);
  const vitest = [...inOthers, esm.devDependencies.vitest].sort();
  const here = (name: keyof typeof peerDependencies & keyof typeof devDependencies) => [
    ...[peerDependencies[name], devDependencies[name]],
  ];
  expect(table('Tools', 2)).toEqual({
    'Node.js': [engines.node, jobs.check.strategy.matrix.node.join(', ')],
    TypeScript: ['', compilers.join(', ')],
    jest: ['', `${template.devDependencies.jest.replace('^', '')}, ${devDependencies.jest}`],
    '@jest/globals': here('@jest/globals'),
    vitest: [peerDependencies.vitest, vitest.join(', ')],
    cdk8s: here('cdk8s'),
    'cdk8s-plus-27': here('cdk8s-plus-27'),
    constructs: here('constructs'),
    prettier: here('prettier'),
  });
  expect(compilers).toContain(devDependencies.typescript);
});

test('GIVEN what a project declares THEN the projects that try it declare the same', () => {
  const declared = ({ cdk8s, 'cdk8s-plus-27': plus, constructs }: Readonly<Record<string, string>>) => [
    ...[cdk8s, plus, constructs],
  ];
  const peers = declared(peerDependencies);
  const projects = [template, esm, types, boutique];
  expect(projects.map(({ dependencies }) => declared(dependencies))).toEqual(projects.map(() => peers));
});
