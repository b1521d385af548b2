import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { backendPort } from './backend-port';

const found = saying(backendPort);
const service = (ports = '{name: http, port: 80, targetPort: 8080}', more = '') =>
  object('v1', 'Service', 'web', `spec: {ports: [${ports}]${more}}`);
const ingress = (port: string) =>
  object('networking.k8s.io/v1', 'Ingress', 'i', `spec: {defaultBackend: {service: {name: web, port: ${port}}}}`);

test('GIVEN the port of the pods THEN that of the Service is proposed', () => {
  expect(found(service() + ingress('{number: 8080}'))).toEqual([
    'a.yaml:9 error K8S_BACKEND_PORT: Service shop/web has no port 8080: requests get 503',
    '  fix: 8080 is the port of its pods: write 80',
    '  a.yaml:4: its ports',
  ]);
});

test('GIVEN another name THEN those that are there are named', () => {
  expect(found(service() + ingress('{name: web}')).slice(0, 2)).toEqual([
    'a.yaml:9 error K8S_BACKEND_PORT: Service shop/web has no port web: requests get 503',
    '  fix: it has 80 (http)',
  ]);
});

test('GIVEN a webhook that says nothing of a port THEN 443 is called', () => {
  const webhook =
    'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks:\n' +
    '- {name: w.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {service: {name: web, namespace: shop}}}\n---\n';
  expect(found(service() + webhook).slice(0, 2)).toEqual([
    'a.yaml:10 error K8S_BACKEND_PORT: Service shop/web has no port 443: the API server cannot call it',
    '  fix: it has 80 (http)',
  ]);
  expect(found(service('{port: 443}') + webhook)).toEqual([]);
});

test.each([
  ['the number', service() + ingress('{number: 80}')],
  ['the name', service() + ingress('{name: http}')],
  ['an alternative that has it', { 'a.yaml': service() + ingress('{number: 81}'), 'x/b.yaml': service('{port: 81}') }],
  ['no Service', ingress('{number: 80}')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
