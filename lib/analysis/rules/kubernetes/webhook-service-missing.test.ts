import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { webhookServiceMissing } from './webhook-service-missing';

const found = saying(webhookServiceMissing);
const webhook = (namespace: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks:\n` +
  `- {name: w.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {service: {name: hook, namespace: ${namespace}}}}\n---\n`;

test('GIVEN a Service that is not beside its pods THEN it is reported', () => {
  expect(found(podYaml('web') + webhook('shop'))).toEqual([
    'a.yaml:10 warning K8S_WEBHOOK_SERVICE_MISSING: Service shop/hook is not in the files given: unless it exists, the API server cannot call it ("failed calling webhook: service not found")',
    '  fix: add the Service, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN an API service THEN it needs its Service, too', () => {
  const api =
    'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.example.com}\n' +
    'spec: {group: example.com, version: v1, groupPriorityMinimum: 1, versionPriority: 1, insecureSkipTLSVerify: true, service: {name: hook, namespace: shop}}\n---\n';
  expect(found(podYaml('web') + api)).toHaveLength(2);
});

test.each([
  ['the Service', object('v1', 'Service', 'hook', 'spec: {selector: {a: b}, ports: [{port: 443}]}') + webhook('shop')],
  ['a namespace that is not given', podYaml('web') + webhook('istio-system')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
