import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { subjectMissing } from './subject-missing';

const found = saying(subjectMissing);
const binds = (subject: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    'b',
    `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [${subject}]`,
  );

test('GIVEN a ServiceAccount of a namespace with pods THEN it has to be there', () => {
  expect(found(podYaml('web') + binds('{kind: ServiceAccount, name: checkout, namespace: shop}'))).toEqual([
    'a.yaml:10 warning K8S_SUBJECT_MISSING: ServiceAccount shop/checkout is not in the files given: unless it exists, the binding grants its role to nobody',
    '  fix: add the ServiceAccount, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN it in another namespace THEN it is said where', () => {
  const account = object('v1', 'ServiceAccount', 'checkout', '').replace('namespace: shop', 'namespace: other');
  expect(found(podYaml('web') + account + binds('{kind: ServiceAccount, name: checkout, namespace: shop}'))[1]).toBe(
    '  fix: ServiceAccount other/checkout is in another namespace: shop needs its own',
  );
});

test.each([
  ['a namespace of which nothing runs here', binds('{kind: ServiceAccount, name: checkout, namespace: shop}')],
  [
    'a namespace that is not given',
    podYaml('web') + binds('{kind: ServiceAccount, name: prometheus, namespace: monitoring}'),
  ],
  ['the default account', podYaml('web') + binds('{kind: ServiceAccount, name: default, namespace: shop}')],
  ['a group', podYaml('web') + binds('{kind: Group, name: g, apiGroup: rbac.authorization.k8s.io}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
