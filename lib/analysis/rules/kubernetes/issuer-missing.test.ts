import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { issuerMissing } from './issuer-missing';

const found = saying(issuerMissing);
const certificate = (issuer: string) =>
  object('cert-manager.io/v1', 'Certificate', 'c', `spec: {secretName: s, issuerRef: ${issuer}}`);
const clusterIssuer = (name: string) =>
  `apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: ${name}}\nspec: {}\n---\n`;

test('GIVEN an Issuer that does not exist THEN it is reported', () => {
  expect(found(podYaml('web') + certificate('{name: ca}'))).toEqual([
    'a.yaml:9 warning K8S_ISSUER_MISSING: Issuer shop/ca is not in the files given: unless it exists, no certificate is issued',
    '  fix: add the Issuer, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN a ClusterIssuer that is not given, though others are THEN it is a warning', () => {
  const yaml = clusterIssuer('letsencrypt') + certificate('{kind: ClusterIssuer, name: letsencrpt}');
  expect(found(yaml).slice(0, 2)).toEqual([
    'a.yaml:9 warning K8S_ISSUER_MISSING: ClusterIssuer letsencrpt does not exist: no certificate is issued',
    '  fix: did you mean letsencrypt?',
  ]);
});

test.each([
  ['no ClusterIssuer at all', certificate('{kind: ClusterIssuer, name: letsencrypt}')],
  ['an issuer of somebody else', podYaml('web') + certificate('{group: example.com, name: ca}')],
  ['the Issuer', object('cert-manager.io/v1', 'Issuer', 'ca', 'spec: {}') + certificate('{name: ca}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
