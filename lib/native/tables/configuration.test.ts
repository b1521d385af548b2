import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('configMap', () => {
  test('passes when a configMap is as it should be', () => {
    // GIVEN
    const object = VALID.configMap();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'a key is malformed',
      changes: { data: { 'a b': 'c' } },
      messages: [
        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    },
    {
      when: 'a key is in both',
      changes: { data: { b: 'c' } },
      messages: ['data[b]: Invalid value: "b": duplicate of key present in binaryData'],
    },
    {
      when: 'content is not encoded',
      changes: { binaryData: { b: 'a b' } },
      messages: ['binaryData[b]: illegal base64 data at input byte 1'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.configMap(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('secret', () => {
  test('passes when a secret is as it should be', () => {
    // GIVEN
    const object = VALID.secret();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'credentials are of other types',
      changes: { type: 'kubernetes.io/dockercfg', stringData: { '.dockercfg': '{}' } },
    },
    { when: 'credentials are a name', changes: { type: 'kubernetes.io/basic-auth', stringData: { username: 'a' } } },
    { when: 'content is in lines', changes: { 'data[tls.crt]': 'YWFh\nYQ==\n' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.secret(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'keys of its type are missing',
      changes: { type: 'kubernetes.io/tls', data: null, stringData: null },
      messages: ['data[tls.crt]: Required value', 'data[tls.key]: Required value'],
    },
    {
      when: 'content is not encoded',
      changes: { 'data[tls.crt]': '-----BEGIN' },
      messages: ['data[tls.crt]: illegal base64 data at input byte 0'],
    },
    {
      when: 'credentials are no JSON',
      changes: { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'x' } },
      messages: ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character in JSON'],
    },
    {
      when: 'a token names no account',
      changes: { type: 'kubernetes.io/service-account-token' },
      messages: ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    },
    {
      when: 'credentials are missing',
      changes: { type: 'kubernetes.io/basic-auth', data: null, stringData: { user: 'a' } },
      messages: ['data[username]: Required value', 'data[password]: Required value'],
    },
    {
      when: 'credentials are a list',
      changes: { type: 'kubernetes.io/dockercfg', stringData: { '.dockercfg': '[]' } },
      messages: [
        'data[.dockercfg]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
      ],
    },
    {
      when: 'credentials are empty',
      changes: { type: 'kubernetes.io/dockercfg', stringData: { '.dockercfg': '' } },
      messages: ['data[.dockercfg]: Invalid value: "<secret contents redacted>": unexpected end of JSON input'],
    },
    {
      when: 'a key of SSH is missing',
      changes: { type: 'kubernetes.io/ssh-auth' },
      messages: ['data[ssh-privatekey]: Required value'],
    },
    {
      when: 'padding is incomplete',
      changes: { 'data[tls.crt]': 'YQ=' },
      messages: ['data[tls.crt]: illegal base64 data at input byte 3'],
    },
    {
      when: 'padding is followed',
      changes: { 'data[tls.crt]': 'YQ==YQ==' },
      messages: ['data[tls.crt]: illegal base64 data at input byte 4'],
    },
    {
      when: 'it is too large',
      changes: { 'stringData[tls.key]': 'a'.repeat(1024 * 1024) },
      messages: ['data: Too long: may not be more than 1048576 bytes'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.secret(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
