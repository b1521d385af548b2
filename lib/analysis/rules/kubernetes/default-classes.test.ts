import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { defaultClasses } from './default-classes';

const found = saying(defaultClasses);
const storage = (name: string, isDefault: boolean) =>
  `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: ${name}\n  annotations:\n    storageclass.kubernetes.io/is-default-class: '${isDefault}'\nprovisioner: example.com/p\n---\n`;

test('GIVEN two defaults THEN the newest counts', () => {
  expect(found(storage('a', true) + storage('b', true))).toEqual([
    'a.yaml:14 warning K8S_DEFAULT_CLASSES: StorageClass a is the default, too: claims without a class get the newest',
    '  fix: take the annotation away from one of them',
    '  a.yaml:6: the other default',
  ]);
});

test('GIVEN one default THEN nothing is reported', () => {
  expect(found(storage('a', true) + storage('b', false))).toEqual([]);
});
