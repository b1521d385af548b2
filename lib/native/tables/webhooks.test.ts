import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('webhook', () => {
  test('passes when a webhook is as it should be', () => {
    // GIVEN
    const object = VALID.webhook();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it is called by its URL', changes: { 'webhooks[0].clientConfig': { url: 'https://a.b:8443/c' } } },
    {
      when: 'its service has a port, and is at its root',
      changes: { 'webhooks[0].clientConfig.service.port': 8443, 'webhooks[0].clientConfig.service.path': '/' },
    },
    {
      when: 'its rules name subresources',
      changes: {
        'webhooks[0].rules[0].resources': ['pods', 'pods/status', '*/scale'],
        'webhooks[0].rules[0].scope': 'Namespaced',
      },
    },
    {
      when: 'it has conditions',
      changes: {
        'webhooks[0].matchConditions': [
          { name: 'a', expression: 'true' },
          { name: 'b', expression: 'true' },
        ],
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.webhook(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'its conditions are none, and are there twice',
      changes: {
        'webhooks[0].matchConditions': [
          { name: 'a', expression: 'object.spec' },
          { name: 'a', expression: ' params.a == 1' },
          { name: 'b c', expression: '"x"' },
          { name: '', expression: '' },
        ],
      },
      messages: [
        'webhooks[0].matchConditions[0].expression: Invalid value: "object.spec": must evaluate to bool but got dyn',
        "webhooks[0].matchConditions[1].expression: Invalid value: \"params.a == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')",
        'webhooks[0].matchConditions[1].name: Duplicate value: "a"',
        'webhooks[0].matchConditions[2].expression: Invalid value: "\\"x\\"": must evaluate to bool but got string',
        "webhooks[0].matchConditions[2].name: Invalid value: \"b c\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'webhooks[0].matchConditions[3].expression: Required value',
        'webhooks[0].matchConditions[3].name: Required value',
      ],
    },
    {
      when: 'what is required is missing',
      changes: { webhooks: [{}] },
      messages: [
        'webhooks[0].name: Required value',
        'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
        'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1',
        'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun',
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
        'webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
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
    {
      when: 'two webhooks have one name',
      changes: { webhooks: [VALID.webhook().webhooks, VALID.webhook().webhooks].flat() },
      messages: ['webhooks[1].name: Duplicate value: "a.example.com"'],
    },
    {
      when: 'operations, versions and scope are unknown or empty',
      changes: {
        'webhooks[0].rules[0]': {
          operations: ['READ'],
          apiGroups: [''],
          apiVersions: [''],
          resources: [''],
          scope: 'X',
        },
      },
      messages: [
        'webhooks[0].rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
        'webhooks[0].rules[0].apiVersions[0]: Required value',
        'webhooks[0].rules[0].resources[0]: Required value',
        'webhooks[0].rules[0].scope: Unsupported value: "X": supported values: "*", "Cluster", "Namespaced"',
      ],
    },
    {
      when: 'a subresource is meant twice',
      changes: { 'webhooks[0].rules[0].resources': ['pods/*', 'pods/status', '*/scale', 'a/scale'] },
      messages: [
        'webhooks[0].rules[0].resources[1]: Invalid value: "pods/status": if \'pods/*\' is present, must not specify pods/status',
        'webhooks[0].rules[0].resources[3]: Invalid value: "a/scale": if \'*/scale\' is present, must not specify a/scale',
      ],
    },
    {
      when: 'everything and more is meant',
      changes: { 'webhooks[0].rules[0].resources': ['*/*', 'pods'] },
      messages: [
        'webhooks[0].rules[0].resources: Invalid value: ["*/*","pods"]: if \'*/*\' is present, must not specify other resources',
      ],
    },
    {
      when: 'a rule is for no resources',
      changes: { 'webhooks[0].rules[0].resources': [] },
      messages: ['webhooks[0].rules[0].resources: Required value'],
    },
    {
      when: 'its service has no name, an impossible port and a relative path',
      changes: { 'webhooks[0].clientConfig.service': { port: 0, path: 'a' } },
      messages: [
        'webhooks[0].clientConfig.service.name: Required value: service namespace is required',
        'webhooks[0].clientConfig.service.namespace: Required value: service name is required',
        'webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
        'webhooks[0].clientConfig.service.path: Invalid value: "a": must start with a \'/\'',
        'webhooks[0].clientConfig.service.path: Invalid value: "a": segment[0] may not be empty',
      ],
    },
    {
      when: 'segments of the path are empty or malformed',
      changes: { 'webhooks[0].clientConfig.service.path': '/a//_' },
      messages: [
        'webhooks[0].clientConfig.service.path: Invalid value: "/a//_": segment[1] may not be empty',
        "webhooks[0].clientConfig.service.path: Invalid value: \"/a//_\": segment[2]: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'its URL has no host',
      changes: { 'webhooks[0].clientConfig': { url: 'https:///a' } },
      messages: [
        'webhooks[0].clientConfig.url: Invalid value: "": host must be specified; desired format: https://host[/path]',
      ],
    },
    {
      when: 'its URL has a user and a fragment',
      changes: { 'webhooks[0].clientConfig': { url: 'https://me@a/b#c' } },
      messages: [
        'webhooks[0].clientConfig.url: Invalid value: "me": user information is not permitted in the URL',
        'webhooks[0].clientConfig.url: Invalid value: "c": fragments are not permitted in the URL',
      ],
    },
    {
      when: 'a version is there twice',
      changes: { 'webhooks[0].admissionReviewVersions': ['v1', 'v1'] },
      messages: ['webhooks[0].admissionReviewVersions[1]: Invalid value: "v1": duplicate version'],
    },
    {
      when: 'conditions have no name, no expression, or the same name',
      changes: {
        'webhooks[0].matchConditions': [
          { expression: ' ' },
          { name: 'a', expression: 'true' },
          { name: 'a', expression: 'true' },
        ],
      },
      messages: [
        'webhooks[0].matchConditions[0].expression: Required value',
        'webhooks[0].matchConditions[0].name: Required value',
        'webhooks[0].matchConditions[2].name: Duplicate value: "a"',
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
