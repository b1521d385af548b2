import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { governingService } from './governing-service';

const found = saying(governingService);
const set = (replicas: number) =>
  object(
    'apps/v1',
    'StatefulSet',
    'db',
    `spec: {serviceName: db, replicas: ${replicas}, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: example.com/c:1.0.0}]}}}`,
  );
const service = (more: string) =>
  object('v1', 'Service', 'db', `spec: {selector: {app: db}, ports: [{port: 80}]${more}}`);

test('GIVEN no Service THEN pods have no names', () => {
  expect(found(set(1))).toEqual([
    'a.yaml:4 warning K8S_GOVERNING_SERVICE: Service shop/db is not in the files given: unless it exists, the names of the pods do not resolve',
    '  fix: add the Service, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN a Service with an address THEN several pods have no names', () => {
  expect(found(set(2) + service(''))).toEqual([
    'a.yaml:4 warning K8S_GOVERNING_SERVICE: Service shop/db is not headless: the names of the pods, such as db-0.db, do not resolve',
    '  fix: name a Service with clusterIP: None, beside the one for clients',
    '  a.yaml:9: has an address of its own',
  ]);
});

test.each([
  ['a headless Service', set(2) + service(', clusterIP: None')],
  ['a single pod', set(1) + service('')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
