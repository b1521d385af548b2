import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { applicationYaml } from './argocd.testing';
import { projectMissing } from './project-missing';

const found = saying(projectMissing);
const SOURCE = 'source: {repoURL: r, path: .}';
const PROJECT =
  'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: web, namespace: argocd}\nspec: {}\n---\n';

test('GIVEN a project that does not exist THEN nothing is deployed', () => {
  expect(found(PROJECT + applicationYaml('a', SOURCE, 'wbe'))).toEqual([
    'a.yaml:9 error ARGOCD_PROJECT_MISSING: AppProject argocd/wbe does not exist: nothing of the Application is deployed',
    '  fix: did you mean web?',
    '  a.yaml:3: is AppProject argocd/web',
  ]);
});

test.each([
  ['the project', PROJECT + applicationYaml('a', SOURCE, 'web')],
  ['the default one', PROJECT + applicationYaml('a', SOURCE)],
  ['no project at all', applicationYaml('a', SOURCE, 'web')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
