import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

const SPEC = 'spec.versions[0].schema.openAPIV3Schema.properties.spec';

describe('defaults of a schema', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'they are as the schema wants them',
      changes: {
        [SPEC]: {
          type: 'object',
          default: { a: 1, b: ['x'] },
          properties: {
            a: { type: 'integer', minimum: 1, default: 2 },
            b: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
    {
      when: 'they keep a rule',
      changes: {
        [SPEC]: {
          type: 'integer',
          default: 3,
          'x-kubernetes-validations': [{ rule: 'self > 2' }, { rule: 'self == oldSelf' }],
        },
      },
    },
    {
      when: 'they are a whole resource',
      changes: {
        [SPEC]: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
          default: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} },
        },
      },
    },
    {
      when: 'nothing is said of what an integer or a text must be',
      changes: { [SPEC]: { 'x-kubernetes-int-or-string': true, default: {} } },
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
      when: 'they are none of those allowed',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: { type: 'string', enum: ['x'], default: 'y' },
            b: { type: 'integer', maximum: 3, default: 4 },
            c: { type: 'string', pattern: '^a', default: 'b' },
          },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Unsupported value: "y": supported values: "x"',
        'spec.validation.openAPIV3Schema.properties[spec].properties[b].default: Invalid value: 4:  in body should be less than or equal to 3',
        'spec.validation.openAPIV3Schema.properties[spec].properties[c].default: Invalid value: "b":  in body should match \'^a\'',
      ],
    },
    {
      when: 'they have unknown fields',
      changes: { [SPEC]: { type: 'object', default: { b: 1 }, properties: { a: { type: 'string' } } } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].default: Invalid value: {"b":1}: must not have unknown fields',
      ],
    },
    {
      when: 'they lack what is required',
      changes: { [SPEC]: { type: 'object', default: {}, required: ['a'], properties: { a: { type: 'string' } } } },
      messages: ['spec.validation.openAPIV3Schema.properties[spec].default.a: Required value'],
    },
    {
      when: 'they break a rule',
      changes: {
        [SPEC]: {
          type: 'integer',
          default: 1,
          'x-kubernetes-validations': [{ rule: 'self > 2', message: 'must be more than 2' }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].default: Invalid value: "integer": must be more than 2',
      ],
    },
    {
      when: 'there are too few of them, and one that is required is missing',
      changes: { [SPEC]: { type: 'object', minProperties: 2, required: ['b'], default: {} } },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].default: Invalid value: 0:  in body should have at least 2 properties',
        'spec.validation.openAPIV3Schema.properties[spec].default.b: Required value',
      ],
    },
    {
      when: 'they are of an impossible kind',
      changes: {
        [SPEC]: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
          default: { apiVersion: 'v1', kind: 'A_b' },
        },
      },
      messages: [
        "spec.validation.openAPIV3Schema.properties[spec].default.kind: Invalid value: \"A_b\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'they break rules that name an entry of a map, and a field that there is not',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: {
              type: 'object',
              maxProperties: 5,
              additionalProperties: { type: 'string' },
              default: {},
              'x-kubernetes-validations': [{ rule: 'self.size() > 1', fieldPath: '.b' }],
            },
            c: {
              type: 'string',
              maxLength: 5,
              default: 'x',
              'x-kubernetes-validations': [{ rule: 'self == "y"', fieldPath: '.z' }],
            },
          },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].default[b]: Invalid value: "object": failed rule: self.size() > 1',
        'spec.validation.openAPIV3Schema.properties[spec].properties[c].default: Invalid value: "string": failed rule: self == "y"',
        'spec.validation.openAPIV3Schema.properties[spec].properties[c].x-kubernetes-validations[0].fieldPath: Invalid value: ".z": must be a valid path',
      ],
    },
    {
      when: 'they are no resource',
      changes: {
        [SPEC]: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
          default: { kind: '' },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].default.apiVersion: Required value: must not be empty',
        'spec.validation.openAPIV3Schema.properties[spec].default.kind: Invalid value: "": must not be empty',
      ],
    },
    {
      when: 'metadata have some',
      changes: {
        'spec.versions[0].schema.openAPIV3Schema.properties.metadata': {
          type: 'object',
          properties: { name: { type: 'string', default: 'A_' } },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata',
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
