import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { certificateMissing } from './certificate-missing';

const found = saying(certificateMissing);
const INGRESS = object(
  'networking.k8s.io/v1',
  'Ingress',
  'i',
  'spec: {tls: [{secretName: t}], defaultBackend: {service: {name: s, port: {number: 80}}}}',
);
const GATEWAY = object(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  'g',
  'spec: {gatewayClassName: istio, listeners: [{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: t}]}}]}',
);

test('GIVEN a certificate that nobody makes THEN it is a warning, and an error when the manifests are complete', () => {
  expect(found(podYaml('web') + INGRESS)).toEqual([
    'a.yaml:9 warning K8S_CERTIFICATE_MISSING: Secret shop/t is not in the files given: unless it exists, the controller serves a certificate of its own, which clients refuse',
    '  fix: add the Secret, or say under external in meshwright.yaml that it exists',
  ]);
  expect(found(GATEWAY, { complete: true })[0]).toBe(
    'a.yaml:4 error K8S_CERTIFICATE_MISSING: Secret shop/t does not exist: the listener does not serve',
  );
});

test.each([
  [
    'a Certificate',
    object('cert-manager.io/v1', 'Certificate', 'c', 'spec: {secretName: t, issuerRef: {name: i}}') +
      podYaml('web') +
      INGRESS,
  ],
  [
    'an issuer in an annotation',
    podYaml('web') + INGRESS.replace('name: i,', 'name: i, annotations: {cert-manager.io/cluster-issuer: l},'),
  ],
  ['nothing that runs', INGRESS],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
