import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

const SPEC = 'spec.versions[0].schema.openAPIV3Schema.properties.spec';

describe('rules of a schema', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'they are about what there is',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: { type: 'integer' },
            b: { type: 'string', format: 'date-time' },
            'c-d': { type: 'boolean' },
          },
          'x-kubernetes-validations': [
            {
              rule: 'self.a > 1 && self.b < timestamp("2030-01-01T00:00:00Z") && self.c__dash__d',
              messageExpression: '"must be" + " more"',
              reason: 'FieldValueForbidden',
              fieldPath: '.a',
            },
          ],
        },
      },
    },
    {
      when: 'they compare with what was before',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: {
            a: {
              type: 'integer',
              'x-kubernetes-validations': [
                { rule: 'self >= oldSelf' },
                { rule: 'oldSelf.orValue(0) <= self', optionalOldSelf: true },
              ],
            },
          },
        },
      },
    },
    {
      when: 'they look at each of a limited number',
      changes: {
        [SPEC]: {
          type: 'array',
          maxItems: 10,
          items: { type: 'string', maxLength: 20 },
          'x-kubernetes-validations': [{ rule: 'self.all(x, self.exists_one(y, x == y))' }],
        },
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
      when: 'they mention what there is not',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: { a: { type: 'integer' } },
          'x-kubernetes-validations': [{ rule: 'self.b == 1' }, { rule: 'size(object) == 1' }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "self.b == 1": compilation failed: ERROR: <input>:1:5: undefined field \'b\'',
        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].rule: Invalid value: \"size(object) == 1\": compilation failed: ERROR: <input>:1:6: undeclared reference to 'object' (in container '')",
      ],
    },
    {
      when: 'types do not fit',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: { a: { type: 'integer' }, b: { type: 'string' } },
          'x-kubernetes-validations': [
            { rule: 'self.a == self.b' },
            { rule: 'self.a + 1' },
            { rule: 'self.b.startsWith(self.a)' },
          ],
        },
      },
      messages: [
        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: \"self.a == self.b\": compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'",
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].rule: Invalid value: "self.a + 1": cel expression must evaluate to a bool',
        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].rule: Invalid value: \"self.b.startsWith(self.a)\": compilation failed: ERROR: <input>:1:18: found no matching overload for 'startsWith' applied to 'string.(int)'",
      ],
    },
    {
      when: 'a message is no text',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: { a: { type: 'integer' } },
          'x-kubernetes-validations': [
            { rule: 'self.a > 1', messageExpression: 'self.a' },
            { rule: 'self.a > 1', messageExpression: 'self.b' },
          ],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].messageExpression: Invalid value: "self.a": messageExpression must evaluate to a string',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].messageExpression: Invalid value: "self.b": messageExpression compilation failed: ERROR: <input>:1:5: undefined field \'b\'',
      ],
    },
    {
      when: 'messages, reasons and paths are none',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: { a: { type: 'integer' } },
          'x-kubernetes-validations': [
            { rule: 'true', message: ' ', reason: 'Other', fieldPath: '.b' },
            { rule: 'true', message: 'a\nb' },
            { rule: 'true ||\ntrue' },
          ],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].message: Invalid value: " ": must be non-empty if specified',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].reason: Unsupported value: "Other": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].fieldPath: Invalid value: ".b": must be a valid path',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[1].message: Invalid value: "a\\nb": must not contain line breaks',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].message: Required value: message must be specified if rule contains line breaks',
      ],
    },
    {
      when: 'a regular expression is none',
      changes: {
        [SPEC]: { type: 'string', maxLength: 10, 'x-kubernetes-validations': [{ rule: "self.matches('(')" }] },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: "self.matches(\'(\')": compilation failed: ERROR: <input>:1:14: invalid matches argument',
      ],
    },
    {
      when: 'it costs too much',
      changes: {
        [SPEC]: {
          type: 'array',
          items: { type: 'string' },
          'x-kubernetes-validations': [{ rule: 'self.all(x, self.all(y, x == y))' }],
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)',
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
        'spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)',
      ],
    },
    {
      when: 'one rule is cheap, and there are too many',
      changes: {
        [SPEC]: {
          type: 'array',
          maxItems: 1000,
          items: {
            type: 'array',
            maxItems: 1000,
            items: { type: 'integer' },
            'x-kubernetes-validations': Array.from({ length: 12 }, (_, index) => ({
              rule: `self.all(x, x > ${index})`,
            })),
          },
        },
      },
      messages: [],
    },
    {
      when: 'what was before cannot be found',
      changes: {
        [SPEC]: {
          type: 'array',
          maxItems: 3,
          items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] },
        },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: "self >= oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[spec]',
      ],
    },
    {
      when: 'a value before is asked for in vain',
      changes: {
        [SPEC]: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 1', optionalOldSelf: true }] },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
      ],
    },
    {
      when: 'nothing is known of the value',
      changes: {
        [SPEC]: { 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-validations': [{ rule: 'self.a' }] },
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations: Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations',
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
