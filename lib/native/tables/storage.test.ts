import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('claim', () => {
  test('passes when a claim is as it should be', () => {
    // GIVEN
    const object = VALID.claim();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'it is made of another one',
      changes: {
        'spec.dataSource': { kind: 'PersistentVolumeClaim', name: 'a' },
        'spec.storageClassName': 'a',
        'spec.volumeMode': 'Block',
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.claim(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'mode and size are missing',
      changes: { spec: {} },
      messages: [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    },
    {
      when: 'mode and size are impossible',
      changes: { 'spec.accessModes': ['RWO'], 'spec.resources.requests.storage': '0' },
      messages: [
        'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
        'spec.resources[storage]: Invalid value: "0": must be greater than zero',
      ],
    },
    {
      when: 'it is made of something unknown',
      changes: { 'spec.dataSourceRef': { kind: 'Disk' } },
      messages: [
        'spec.dataSource.name: Required value',
        `spec.dataSource: Invalid value: "Disk": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
        'spec.dataSourceRef.name: Required value',
        'spec.dataSourceRef: Invalid value: "Disk": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
      ],
    },
    {
      when: 'its class and its mode are impossible',
      changes: { 'spec.storageClassName': 'A', 'spec.volumeMode': 'Tape' },
      messages: [
        "spec.storageClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
      ],
    },
    {
      when: 'one pod and others may write',
      changes: { 'spec.accessModes': ['ReadWriteOncePod', 'ReadOnlyMany'] },
      messages: ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.claim(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('volume', () => {
  test('passes when a volume is as it should be', () => {
    // GIVEN
    const object = VALID.volume();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'a local volume has a node',
      changes: {
        'spec.hostPath': null,
        'spec.local': { path: '/a' },
        'spec.nodeAffinity': {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] },
        },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.volume(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'source, size and mode are missing',
      changes: { spec: {} },
      messages: [
        'spec.accessModes: Required value',
        'spec: Required value: must specify a volume type',
        'spec.capacity: Required value',
        'spec.capacity: Unsupported value: null: supported values: "storage"',
      ],
    },
    {
      when: 'a local volume has no node',
      changes: { 'spec.hostPath': null, 'spec.local': { path: '/a' } },
      messages: ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    },
    {
      when: 'its size is zero, and of more than storage',
      changes: { 'spec.capacity': { storage: '0', cpu: '1' } },
      messages: [
        'spec.capacity: Unsupported value: {"cpu":"1","storage":"0"}: supported values: "storage"',
        'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
      ],
    },
    {
      when: 'its policy and its class are impossible',
      changes: { 'spec.persistentVolumeReclaimPolicy': 'Keep', 'spec.storageClassName': 'A' },
      messages: [
        'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
        "spec.storageClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'its node is not said',
      changes: { 'spec.nodeAffinity': {} },
      messages: ['spec.nodeAffinity.required: Required value: must specify required node constraints'],
    },
    {
      when: 'it has two sources',
      changes: { 'spec.nfs': { server: 'a', path: '/a' } },
      messages: ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    },
    {
      when: 'it has two sources, and the second would need a node',
      changes: { 'spec.local': { path: '/a' } },
      messages: ['spec.local: Forbidden: may not specify more than 1 volume type'],
    },
    {
      when: 'its disk is shared by default, and has the address of another kind',
      changes: { 'spec.hostPath': undefined, 'spec.azureDisk': { diskName: 'a', diskURI: '/subscriptions/a' } },
      messages: [
        'spec.azureDisk.diskURI: Unsupported value: "/subscriptions/a": supported values: "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.volume(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('storageClass', () => {
  test('passes when a storageClass is as it should be', () => {
    // GIVEN
    const object = VALID.storageClass();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'what is needed is missing or unknown',
      changes: { provisioner: '', reclaimPolicy: 'Recycle', volumeBindingMode: 'Later' },
      messages: [
        'provisioner: Required value',
        'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
        'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.storageClass(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
