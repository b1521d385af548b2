import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

const SPEC = 'spec.versions[0].schema.openAPIV3Schema.properties.spec';

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
    {
      when: 'keys of a list have defaults',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['a', 'b'],
          items: {
            type: 'object',
            required: ['a'],
            properties: { a: { type: 'string' }, b: { type: 'string', default: 'b' } },
          },
        },
      },
    },
    {
      when: 'a list is a set',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'set',
          items: { type: 'string' },
        },
      },
    },
    {
      when: 'a default is null, or a number',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          properties: {
            a: { type: 'string', nullable: true, default: null },
            b: { type: 'number', default: 1 },
            c: { type: 'number', default: 1.5 },
          },
        },
      },
    },
    {
      when: 'a pattern has what only Go knows',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'string', pattern: '(?i)^a\\z' } },
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
        'spec.validation.openAPIV3Schema.properties[spec].default: Invalid value: "string":  in body must be of type integer: "string"',
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
      messages: [
        'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
        'spec.conversion.conversionReviewVersions: Required value',
      ],
    },
    {
      when: 'a column has no type',
      changes: { 'spec.versions[0].additionalPrinterColumns': [{ name: 'A', type: 'map', jsonPath: '.a' }] },
      messages: [
        'spec.additionalPrinterColumns[0].type: Invalid value: "map": must be one of boolean,date,integer,number,string',
      ],
    },
    {
      when: 'a pattern is none',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'string', pattern: '(a' } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].pattern: Invalid value: "(a": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(a`',
      ],
    },
    {
      when: 'a pattern looks ahead',
      changes: { 'spec.versions[0].schema.openAPIV3Schema.properties.spec': { type: 'string', pattern: '^(?!a)' } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].pattern: Invalid value: "^(?!a)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
      ],
    },
    {
      when: 'a list is of an unknown type',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'bag',
          items: { type: 'string' },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"',
      ],
    },
    {
      when: 'a list that is no map has keys',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'set',
          'x-kubernetes-list-map-keys': ['a'],
          items: { type: 'object', properties: { a: { type: 'string' } } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-type: Invalid value: "set": must be map if x-kubernetes-list-map-keys is non-empty',
      ],
    },
    {
      when: 'a key of a list is no property',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['b'],
          items: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-map-keys: Invalid value: ["b"]: entries must all be names of item properties',
      ],
    },
    {
      when: 'a key of a list has no default and may be missing',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['a'],
          items: { type: 'object', properties: { a: { type: 'string' } } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      ],
    },
    {
      when: 'defaults are a list and a fraction',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          properties: { a: { type: 'object', default: [] }, c: { type: 'integer', default: 1.5 } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: "array":  in body must be of type object: "array"',
        'spec.validation.openAPIV3Schema.properties[spec].properties[c].default: Invalid value: "number":  in body must be of type integer: "number"',
      ],
    },
    {
      when: 'a rule is no expression',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'string',
          'x-kubernetes-validations': [{ rule: 'self ==' }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "self ==": compilation failed: ERROR: <input>:1:8: Syntax error: mismatched input \'<EOF>\'',
      ],
    },
    {
      when: 'what must not be gives a default, and may be null',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'object',
          not: { properties: { a: { default: 'a', nullable: true } } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].not.properties[a].default: Forbidden: must be undefined to be structural',
        'spec.validation.openAPIV3Schema.properties[spec].not.properties[a].nullable: Forbidden: must be false to be structural',
      ],
    },
    {
      when: 'keywords are forbidden',
      changes: {
        [SPEC]: {
          type: 'object',
          $ref: '#/definitions/a',
          id: 'a',
          $schema: 'b',
          patternProperties: { a: { type: 'string' } },
          dependencies: { a: ['b'] },
          additionalItems: true,
          definitions: { a: { type: 'string' } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].id: Forbidden: id is not supported',
        'spec.validation.openAPIV3Schema.properties[spec].additionalItems: Forbidden: additionalItems is not supported',
        'spec.validation.openAPIV3Schema.properties[spec].patternProperties: Forbidden: patternProperties is not supported',
        'spec.validation.openAPIV3Schema.properties[spec].definitions: Forbidden: definitions is not supported',
        'spec.validation.openAPIV3Schema.properties[spec].dependencies: Forbidden: dependencies is not supported',
        'spec.validation.openAPIV3Schema.properties[spec].$ref: Forbidden: $ref is not supported',
      ],
    },
    {
      when: 'a list has a type for each entry',
      changes: { [SPEC]: { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].items: Forbidden: items must be a schema object and not an array',
      ],
    },
    {
      when: 'entries of a set are objects and lists',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } },
            b: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'array', items: { type: 'string' } } },
          },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
      ],
    },
    {
      when: 'types inside are none',
      changes: {
        [SPEC]: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'text' }, c: {} } } } },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].properties[c].type: Required value: must not be empty for specified object fields',
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].properties[b].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    },
    {
      when: 'limits contradict each other, and are none',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: { type: 'string', minLength: -1, format: 'word' },
            b: { type: 'integer', multipleOf: 0 },
            c: { type: 'array', uniqueItems: true, items: { type: 'string' } },
          },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[c].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ],
    },
    {
      when: 'alternatives inside alternatives give shapes',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.spec': {
          type: 'array',
          items: { type: 'string' },
          allOf: [{ items: { type: 'string' }, oneOf: [{ title: 'a' }], not: { description: 'b' } }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].allOf[0].oneOf[0].title: Forbidden: must be empty to be structural',
        'spec.validation.openAPIV3Schema.properties[spec].allOf[0].not.description: Forbidden: must be empty to be structural',
        'spec.validation.openAPIV3Schema.properties[spec].allOf[0].items.type: Forbidden: must be empty to be structural',
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
