import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('environment', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'a name is missing or impossible',
      changes: { 'spec.containers[0].env': [{ value: 'a' }, { name: 'a=b' }] },
      messages: [
        'spec.containers[0].env[0].name: Required value',
        'spec.containers[0].env[1].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      ],
    },
    {
      when: 'a source is missing',
      changes: { 'spec.containers[0].env': [{ name: 'A', valueFrom: {} }] },
      messages: [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ],
    },
    {
      when: 'a value and a source are given',
      changes: {
        'spec.containers[0].env': [{ name: 'A', value: 'a', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
      },
      messages: [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      ],
    },
    {
      when: 'two sources are given',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' }, configMapKeyRef: { name: 's', key: 'k' } } },
        ],
      },
      messages: [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time',
      ],
    },
    {
      when: 'a field is unknown, or not for the environment',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.replicas' } } },
          { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
        ],
      },
      messages: [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.replicas": error converting fieldPath: field label not supported: spec.replicas',
        'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
    },
    {
      when: 'a resource is unknown',
      changes: { 'spec.containers[0].env': [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'cpu' } } }] },
      messages: [
        'spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "cpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
      ],
    },
    {
      when: 'a key is missing',
      changes: { 'spec.containers[0].env': [{ name: 'A', valueFrom: { secretKeyRef: { name: 's' } } }] },
      messages: ['spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value'],
    },
    {
      when: 'all keys come from nowhere',
      changes: { 'spec.containers[0].envFrom': [{}, { secretRef: {} }] },
      messages: [
        'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
        'spec.containers[0].envFrom[1].secretRef.name: Required value',
      ],
    },
    {
      when: 'a variable hides another, which is only a warning',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      messages: ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
