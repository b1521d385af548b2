import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('metadata', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test('passes when it comes from a cluster', () => {
    // GIVEN
    const object = altered(VALID.pod(), {
      'metadata.resourceVersion': '123',
      'metadata.uid': '5b1f8d4e-0c0d-4c0e-9f39-2f1b3f6c2a11',
      'metadata.generation': 2,
      'metadata.creationTimestamp': '2024-01-01T00:00:00Z',
      'metadata.managedFields': [
        {
          apiVersion: 'v1',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': {} },
          manager: 'kubectl',
          operation: 'Apply',
          time: '2024-01-01T00:00:00Z',
        },
      ],
    });

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the name is missing',
      changes: { 'metadata.name': null },
      messages: ['metadata.name: Required value: name or generateName is required'],
    },
    {
      when: 'there is no metadata',
      changes: { metadata: null },
      messages: ['metadata.name: Required value: name or generateName is required'],
    },
    {
      when: 'the name is no DNS name',
      changes: { 'metadata.name': 'Foo_Bar' },
      messages: [
        "metadata.name: Invalid value: \"Foo_Bar\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'the name is too long',
      changes: {
        'metadata.name':
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      },
      messages: [
        'metadata.name: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 253 characters',
      ],
    },
    {
      when: 'the prefix of the name is malformed',
      changes: { 'metadata.name': null, 'metadata.generateName': 'A-' },
      messages: [
        `metadata.name: Invalid value: "A-xxxxx": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      ],
    },
    {
      when: 'the namespace is no label',
      changes: { 'metadata.namespace': 'a.b' },
      messages: ['metadata.namespace: Invalid value: "a.b": must not contain dots'],
    },
    {
      when: 'labels are malformed',
      changes: { 'metadata.labels': { 'a b': 'c', 'x/y/z': 'd', '/n': '', k: 'v v' } },
      messages: [
        "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "metadata.labels: Invalid value: \"x/y/z\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        'metadata.labels: Invalid value: "/n": prefix part must be non-empty',
        "metadata.labels: Invalid value: \"v v\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ],
    },
    {
      when: 'labels are numbers and truths',
      changes: { 'metadata.labels': { version: 1, on: true } },
      messages: [
        'metadata.labels: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
        'metadata.labels: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
      ],
    },
    {
      when: 'annotations are malformed',
      changes: { 'metadata.annotations': { 'a b': 'c', 'A.b/C': 'fine' } },
      messages: [
        "metadata.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    },
    {
      when: 'finalizers are malformed',
      changes: { 'metadata.finalizers': ['mine', 'a/b/c', 'example.com/f'] },
      messages: [
        'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
        "metadata.finalizers: Invalid value: \"a/b/c\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      ],
    },
    {
      when: 'owners are incomplete',
      changes: {
        'metadata.ownerReferences': [
          { name: 'a', controller: true },
          { apiVersion: 'v1', kind: 'Pod', name: 'b', uid: '1', controller: true },
        ],
      },
      messages: [
        'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
        'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
        'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
        'metadata.ownerReferences: Invalid value: [{"controller":true,"name":"a"},{"apiVersion":"v1","controller":true,"kind":"Pod","name":"b","uid":"1"}]: Only one reference can have Controller set to true. Found "true" in references for /a and Pod/b',
      ],
    },
    {
      when: 'fields are unknown or of the wrong type',
      changes: { 'metadata.lables': {}, 'metadata.name': 5, 'metadata.finalizers': 'a', 'metadata.annotations': [] },
      messages: [
        'metadata.name: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string',
        'strict decoding error: unknown field "metadata.lables"',
        'metadata.finalizers: json: cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string',
        'metadata.annotations: json: cannot unmarshal array into Go struct field ObjectMeta.metadata.annotations of type map[string]string',
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
