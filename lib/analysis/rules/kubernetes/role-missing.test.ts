import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { roleMissing } from './role-missing';

const found = saying(roleMissing);
const RBAC = 'rbac.authorization.k8s.io/v1';
const ROLE = object(RBAC, 'Role', 'reader', 'rules: []');
const clusterRole = (name: string) =>
  `apiVersion: ${RBAC}\nkind: ClusterRole\nmetadata: {name: ${name}}\nrules: []\n---\n`;
const binds = (kind: string, name: string) =>
  object(
    RBAC,
    'RoleBinding',
    'b',
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${name}}\nsubjects: [{kind: User, name: u, apiGroup: rbac.authorization.k8s.io}]`,
  );

test('GIVEN a Role that does not exist THEN it is reported', () => {
  expect(found(podYaml('web') + binds('Role', 'reader'))).toEqual([
    'a.yaml:9 warning K8S_ROLE_MISSING: Role shop/reader is not in the files given: unless it exists, the binding grants nothing',
    '  fix: add the Role, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN a ClusterRole that is not given, though others are THEN it is a warning', () => {
  expect(found(clusterRole('reader') + binds('ClusterRole', 'reeder'))[0]).toMatch(/^a.yaml:9 warning /);
});

test.each([
  ['the Role', ROLE + binds('Role', 'reader')],
  ['no ClusterRole at all', binds('ClusterRole', 'reader')],
  ['a role that every cluster has', clusterRole('x') + binds('ClusterRole', 'view')],
  ['a role of the system', clusterRole('x') + binds('ClusterRole', 'system:auth-delegator')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
