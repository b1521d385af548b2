import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('definition', () => {
  test('passes when a definition is as it should be', () => {
    // GIVEN
    const object = VALID.definition();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the name does not fit',
      changes: { 'metadata.name': 'gadget.example.com' },
      messages: ['metadata.name: Invalid value: "gadget.example.com": must be spec.names.plural+"."+spec.group'],
    },
    {
      when: 'no version is stored',
      changes: { 'spec.versions[0].storage': false },
      messages: [
        'spec.versions: Invalid value: [{"name":"v1","served":true,"storage":false}]: must have exactly one version marked as storage version',
      ],
    },
    {
      when: 'names are malformed',
      changes: { 'spec.names': { plural: 'Gadgets', kind: 'Gadget', listKind: 'Gadget' } },
      messages: [
        "spec.names.plural: Invalid value: \"Gadgets\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        'spec.names.listKind: Invalid value: "Gadget": kind and listKind may not be the same',
        'metadata.name: Invalid value: "gadgets.example.com": must be spec.names.plural+"."+spec.group',
      ],
    },
    {
      when: 'the scope is unknown',
      changes: { 'spec.scope': 'Global' },
      messages: ['spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"'],
    },
    {
      when: 'the schema is missing',
      changes: { 'spec.versions[0].schema': null },
      messages: ['spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required'],
    },
    {
      when: 'the schema has no types',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema': {
          type: 'object',
          properties: { spec: { properties: { a: { type: 'array', items: {} } } } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].items.type: Required value: must not be empty for specified array items',
      ],
    },
    {
      when: 'the group is protected',
      changes: { 'spec.group': 'a.k8s.io', 'metadata.name': 'gadgets.a.k8s.io' },
      messages: [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.definition(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
