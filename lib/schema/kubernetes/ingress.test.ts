import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('ingress', () => {
  test('passes when a ingress is as it should be', () => {
    // GIVEN
    const object = VALID.ingress();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'there are no rules',
      changes: { spec: {} },
      messages: ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
    },
    {
      when: 'the type of a path is missing',
      changes: { 'spec.rules[0].http.paths[0].pathType': null },
      messages: ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
    },
    {
      when: 'the type of a path is unknown',
      changes: { 'spec.rules[0].http.paths[0].pathType': 'Regex' },
      messages: [
        'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
      ],
    },
    {
      when: 'a path is relative',
      changes: { 'spec.rules[0].http.paths[0].path': 'a//b' },
      messages: [
        'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must be an absolute path',
        'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must not contain \'//\'',
      ],
    },
    {
      when: 'a host is no DNS name',
      changes: { 'spec.rules[0].host': '10.0.0.1' },
      messages: ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
    },
    {
      when: 'a host has a wildcard inside',
      changes: { 'spec.rules[0].host': 'a.*.com' },
      messages: [
        "spec.rules[0].host: Invalid value: \"a.*.com\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'a backend is missing',
      changes: { 'spec.rules[0].http.paths[0].backend': {} },
      messages: ['spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required'],
    },
    {
      when: 'a backend has no port, or two',
      changes: { 'spec.rules[0].http.paths[0].backend.service.port': { name: 'http', number: 80 } },
      messages: ['spec.rules[0].http.paths[0].backend: Invalid value: "": cannot set both port name & port number'],
    },
    {
      when: 'there are no paths',
      changes: { 'spec.rules[0].http.paths': [] },
      messages: ['spec.rules[0].http.paths: Required value'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.ingress(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
