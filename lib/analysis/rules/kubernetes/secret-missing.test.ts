import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { secretMissing } from './secret-missing';

const found = saying(secretMissing);
const uses = podYaml('web', { more: ', volumes: [{name: v, secret: {secretName: certificate}}]' });

test('GIVEN a Secret that is not there THEN it is a warning, and an error when the manifests are complete', () => {
  expect(found(uses)).toEqual([
    'a.yaml:4 warning K8S_SECRET_MISSING: Secret shop/certificate is not in the files given: unless it exists, pods stay in ContainerCreating (FailedMount)',
    '  fix: add the Secret, or say under external in meshwright.yaml that it exists',
  ]);
  expect(found(uses, { complete: true })[0]).toMatch(/^a.yaml:4 error /);
});

test.each([
  ['a Secret', object('v1', 'Secret', 'certificate', 'stringData: {k: v}')],
  [
    'a Certificate',
    object('cert-manager.io/v1', 'Certificate', 'x', 'spec: {secretName: certificate, issuerRef: {name: i}}'),
  ],
  ['a SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 'certificate', 'spec: {}')],
  ['an ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', 'x', 'spec: {target: {name: certificate}}')],
])('GIVEN %s that makes it THEN nothing is reported', (_name, maker) => {
  expect(found(maker + uses, { complete: true })).toEqual([]);
});

test('GIVEN a program that may make Secrets THEN it is a note, unless it looks like a slip', () => {
  const RBAC = 'rbac.authorization.k8s.io/v1';
  const maker = (verb: string) =>
    object(RBAC, 'Role', 'maker', `rules: [{apiGroups: [''], resources: [secrets], verbs: [get, ${verb}]}]`) +
    object(
      RBAC,
      'RoleBinding',
      'maker',
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}\nsubjects: [{kind: ServiceAccount, name: default, namespace: shop}]',
    );
  expect(found(uses + maker('create'))[0]).toMatch(/^a.yaml:4 note /);
  expect(found(uses + maker('list'))[0]).toMatch(/^a.yaml:4 warning /);
  expect(found(uses + maker('create') + object('v1', 'Secret', 'certificat', 'stringData: {k: v}'))[0]).toMatch(
    /^a.yaml:4 warning /,
  );
});

test('GIVEN credentials for images THEN pods start without them, and nothing is reported', () => {
  expect(found(podYaml('web', { more: ', imagePullSecrets: [{name: registry}]' }))).toEqual([]);
});
