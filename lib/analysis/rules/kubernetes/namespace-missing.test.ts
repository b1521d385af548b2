import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { namespaceMissing } from './namespace-missing';

const found = saying(namespaceMissing);
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: storefront}\n---\n';
const map = (namespace: string, name = 'm') =>
  object('v1', 'ConfigMap', name, 'data: {a: b}').replace('namespace: shop', `namespace: ${namespace}`);

test('GIVEN objects of a namespace without a manifest THEN it is told once', () => {
  expect(found(NAMESPACE + map('other') + map('other', 'more'))).toEqual([
    'a.yaml:7 note K8S_NAMESPACE_MISSING: there is no Namespace other among the manifests: until somebody makes it, 2 objects are refused',
    '  fix: add the Namespace, or say under external in meshwright.yaml that it exists',
  ]);
  expect(found(NAMESPACE + map('other'), { complete: true })[0]).toMatch(/^a.yaml:7 error .*the object is refused$/);
});

test('GIVEN a name that is alike THEN it is a warning', () => {
  expect(found(NAMESPACE + map('storefornt'))).toEqual([
    'a.yaml:7 warning K8S_NAMESPACE_MISSING: there is no Namespace storefornt among the manifests: until somebody makes it, the object is refused',
    '  fix: did you mean storefront?',
    '  a.yaml:3: is alike',
  ]);
});

const CREATES =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: storefront}\nspec: {project: default, destination: {namespace: other}, syncPolicy: {syncOptions: [CreateNamespace=true]}}\n---\n';
test.each([
  ['the namespace', NAMESPACE + map('storefront'), {}],
  ['one that every cluster has', NAMESPACE + map('kube-system'), {}],
  ['one that is said to exist', NAMESPACE + map('other'), { external: { Namespace: ['other'] } }],
  ['one that Argo CD makes', NAMESPACE + CREATES + map('other'), {}],
  ['no manifest of a namespace', map('other'), {}],
])('GIVEN %s THEN nothing is reported', (_name, yaml, settings) => {
  expect(found(yaml, settings)).toEqual([]);
});
