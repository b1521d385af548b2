import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf } from '../fixtures';

describe('checkEndpointSlice', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it has addresses and ports', changes: {} },
    { when: 'it has none', changes: { endpoints: [], ports: null } },
    { when: 'addresses are long', changes: { addressType: 'IPv6', endpoints: [{ addresses: ['2001:db8::1'] }] } },
    {
      when: 'addresses are many',
      changes: { endpoints: [{ addresses: Array.from({ length: 100 }, (_, i) => `10.0.0.${i}`) }] },
    },
    {
      when: 'addresses only look like those of one link',
      changes: { endpoints: [{ addresses: ['169.253.0.1', '224.0.1.1'] }] },
    },
    {
      when: 'hosts and nodes are named',
      changes: { endpoints: [{ addresses: ['10.0.0.1'], hostname: 'a', nodeName: 'a.b' }] },
    },
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
    {
      when: 'addresses are names, which is only a warning',
      changes: { addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com'] }] },
      messages: ['addressType: FQDN endpoints are deprecated'],
    },
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
    {
      when: 'an address is of one link, or of none',
      changes: {
        endpoints: [{ addresses: ['169.254.0.1'] }, { addresses: ['224.0.0.1'] }, { addresses: ['0.0.0.0'] }],
      },
      messages: [
        'endpoints[0].addresses[0]: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
        'endpoints[1].addresses[0]: Invalid value: "224.0.0.1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
        'endpoints[2].addresses[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)',
      ],
    },
    {
      when: 'a long address is of one link, of this machine, or of none',
      changes: {
        addressType: 'IPv6',
        endpoints: [
          { addresses: ['fe80::1'] },
          { addresses: ['ff02::1'] },
          { addresses: ['::1'] },
          { addresses: ['::'] },
        ],
      },
      messages: [
        'endpoints[0].addresses[0]: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
        'endpoints[1].addresses[0]: Invalid value: "ff02::1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
        'endpoints[2].addresses[0]: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
        'endpoints[3].addresses[0]: Invalid value: "::": may not be unspecified (::)',
      ],
    },
    {
      when: 'an address is of the other type',
      changes: { endpoints: [{ addresses: ['2001:db8::1'] }] },
      messages: ['endpoints[0].addresses: Invalid value: "2001:db8::1": must be an IPv4 address'],
    },
    {
      when: 'an endpoint has too many addresses',
      changes: { endpoints: [{ addresses: Array.from({ length: 101 }, (_, index) => `10.0.0.${index + 1}`) }] },
      messages: ['endpoints[0].addresses: Too many: 101: must have at most 100 items'],
    },
    {
      when: 'there are too many endpoints',
      changes: { endpoints: Array.from({ length: 1001 }, () => ({ addresses: ['10.0.0.1'] })) },
      messages: ['endpoints: Too many: 1001: must have at most 1000 items'],
    },
    {
      when: 'there are too many ports',
      changes: { ports: Array.from({ length: 20001 }, (_, index) => ({ name: `p${index}` })) },
      messages: ['ports: Too many: 20001: must have at most 20000 items'],
    },
    {
      when: 'protocols are unknown or malformed',
      changes: { ports: [{ name: 'http', port: 80, protocol: 'ICMP', appProtocol: 'a/b/' }] },
      messages: [
        'ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        "ports[0].appProtocol: Invalid value: \"a/b/\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      ],
    },
    {
      when: 'names of hosts and nodes have dots or capitals',
      changes: { endpoints: [{ addresses: ['10.0.0.1'], hostname: 'a.b', nodeName: 'A' }] },
      messages: [
        'endpoints[0].hostname: Invalid value: "a.b": must not contain dots',
        "endpoints[0].nodeName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
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

  test('passes when an address that is not ready has a name', () => {
    // WHEN
    const messages = messagesOf(endpoints({ notReadyAddresses: [{ ip: '2001:db8::1', hostname: 'a' }] }));

    // THEN
    expect(messages).toEqual([]);
  });

  test('reports when addresses are of this machine or malformed', () => {
    // WHEN
    const messages = messagesOf(
      endpoints({ addresses: [{ ip: '127.0.0.1' }], notReadyAddresses: [{ ip: 'a', hostname: 'a.b' }] }),
    );

    // THEN
    expect(messages).toEqual([
      'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      'subsets[0].notReadyAddresses[0].ip: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'subsets[0].notReadyAddresses[0].ip: Invalid value: "a": must be a valid IP address',
      'subsets[0].notReadyAddresses[0].hostname: Invalid value: "a.b": must not contain dots',
    ]);
  });
});
