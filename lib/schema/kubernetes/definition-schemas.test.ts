import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('checkKeywords', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'a list has keys',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['a'],
          items: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
        },
      },
    },
    {
      when: 'alternatives only narrow down',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          properties: { a: { type: 'string' } },
          anyOf: [{ required: ['a'] }, { properties: { a: { enum: ['x'] } } }],
        },
      },
    },
    {
      when: 'it is an integer or a text',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          'x-kubernetes-int-or-string': true,
          anyOf: [{ type: 'integer' }, { type: 'string' }],
          default: 1,
        },
      },
    },
    {
      when: 'it has a rule, a pattern and a default',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'string',
          pattern: '^a',
          default: 'a',
          'x-kubernetes-validations': [{ rule: 'self != "b"' }],
        },
      },
    },
    {
      when: 'a hook converts, and columns are shown',
      changes: {
        'spec.conversion': {
          strategy: 'Webhook',
          webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://a' } },
        },
        'spec.versions[0].additionalPrinterColumns': [{ name: 'A', type: 'date', jsonPath: '.a' }],
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
      when: 'a type is unknown',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'int' } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].type: Unsupported value: "int": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    },
    {
      when: 'a list does not say of what',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'array' } },
      messages: ['spec.validation.openAPIV3Schema.properties[spec].items: Required value: must be specified'],
    },
    {
      when: 'a list has no keys',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          items: { type: 'object' },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map',
      ],
    },
    {
      when: 'a default is of another type',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'integer', default: 'a' } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].default: Invalid value: "string": spec.validation.openAPIV3Schema.properties[spec].default in body must be of type integer: "string"',
      ],
    },
    {
      when: 'an alternative gives a type',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'string', anyOf: [{ type: 'string' }] },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural',
      ],
    },
    {
      when: 'a rule is missing',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'string',
          'x-kubernetes-validations': [{ rule: ' ' }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Required value: rule is not specified',
      ],
    },
    {
      when: 'a hook converts that nobody knows',
      changes: { 'spec.conversion': { strategy: 'Webhook' } },
      messages: ['spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook'],
    },
    {
      when: 'a column has no type',
      changes: { 'spec.versions[0].additionalPrinterColumns': [{ name: 'A', type: 'map', jsonPath: '.a' }] },
      messages: [
        'spec.versions[0].additionalPrinterColumns[0].type: Invalid value: "map": must be one of boolean,date,integer,number,string',
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
