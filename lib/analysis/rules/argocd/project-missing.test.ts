import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { applicationYaml } from './argocd.testing';
import { projectMissing } from './project-missing';

const found = saying(projectMissing);
const PROJECT =
  'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: web, namespace: argocd}\nspec: {}\n---\n';

test('GIVEN a project that does not exist THEN nothing is deployed', () => {
  expect(found(PROJECT + applicationYaml('a', 'project: wbe'))).toEqual([
    'a.yaml:9 error ARGOCD_PROJECT_MISSING: AppProject argocd/wbe does not exist: nothing of the Application is deployed',
    '  fix: did you mean web?',
    '  a.yaml:3: is AppProject argocd/web',
  ]);
});

test.each([
  ['the project', PROJECT + applicationYaml('a', 'project: web')],
  ['the default one', PROJECT + applicationYaml('a', 'project: default')],
  ['no project at all', applicationYaml('a', 'project: web')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
