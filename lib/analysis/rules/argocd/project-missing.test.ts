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
    'a.yaml:9 warning ARGOCD_PROJECT_MISSING: AppProject argocd/wbe is not in the files given: unless it exists, nothing of the Application is deployed',
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

test('GIVEN the default one with a slip of the pen THEN it is a warning', () => {
  expect(found(applicationYaml('a', SOURCE, 'defalt'))).toEqual([
    'a.yaml:4 warning ARGOCD_PROJECT_MISSING: AppProject argocd/defalt is not in the files given: unless it exists, nothing of the Application is deployed',
    '  fix: did you mean default?',
  ]);
});
