import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { ingressTlsHost } from './ingress-tls-host';

const found = saying(ingressTlsHost);
const BACKEND = '{service: {name: s, port: {number: 80}}}';
const ingress = (secured: string, served: string, more = '') =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    'i',
    `spec: {tls: [{hosts: [${secured}]}], rules: [{${served}http: {paths: [{path: /, pathType: Prefix, backend: ${BACKEND}}]}}]${more}}`,
  );

test('GIVEN a host that no rule serves THEN those that are served are named', () => {
  expect(found(ingress('b.example.com', 'host: a.example.com, '))).toEqual([
    'a.yaml:4 warning K8S_INGRESS_TLS_HOST: no rule serves b.example.com: the certificate is for a host without routes',
    '  fix: the rules serve a.example.com',
  ]);
});

test.each([
  ['the same host', ingress('a.example.com', 'host: a.example.com, ')],
  ['a wildcard around it', ingress("'*.example.com'", 'host: a.example.com, ')],
  ['a rule with a wildcard', ingress('a.example.com', "host: '*.example.com', ")],
  ['a rule for all hosts', ingress('a.example.com', '')],
  ['a backend for the rest', ingress('b.example.com', 'host: a.example.com, ', `, defaultBackend: ${BACKEND}`)],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
