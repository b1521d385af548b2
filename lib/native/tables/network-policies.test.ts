import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('networkPolicy', () => {
  test('passes when a networkPolicy is as it should be', () => {
    // GIVEN
    const object = VALID.networkPolicy();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it is for both directions', changes: { 'spec.policyTypes': ['Ingress', 'Egress'] } },
    { when: 'a port is named', changes: { 'spec.ingress[0].ports': [{ port: 'http', protocol: 'TCP' }] } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.networkPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'a range is malformed',
      changes: { 'spec.ingress[0].from[0].ipBlock': { cidr: '10.0.0.0/33' } },
      messages: [
        'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    },
    {
      when: 'an exception is outside',
      changes: { 'spec.ingress[0].from[0].ipBlock.except': ['11.0.0.0/16'] },
      messages: [
        'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
      ],
    },
    {
      when: 'a range and pods are given',
      changes: { 'spec.ingress[0].from[0].podSelector': {} },
      messages: ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer'],
    },
    {
      when: 'a peer is empty',
      changes: { 'spec.ingress[0].from': [{}] },
      messages: ['spec.ingress[0].from[0]: Required value: must specify a peer'],
    },
    {
      when: 'ports are out of order',
      changes: {
        'spec.ingress[0].ports': [
          { port: 90, endPort: 80 },
          { port: 'http', endPort: 80 },
        ],
      },
      messages: [
        'spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`',
        'spec.ingress[0].ports[1].endPort: Invalid value: 80: may not be specified when `port` is non-numeric',
      ],
    },
    {
      when: 'a direction is unknown',
      changes: { 'spec.policyTypes': ['ingress'] },
      messages: ['spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"'],
    },
    {
      when: 'there are three types',
      changes: { 'spec.policyTypes': ['Ingress', 'Egress', 'Ingress'] },
      messages: [
        'spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes',
      ],
    },
    {
      when: 'a type is unknown',
      changes: { 'spec.policyTypes': ['Inside'] },
      messages: ['spec.policyTypes[0]: Unsupported value: "Inside": supported values: "Ingress", "Egress"'],
    },
    {
      when: 'a range of ports has no start, or a name',
      changes: { 'spec.ingress[0].ports': [{ endPort: 90 }, { port: 'http', endPort: 90 }] },
      messages: [
        'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified',
        'spec.ingress[0].ports[1].endPort: Invalid value: 90: may not be specified when `port` is non-numeric',
      ],
    },
    {
      when: 'a protocol is unknown',
      changes: { 'spec.ingress[0].ports': [{ protocol: 'ICMP', port: 1 }] },
      messages: [
        'spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.networkPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
