import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { referenceNotGranted } from './reference-not-granted';

const found = saying(referenceNotGranted);
const ROUTE =
  'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: edge}\nspec: {rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}\n---\n';
const SERVICE = object('v1', 'Service', 'web', 'spec: {ports: [{port: 80}]}');
const grant = (to: string, namespace = 'edge') =>
  object(
    'gateway.networking.k8s.io/v1beta1',
    'ReferenceGrant',
    'g',
    `spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${namespace}}], to: [${to}]}`,
  );

test('GIVEN no grant THEN it is said which one is needed', () => {
  expect(found(ROUTE + SERVICE)).toEqual([
    'a.yaml:4 error K8S_REFERENCE_NOT_GRANTED: no ReferenceGrant of namespace shop lets a HTTPRoute of edge use Service shop/web: requests get 500',
    '  fix: add a ReferenceGrant to shop: from HTTPRoute in edge, to Service',
    '  a.yaml:6: is in another namespace',
  ]);
});

test.each([
  ['for another namespace', grant('{group: "", kind: Service}', 'other')],
  ['to another Service', grant('{group: "", kind: Service, name: api}')],
  ['to Secrets', grant('{group: "", kind: Secret}')],
])('GIVEN a grant %s THEN it does not help', (_name, yaml) => {
  expect(found(ROUTE + SERVICE + yaml)).toHaveLength(3);
});

test('GIVEN a grant without a manifest THEN it is as the settings say', () => {
  const external = (name: string) => found(ROUTE + SERVICE, { external: { ReferenceGrant: [name] } });
  expect(external('shop/edge')).toEqual([]);
  expect(external('edge/edge')).toHaveLength(3);
});

test.each([
  ['a grant', ROUTE + SERVICE + grant('{group: "", kind: Service}')],
  ['a grant to this Service', ROUTE + SERVICE + grant('{group: "", kind: Service, name: web}')],
  ['a Service that is not given', ROUTE],
  [
    'a route of callers in a mesh',
    ROUTE.replace('spec: {', 'spec: {parentRefs: [{kind: Service, group: "", name: web, namespace: shop}], ') + SERVICE,
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
