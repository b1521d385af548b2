import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('environment', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'variables come from resources and secrets',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
          { name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        ],
        'spec.containers[0].envFrom': [{ prefix: 'A_', secretRef: { name: 's' } }],
      },
    },
    {
      when: 'a field is a label',
      changes: {
        'spec.containers[0].env': [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }],
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
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
    {
      when: 'all of a source comes from none, two, or one without a name',
      changes: {
        'spec.containers[0].envFrom': [
          {},
          { configMapRef: { name: 'a' }, secretRef: { name: 'A' } },
          { secretRef: {} },
          { prefix: 'a=', secretRef: { name: 'a' } },
        ],
      },
      messages: [
        'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
        "spec.containers[0].envFrom[1].secretRef.name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time',
        'spec.containers[0].envFrom[2].secretRef.name: Required value',
        'spec.containers[0].envFrom[3].prefix: Invalid value: "a=": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      ],
    },
    {
      when: 'resources are in unknown units',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } },
          { name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '2Mi' } } },
        ],
      },
      messages: [
        `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
        `spec.containers[0].env[1].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource`,
      ],
    },
    {
      when: 'fields are missing or unknown',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { fieldRef: {} } },
          { name: 'B', valueFrom: { fieldRef: { fieldPath: 'spec.phase' } } },
          { name: 'C', valueFrom: { fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } } },
        ],
      },
      messages: [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Required value',
        'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Invalid value: "spec.phase": error converting fieldPath: field label not supported: spec.phase',
        'spec.containers[0].env[2].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
      ],
    },
    {
      when: 'a field is in a map that has no keys, or in one for volumes',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.name['a']" } } },
          { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
          { name: 'C', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a b']" } } },
        ],
      },
      messages: [
        `spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name['a']": error converting fieldPath: field label does not support subscript: metadata.name['a']`,
        'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
        "spec.containers[0].env[2].valueFrom.fieldRef: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    },
    {
      when: 'a field can be converted, and is not for variables',
      changes: { 'spec.containers[0].env': [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] },
      messages: [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
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
