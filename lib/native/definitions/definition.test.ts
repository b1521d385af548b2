import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('definition', () => {
  test('passes when a definition is as it should be', () => {
    // GIVEN
    const object = VALID.definition();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'names are complete, and the group is approved',
      changes: {
        'spec.names': {
          plural: 'gadgets',
          singular: 'gadget',
          kind: 'Gadget',
          listKind: 'GadgetList',
          shortNames: ['g'],
          categories: ['all'],
        },
        'spec.group': 'a.k8s.io',
        'metadata.name': 'gadgets.a.k8s.io',
        'metadata.annotations': { 'api-approved.kubernetes.io': 'https://a' },
      },
    },
    {
      when: 'keys are free',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          additionalProperties: { type: 'string' },
        },
      },
    },
    {
      when: 'what is unknown is kept',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': { 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.definition(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
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
        'status.storedVersions: Invalid value: []: must have at least one stored version',
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
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].items.type: Required value: must not be empty for specified array items',
        'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
      ],
    },
    {
      when: 'the group is protected',
      changes: { 'spec.group': 'a.k8s.io', 'metadata.name': 'gadgets.a.k8s.io' },
      messages: [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    },
    {
      when: 'what is required is missing',
      changes: { 'spec.group': null, 'spec.scope': null, 'spec.names': null },
      messages: [
        'spec.group: Required value',
        'spec.names.plural: Required value',
        'spec.names.singular: Required value',
        'spec.names.kind: Required value',
        'spec.names.listKind: Required value',
        'metadata.name: Invalid value: "gadgets.example.com": must be spec.names.plural+"."+spec.group',
        'spec.scope: Required value',
      ],
    },
    {
      when: 'the group is no domain',
      changes: { 'spec.group': 'example', 'metadata.name': 'gadgets.example' },
      messages: ['spec.group: Invalid value: "example": should be a domain with at least one dot'],
    },
    {
      when: 'unknown fields are kept everywhere',
      changes: { 'spec.preserveUnknownFields': true },
      messages: [
        'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ],
    },
    {
      when: 'the strategy of conversion is missing',
      changes: { 'spec.conversion': {} },
      messages: ['spec.conversion.strategy: Required value'],
    },
    {
      when: 'the strategy of conversion is unknown',
      changes: { 'spec.conversion': { strategy: 'Script' } },
      messages: ['spec.conversion.strategy: Unsupported value: "Script": supported values: "None", "Webhook"'],
    },
    {
      when: 'a column is empty',
      changes: { 'spec.versions[0].additionalPrinterColumns': [{}] },
      messages: [
        'spec.additionalPrinterColumns[0].name: Required value',
        'spec.additionalPrinterColumns[0].type: Required value: must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[0].JSONPath: Required value',
      ],
    },
    {
      when: 'kinds and short names are malformed',
      changes: { 'spec.names.kind': 'My_Gadget', 'spec.names.shortNames': ['G'] },
      messages: [
        "spec.names.singular: Invalid value: \"my_gadget\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        "spec.names.kind: Invalid value: \"My_Gadget\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        "spec.names.listKind: Invalid value: \"My_GadgetList\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        "spec.names.shortNames[0]: Invalid value: \"G\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'a version is there twice',
      changes: { 'spec.versions': [1, 2].flatMap(() => (VALID.definition().spec as { versions: object[] }).versions) },
      messages: [
        'spec.versions: Invalid value: [{"name":"v1","served":true,"storage":true},{"name":"v1","served":true,"storage":true}]: must contain unique version names',
        'spec.versions: Invalid value: [{"name":"v1","served":true,"storage":true},{"name":"v1","served":true,"storage":true}]: must have exactly one version marked as storage version',
        'status.storedVersions: Invalid value: ["v1"]: must have the storage version v1',
      ],
    },
    {
      when: 'a version is no name',
      changes: { 'spec.versions[0].name': '1' },
      messages: [
        "spec.versions[0].name: Invalid value: \"1\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        "spec.version: Invalid value: \"1\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'the root has no type',
      changes: { 'spec.versions[0].schema.openAPIV3Schema': {} },
      messages: ['spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root'],
    },
    {
      when: 'the root is no object',
      changes: { 'spec.versions[0].schema.openAPIV3Schema': { type: 'string' } },
      messages: ['spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root'],
    },
    {
      when: 'entries of a list are to be unique',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string' },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ],
    },
    {
      when: 'keys are free and fixed',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          properties: { a: { type: 'string' } },
          additionalProperties: { type: 'string' },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive',
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
