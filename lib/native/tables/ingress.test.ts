import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('ingress', () => {
  test('passes when a ingress is as it should be', () => {
    // GIVEN
    const object = VALID.ingress();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'it has a class, certificates and a default',
      changes: {
        'spec.ingressClassName': 'a',
        'metadata.annotations': { 'kubernetes.io/ingress.class': 'a' },
        'spec.tls': [{ hosts: ['*.a.com', 'a.com'], secretName: 'a' }],
        'spec.defaultBackend': { resource: { kind: 'Bucket', name: 'a' } },
      },
    },
    {
      when: 'a port is named, and a path is up to the implementation',
      changes: {
        'spec.rules[0].http.paths[0].pathType': 'ImplementationSpecific',
        'spec.rules[0].http.paths[0].path': '',
        'spec.rules[0].http.paths[0].backend.service.port': { name: 'http' },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.ingress(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
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
    {
      when: 'certificates are for no host, and in no secret',
      changes: { 'spec.tls': [{ hosts: ['A'], secretName: 'B' }] },
      messages: [
        "spec.tls[0].hosts[0]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "spec.tls[0].secretName: Invalid value: \"B\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'the class and its annotation differ',
      changes: { 'spec.ingressClassName': 'a', 'metadata.annotations': { 'kubernetes.io/ingress.class': 'b' } },
      messages: [
        'annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified',
      ],
    },
    {
      when: 'a path goes back',
      changes: { 'spec.rules[0].http.paths[0].path': '/a/..' },
      messages: ['spec.rules[0].http.paths[0].path: Invalid value: "/a/..": cannot end with \'/..\''],
    },
    {
      when: 'a backend is two',
      changes: { 'spec.rules[0].http.paths[0].backend.resource': { kind: 'Bucket', name: 'a' } },
      messages: [
        'spec.rules[0].http.paths[0].backend: Invalid value: "": cannot set both resource and service backends',
      ],
    },
    {
      when: 'a resource has no kind and an impossible name',
      changes: { 'spec.defaultBackend': { resource: { name: 'a/b' } } },
      messages: [
        'spec.defaultBackend.resource.kind: Required value',
        'spec.defaultBackend.resource.name: Invalid value: "a/b": may not contain \'/\'',
      ],
    },
    {
      when: 'a service has no name and no port',
      changes: { 'spec.rules[0].http.paths[0].backend.service': {} },
      messages: [
        'spec.rules[0].http.paths[0].backend.service.name: Required value',
        'spec.rules[0].http.paths[0].backend: Required value: port name or number is required',
      ],
    },
    {
      when: 'ports are malformed',
      changes: {
        'spec.rules[0].http.paths[0].backend.service.port': { number: 65536 },
        'spec.defaultBackend': { service: { name: 'a', port: { name: 'a_b' } } },
      },
      messages: [
        'spec.defaultBackend.service.port.name: Invalid value: "a_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.rules[0].http.paths[0].backend.service.port.number: Invalid value: 65536: must be between 1 and 65535, inclusive',
      ],
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
