import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { classMissing } from './class-missing';

const found = saying(classMissing);
const PRIORITY = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1\n---\n';
const pod = (name: string) => podYaml('web', { more: `, priorityClassName: ${name}` });

test('GIVEN other classes of the kind THEN one that is not there is a warning', () => {
  expect(found(PRIORITY + pod('hihg'))).toEqual([
    'a.yaml:9 warning K8S_CLASS_MISSING: PriorityClass hihg does not exist: the API server refuses the pods',
    '  fix: did you mean high?',
    '  a.yaml:3: is PriorityClass high',
  ]);
  expect(found(pod('high'), { complete: true })[0]).toMatch(/ error /);
});

test('GIVEN a class that controllers bring THEN it is a note, unless it looks like a slip', () => {
  const INGRESS_CLASS =
    'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: x.example.com/x}\n---\n';
  const ingress = (name: string) =>
    object(
      'networking.k8s.io/v1',
      'Ingress',
      'i',
      `spec: {ingressClassName: ${name}, defaultBackend: {service: {name: s, port: {number: 80}}}}`,
    );
  expect(found(INGRESS_CLASS + ingress('traefik'))[0]).toMatch(/^a.yaml:9 note /);
  expect(found(INGRESS_CLASS + ingress('ngnix'))[0]).toMatch(/^a.yaml:9 warning /);
});

test.each([
  ['no class of the kind', pod('high')],
  ['one that every cluster has', PRIORITY + pod('system-cluster-critical')],
  [
    'a claim of a class of the cluster',
    object(
      'v1',
      'PersistentVolumeClaim',
      'c',
      'spec: {storageClassName: gp2, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
    ),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
