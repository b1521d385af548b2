import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

const SPEC = 'spec.versions[0].schema.openAPIV3Schema.properties.spec';

describe('what stands beside a schema', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'it is scaled, shown and selected',
      changes: {
        'spec.versions[0].subresources': {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        'spec.versions[0].additionalPrinterColumns': [
          { name: 'Age', type: 'date', format: 'date-time', jsonPath: '.metadata.creationTimestamp' },
        ],
        [SPEC]: { type: 'object', properties: { color: { type: 'string' } } },
        'spec.versions[0].selectableFields': [{ jsonPath: '.spec.color' }],
      },
    },
    {
      when: 'it is deprecated',
      changes: { 'spec.versions[0].deprecated': true, 'spec.versions[0].deprecationWarning': 'use v2' },
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
      when: 'paths of a scale lead elsewhere',
      changes: {
        'spec.versions[0].subresources': {
          scale: {
            specReplicasPath: '.replicas',
            statusReplicasPath: 'status.replicas',
            labelSelectorPath: '.metadata.labels',
          },
        },
      },
      messages: [
        'spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec',
        'spec.subresources.scale.statusReplicasPath: Invalid value: "status.replicas": must be a simple json path starting with .',
        'spec.subresources.scale.labelSelectorPath: Invalid value: ".metadata.labels": should be a json path under either .spec or .status',
      ],
    },
    {
      when: 'a scale is empty',
      changes: { 'spec.versions[0].subresources': { scale: {} } },
      messages: [
        'spec.subresources.scale.specReplicasPath: Required value',
        'spec.subresources.scale.statusReplicasPath: Required value',
      ],
    },
    {
      when: 'columns are none',
      changes: {
        'spec.versions[0].additionalPrinterColumns': [{ name: 'A', type: 'text', format: 'time', jsonPath: 'spec.a' }],
      },
      messages: [
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[0].format: Invalid value: "time": must be one of byte,date,date-time,double,float,int32,int64,password',
        'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .',
      ],
    },
    {
      when: 'fields to select by are none',
      changes: {
        [SPEC]: {
          type: 'object',
          properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'string' } } },
        },
        'spec.versions[0].selectableFields': [
          { jsonPath: '.spec.a' },
          { jsonPath: '.spec.a' },
          { jsonPath: '.spec.b' },
          { jsonPath: '.spec.c' },
          { jsonPath: '.metadata.name' },
          { jsonPath: '' },
          { jsonPath: 'spec' },
        ],
      },
      messages: [
        'spec.selectableFields[1].jsonPath: Duplicate value: ".spec.a"',
        'spec.selectableFields[2].jsonPath: Invalid value: ".spec.b": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        'spec.selectableFields[3].jsonPath: Invalid value: ".spec.c": is an invalid path: does not refer to a valid field',
        'spec.selectableFields[4].jsonPath: Invalid value: ".metadata.name": is an invalid path: does not refer to a valid field',
        'spec.selectableFields[5].jsonPath: Required value',
        'spec.selectableFields[6].jsonPath: Invalid value: "spec": is an invalid path: expected [ or . but got: spec',
      ],
    },
    {
      when: 'a field to select by has no dot in front, and the schema has what no schema may have',
      changes: {
        [SPEC]: { type: 'object', patternProperties: { a: { type: 'string' } } },
        'spec.versions[0].selectableFields': [{ jsonPath: 'spec.a' }],
      },
      messages: [
        'spec.schema.openAPIV3Schema: Invalid value: "": OpenAPIV3Schema \'patternProperties\' is not supported',
        'spec.selectableFields[0].jsonPath: Invalid value: "spec.a": is an invalid path: expected [ or . but got: spec',
        'spec.validation.openAPIV3Schema.properties[spec].patternProperties: Forbidden: patternProperties is not supported',
      ],
    },
    {
      when: 'two versions say the same in two ways',
      changes: {
        'spec.versions[1]': {
          name: 'v2',
          served: true,
          storage: false,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              required: [],
              properties: { spec: { type: 'object', nullable: false, enum: [] }, a: {} },
            },
          },
        },
        'spec.versions[0].schema.openAPIV3Schema.properties.a': {},
      },
      messages: [
        'spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
      ],
    },
    {
      when: 'a warning is given of what is not deprecated',
      changes: { 'spec.versions[0].deprecationWarning': 'use v2' },
      messages: [
        'spec.versions[0].deprecationWarning: Invalid value: "use v2": can only be set for deprecated versions',
      ],
    },
    {
      when: 'two versions differ, and one has a bad column',
      changes: {
        'spec.versions[1]': {
          name: 'v2',
          served: true,
          storage: false,
          schema: { openAPIV3Schema: { type: 'object' } },
          additionalPrinterColumns: [{ name: '', type: '' }],
        },
      },
      messages: [
        'spec.versions[1].additionalPrinterColumns[0].name: Required value',
        'spec.versions[1].additionalPrinterColumns[0].type: Required value: must be one of boolean,date,integer,number,string',
        'spec.versions[1].additionalPrinterColumns[0].JSONPath: Required value',
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

describe('how versions are converted', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'a webhook does it',
      changes: {
        'spec.conversion': {
          strategy: 'Webhook',
          webhook: {
            clientConfig: { service: { name: 'a', namespace: 'b', path: '/convert' } },
            conversionReviewVersions: ['v1'],
          },
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
      when: 'nobody does it',
      changes: { 'spec.conversion': { strategy: 'Webhook' } },
      messages: [
        'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
        'spec.conversion.conversionReviewVersions: Required value',
      ],
    },
    {
      when: 'a webhook is given in vain',
      changes: {
        'spec.conversion': {
          strategy: 'None',
          webhook: { clientConfig: { url: 'https://a.example.com' }, conversionReviewVersions: ['v1'] },
        },
      },
      messages: [
        'spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook',
        'spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook',
      ],
    },
    {
      when: 'its reviews are unknown, and its URL is not encrypted',
      changes: {
        'spec.conversion': {
          strategy: 'Webhook',
          webhook: { clientConfig: { url: 'http://a.example.com' }, conversionReviewVersions: ['v3', 'v3', 'V'] },
        },
      },
      messages: [
        'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
        'spec.conversion.conversionReviewVersions[1]: Invalid value: "v3": duplicate version',
        "spec.conversion.conversionReviewVersions[2]: Invalid value: \"V\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        'spec.conversion.conversionReviewVersions: Invalid value: ["v3","v3","V"]: must include at least one of v1, v1beta1',
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
