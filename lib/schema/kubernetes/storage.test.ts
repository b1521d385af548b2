import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('claim', () => {
  test('passes when a claim is as it should be', () => {
    // GIVEN
    const object = VALID.claim();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
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

  test.each([
    {
      when: 'source, size and mode are missing',
      changes: { spec: {} },
      messages: [
        'spec.accessModes: Required value',
        'spec.capacity: Required value',
        'spec: Required value: must specify a volume type',
      ],
    },
    {
      when: 'a local volume has no node',
      changes: { 'spec.hostPath': null, 'spec.local': { path: '/a' } },
      messages: ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
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
