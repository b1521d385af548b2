import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { applicationYaml, HEALS } from './argocd.testing';
import { syncsChaos } from './syncs-chaos';

const found = saying(syncsChaos);
const BLADE =
  'apiVersion: chaosblade.io/v1alpha1\nkind: ChaosBlade\nmetadata: {name: b}\nspec: {experiments: [{scope: node, target: cpu, action: fullload}]}\n---\n';
const application = (policy: string, path = '.') =>
  applicationYaml('a', `source: {repoURL: r, path: ${path}}, syncPolicy: {${policy}}`);

test('GIVEN an Application that heals THEN the fault never ends', () => {
  expect(found(application(HEALS) + BLADE)).toEqual([
    'a.yaml:6 error ARGOCD_SYNCS_CHAOS: Application argocd/a makes it again as soon as it is over: the fault never ends',
    '  fix: keep it out of the folder of the Application, and apply it by hand',
    '  a.yaml:4: applies it by itself',
  ]);
  expect(found(application('automated: {}') + BLADE)[0]).toMatch(
    /^a.yaml:6 warning .*makes it again at the first sync/,
  );
});

test.each([
  ['a human who synchronizes', application('')],
  ['another folder', application(HEALS, 'other')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml + BLADE)).toEqual([]);
});
