import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { storageMissing } from './storage-missing';

const found = saying(storageMissing);
const CLAIM = 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}';
const claims = (name: string) =>
  podYaml('web', { more: `, volumes: [{name: v, persistentVolumeClaim: {claimName: ${name}}}]` });

test('GIVEN a claim that does not exist THEN pods are said to wait', () => {
  expect(found(claims('data'))).toEqual([
    'a.yaml:4 warning K8S_STORAGE_MISSING: PersistentVolumeClaim shop/data is not in the files given: unless it exists, pods stay Pending',
    '  fix: add the PersistentVolumeClaim, or say under external in meshwright.yaml that it exists',
  ]);
});

test('GIVEN a claim of a volume THEN the volume has to be there, if volumes are given', () => {
  const claim = object('v1', 'PersistentVolumeClaim', 'data', `${CLAIM}, volumeName: disk}`);
  const volume = (name: string) =>
    `apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: ${name}}\n` +
    'spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /x}}\n---\n';
  expect(found(claim)).toEqual([]);
  expect(found(claim + volume('disk'))).toEqual([]);
  expect(found(claim + volume('disc')).slice(0, 2)).toEqual([
    'a.yaml:4 error K8S_STORAGE_MISSING: PersistentVolume disk does not exist: the claim stays Pending, and pods that need it do, too',
    '  fix: did you mean disc?',
  ]);
});

test('GIVEN the claims of a StatefulSet THEN each pod has its own', () => {
  const set = object(
    'apps/v1',
    'StatefulSet',
    'db',
    'spec: {serviceName: db, replicas: 2, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, ' +
      'spec: {containers: [{name: c, image: example.com/c:1.0.0}]}}, ' +
      `volumeClaimTemplates: [{metadata: {name: data}, ${CLAIM}}}]}`,
  );
  expect(found(set + claims('data-db-1'))).toEqual([]);
  expect(found(set + claims('data-db-2'))).toHaveLength(2);
});
