import { expect, test } from '@jest/globals';
import { deploymentYaml, findingsOf, linesOf } from '../../fixtures';
import { serviceWithoutPods } from './service-without-pods';

const found = (yaml: string, settings = {}) => linesOf(findingsOf(yaml, [serviceWithoutPods], settings));
const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: ${spec}\n---\n`;
const POD = `apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop, labels: {app: reviews, version: v1}}
spec: {containers: [{name: c, image: example.com/c:1.0.0}]}
---
`;

test('GIVEN a selector that differs in a value THEN the pods that were meant are named', () => {
  expect(found(POD + service('{selector: {app: review}, ports: [{port: 80}]}'))).toEqual([
    'a.yaml:9 error K8S_SERVICE_WITHOUT_PODS: no pod of namespace shop has the labels app=review: the Service has no endpoints',
    '  fix: the pods of Pod p have app=reviews',
    '  a.yaml:3: has other labels',
  ]);
});

test('GIVEN no workload of the namespace THEN it is a note, and an error when the manifests are complete', () => {
  const yaml = service('{selector: {app: a}, ports: [{port: 80}]}');
  expect(found(yaml)).toEqual([
    'a.yaml:4 note K8S_SERVICE_WITHOUT_PODS: no pod of namespace shop that is among the files has the labels app=a',
  ]);
  expect(found(yaml, { complete: true })[0]).toMatch(/^a.yaml:4 error /);
});

test.each([
  ['pods with more labels', '{selector: {app: reviews}, ports: [{port: 80}]}'],
  ['no selector', '{ports: [{port: 80}]}'],
  ['an external name', '{type: ExternalName, externalName: example.com, selector: {app: x}}'],
])('GIVEN %s THEN nothing is reported', (_name, spec) => {
  expect(found(POD + service(spec))).toEqual([]);
});

test('GIVEN pods that are scaled to none THEN it is a note', () => {
  const scaled = (replicas: number) =>
    found(deploymentYaml('reviews', { replicas }) + service('{selector: {app: reviews}, ports: [{port: 80}]}'));
  expect(scaled(0)).toEqual([
    'a.yaml:12 note K8S_SERVICE_WITHOUT_PODS: Deployment shop/reviews is scaled to no pods: the Service has no endpoints',
    '  a.yaml:5: says so',
  ]);
  expect(scaled(1)).toEqual([]);
});
