import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { backendMissing } from './backend-missing';

const found = saying(backendMissing);
const ingress = (service: string) =>
  object('networking.k8s.io/v1', 'Ingress', 'i', `spec: {defaultBackend: {service: ${service}}}`);
const route = (backend: string) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', `spec: {rules: [{backendRefs: [${backend}]}]}`);

test('GIVEN a Service that is not beside what runs THEN requests get 503', () => {
  expect(found(podYaml('web') + ingress('{name: web, port: {number: 80}}'))).toEqual([
    'a.yaml:9 warning K8S_BACKEND_MISSING: Service shop/web is not in the files given: unless it exists, requests get 503',
    '  fix: add the Service, or say under external in meshwright.yaml that it exists',
  ]);
  expect(found(podYaml('web') + route('{name: web, port: 80}'))[0]).toMatch(/requests get 500$/);
});

test('GIVEN a namespace that is not given, or of which nothing runs here THEN it is a note', () => {
  expect(found(podYaml('web') + route('{name: web, namespace: other, port: 80}'))[0]).toBe(
    'a.yaml:9 note K8S_BACKEND_MISSING: Service other/web is not in the files given: unless it exists, requests get 500',
  );
  expect(found(ingress('{name: web, port: {number: 80}}'))[0]).toMatch(/^a.yaml:4 note /);
});

test.each([
  [
    'the Service',
    object('v1', 'Service', 'web', 'spec: {ports: [{port: 80}]}') + ingress('{name: web, port: {number: 80}}'),
  ],
  ['an action of AWS', podYaml('web') + ingress('{name: redirect, port: {name: use-annotation}}')],
  ['a weight of 0', podYaml('web') + route('{name: web, port: 80, weight: 0}')],
  ['another kind', podYaml('web') + route('{name: web, kind: InferencePool, group: inference.networking.k8s.io}')],
  [
    'a Service of Knative',
    object('serving.knative.dev/v1', 'Service', 'web', 'spec: {}') + ingress('{name: web, port: {number: 80}}'),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
