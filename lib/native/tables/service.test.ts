import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('service', () => {
  test('passes when a service is as it should be', () => {
    // GIVEN
    const object = VALID.service();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'it has two addresses',
      changes: {
        'spec.clusterIP': '10.0.0.1',
        'spec.clusterIPs': ['10.0.0.1', '2001:db8::1'],
        'spec.ipFamilies': ['IPv4', 'IPv6'],
        'spec.ipFamilyPolicy': 'PreferDualStack',
      },
    },
    {
      when: 'it stays with its clients',
      changes: {
        'spec.sessionAffinity': 'ClientIP',
        'spec.sessionAffinityConfig': { clientIP: { timeoutSeconds: 86400 } },
      },
    },
    {
      when: 'its health is checked',
      changes: {
        'spec.type': 'LoadBalancer',
        'spec.externalTrafficPolicy': 'Local',
        'spec.healthCheckNodePort': 30001,
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.service(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    { when: 'there are no ports', changes: { 'spec.ports': null }, messages: ['spec.ports: Required value'] },
    {
      when: 'several ports have no names',
      changes: { 'spec.ports': [{ port: 80 }, { port: 81 }] },
      messages: ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    },
    {
      when: 'names and numbers are doubled',
      changes: {
        'spec.ports': [
          { name: 'a', port: 80 },
          { name: 'a', port: 80 },
        ],
      },
      messages: [
        'spec.ports[1].name: Duplicate value: "a"',
        'spec.ports[1]: Duplicate value: {"AppProtocol":null,"Name":"","NodePort":0,"Port":80,"Protocol":"TCP","TargetPort":0}',
      ],
    },
    {
      when: 'a port is out of range',
      changes: { 'spec.ports': [{ port: 0 }] },
      messages: [
        'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    },
    {
      when: 'a target is malformed',
      changes: {
        'spec.ports': [
          { port: 80, targetPort: 'a_b' },
          { name: 'b', port: 81, targetPort: 70000 },
        ],
      },
      messages: [
        'spec.ports[0].name: Required value',
        'spec.ports[0].targetPort: Invalid value: "a_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    },
    {
      when: 'protocols are unknown',
      changes: { 'spec.ports': [{ port: 80, protocol: 'tcp', appProtocol: 'a b' }] },
      messages: [
        'spec.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
        "spec.ports[0].appProtocol: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    },
    {
      when: 'a port of nodes is given for another type',
      changes: { 'spec.ports': [{ port: 80, nodePort: 30080 }] },
      messages: ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    },
    {
      when: 'a port of nodes is doubled',
      changes: {
        'spec.type': 'NodePort',
        'spec.ports': [
          { name: 'a', port: 80, nodePort: 8080 },
          { name: 'b', port: 81, nodePort: 8080 },
        ],
      },
      messages: ['spec.ports[1].nodePort: Duplicate value: 8080'],
    },
    {
      when: 'a port of nodes is out of range',
      changes: { 'spec.type': 'NodePort', 'spec.ports': [{ port: 80, nodePort: 8080 }] },
      messages: [
        'spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
      ],
    },
    {
      when: 'it has two addresses and does not say that it may',
      changes: { 'spec.clusterIP': '10.0.0.1', 'spec.clusterIPs': ['10.0.0.1', '2001:db8::1'] },
      messages: [
        "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified",
      ],
    },
    {
      when: 'the type is unknown',
      changes: { 'spec.type': 'Headless' },
      messages: [
        'spec.type: Unsupported value: "Headless": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    },
    {
      when: 'a headless service has ports on nodes',
      changes: { 'spec.type': 'NodePort', 'spec.clusterIP': 'None' },
      messages: ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    },
    {
      when: 'an address is malformed',
      changes: { 'spec.clusterIP': '10.0.0' },
      messages: [
        'spec.clusterIPs[0]: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    },
    {
      when: 'an external name is missing, or no name',
      changes: { 'spec.type': 'ExternalName' },
      messages: ['spec.externalName: Required value'],
    },
    {
      when: 'policies do not fit the type',
      changes: {
        'spec.externalTrafficPolicy': 'Local',
        'spec.healthCheckNodePort': 30001,
        'spec.loadBalancerClass': 'a',
        'spec.internalTrafficPolicy': 'X',
      },
      messages: [
        'spec.internalTrafficPolicy: Unsupported value: "X": supported values: "Cluster", "Local"',
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
        "spec.healthCheckNodePort: Invalid value: 30001: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ],
    },
    {
      when: 'affinity is unknown or too long',
      changes: { 'spec.sessionAffinity': 'Cookie' },
      messages: ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
    },
    {
      when: 'a range of sources is malformed',
      changes: { 'spec.type': 'LoadBalancer', 'spec.loadBalancerSourceRanges': ['10.0.0.0'] },
      messages: [
        'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    },
    {
      when: 'the name starts with a digit',
      changes: { 'metadata.name': '1a' },
      messages: [
        "metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'addresses are more than two',
      changes: { 'spec.clusterIP': '10.0.0.1', 'spec.clusterIPs': ['10.0.0.1', '10.0.0.2', '10.0.0.3'] },
      messages: [
        'spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2","10.0.0.3"]: may only hold up to 2 values',
        'spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2","10.0.0.3"]: may specify no more than one IP for each IP family',
      ],
    },
    {
      when: 'addresses are given without the first one',
      changes: { 'spec.clusterIPs': ['10.0.0.1'] },
      messages: ['spec.clusterIPs: Invalid value: ["10.0.0.1"]: must be empty when `clusterIP` is not specified'],
    },
    {
      when: 'there is no address and one',
      changes: { 'spec.clusterIP': 'None', 'spec.clusterIPs': ['None', '10.0.0.1'] },
      messages: ['spec.clusterIPs: Invalid value: ["None","10.0.0.1"]: \'None\' must be the first and only value'],
    },
    {
      when: 'families are unknown and doubled',
      changes: { 'spec.ipFamilies': ['IPv5', 'IPv4', 'IPv4'] },
      messages: [
        'spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
        'spec.ipFamilies[2]: Duplicate value: "IPv4"',
      ],
    },
    {
      when: 'it stays with its clients for too long',
      changes: {
        'spec.sessionAffinity': 'ClientIP',
        'spec.sessionAffinityConfig': { clientIP: { timeoutSeconds: 86401 } },
      },
      messages: [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
      ],
    },
    {
      when: 'sources and addresses outside are malformed',
      changes: { 'spec.loadBalancerSourceRanges': ['10.0.0.0/8'], 'spec.externalIPs': ['a'] },
      messages: [
        'spec.externalIPs[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
      ],
    },
    {
      when: 'its health is checked at an impossible port',
      changes: {
        'spec.type': 'LoadBalancer',
        'spec.externalTrafficPolicy': 'Local',
        'spec.healthCheckNodePort': 65536,
      },
      messages: ['spec.healthCheckNodePort: Invalid value: 65536: must be between 1 and 65535, inclusive'],
    },
    {
      when: 'another address is the first one',
      changes: { 'spec.clusterIP': '10.0.0.2', 'spec.clusterIPs': ['10.0.0.1'] },
      messages: ['spec.clusterIPs: Invalid value: ["10.0.0.1"]: first value must match `clusterIP`'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.service(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
