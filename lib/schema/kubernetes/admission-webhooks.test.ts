import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('webhook', () => {
  test('passes when a webhook is as it should be', () => {
    // GIVEN
    const object = VALID.webhook();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'what is required is missing',
      changes: { webhooks: [{}] },
      messages: [
        'webhooks[0].name: Required value',
        'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun',
        'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
        'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1',
      ],
    },
    {
      when: 'the name is too short',
      changes: { 'webhooks[0].name': 'a.b' },
      messages: [
        'webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots',
      ],
    },
    {
      when: 'it has side effects',
      changes: {
        'webhooks[0].sideEffects': 'Some',
        'webhooks[0].timeoutSeconds': 31,
        'webhooks[0].failurePolicy': 'X',
      },
      messages: [
        'webhooks[0].failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"',
        'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
        'webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds',
      ],
    },
    {
      when: 'it is called in two ways',
      changes: { 'webhooks[0].clientConfig.url': 'https://a' },
      messages: ['webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
    },
    {
      when: 'its URL is not encrypted',
      changes: { 'webhooks[0].clientConfig': { url: 'http://a/b?c' } },
      messages: [
        'webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[:port]/path',
        'webhooks[0].clientConfig.url: Invalid value: "c": query parameters are not permitted in the URL',
      ],
    },
    {
      when: 'its versions are unknown',
      changes: { 'webhooks[0].admissionReviewVersions': ['v2'] },
      messages: [
        'webhooks[0].admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1',
      ],
    },
    {
      when: 'a rule is incomplete',
      changes: { 'webhooks[0].rules': [{ operations: ['*', 'CREATE'], resources: ['*', 'pods'] }] },
      messages: [
        'webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if \'*\' is present, must not specify other operations',
        'webhooks[0].rules[0].apiGroups: Required value',
        'webhooks[0].rules[0].apiVersions: Required value',
        'webhooks[0].rules[0].resources: Invalid value: ["*","pods"]: if \'*\' is present, must not specify other resources without subresources',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.webhook(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
