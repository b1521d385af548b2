import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf } from './fixtures';

describe('checkEndpointSlice', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it has addresses and ports', changes: {} },
    { when: 'it has none', changes: { endpoints: [], ports: null } },
    { when: 'addresses are names', changes: { addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com'] }] } },
    { when: 'addresses are long', changes: { addressType: 'IPv6', endpoints: [{ addresses: ['2001:db8::1'] }] } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'a' },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 80 }],
        endpoints: [{ addresses: ['10.0.0.1'] }],
      },
      changes,
    );

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    { when: 'the type is missing', changes: { addressType: undefined }, messages: ['addressType: Required value'] },
    {
      when: 'the type is unknown',
      changes: { addressType: 'IPX' },
      messages: ['addressType: Unsupported value: "IPX": supported values: "FQDN", "IPv4", "IPv6"'],
    },
    {
      when: 'an endpoint has no address',
      changes: { endpoints: [{ addresses: [] }] },
      messages: ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    },
    {
      when: 'an address is none, or of this machine',
      changes: { endpoints: [{ addresses: ['a'] }, { addresses: ['127.0.0.1'] }] },
      messages: [
        'endpoints[0].addresses[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'endpoints[1].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      ],
    },
    {
      when: 'two ports have one name',
      changes: { ports: [{ port: 80 }, { port: 81 }] },
      messages: ['ports[1].name: Duplicate value: ""'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'a' },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 80 }],
        endpoints: [{ addresses: ['10.0.0.1'] }],
      },
      changes,
    );

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('checkEndpoints', () => {
  const endpoints = (subset: object) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'a' },
    subsets: [subset],
  });

  test('passes when addresses and ports are there', () => {
    // WHEN
    const messages = messagesOf(endpoints({ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }));

    // THEN
    expect(messages).toEqual([]);
  });

  test('reports when there are no addresses, and ports have no names', () => {
    // WHEN
    const messages = messagesOf(endpoints({ ports: [{ port: 80, name: 'a' }, { port: 0 }] }));

    // THEN
    expect(messages).toEqual([
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
      'subsets[0].ports[1].name: Required value',
      'subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ]);
  });
});
