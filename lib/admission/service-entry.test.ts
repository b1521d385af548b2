import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

/** A service outside, with a port of HTTP. */
const entry = (fields: object) => ({
  hosts: ['a.com'],
  ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
  resolution: 'DNS',
  ...fields,
});
const endpoint = (resolution: string, fields: object) => entry({ resolution, endpoints: [fields] });
const tcp = [{ number: 3306, name: 'mysql', protocol: 'TCP' }];

describe('hosts, addresses and ports', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      entry({
        resolution: 'STATIC',
        addresses: ['10.0.0.0/8', '10.0.0.1'],
        endpoints: [{ address: '10.0.0.2', ports: { http: 8080 } }],
        exportTo: ['~'],
      }),
      [],
    ],
    ['none', { resolution: 'DNS' }, ['error spec.hosts: there are no hosts']],
    [
      'hosts that are none',
      entry({ hosts: ['*', 'a_b', '*x.com'], resolution: 'NONE' }),
      [
        'error spec.hosts[0]: * would be every service of the world',
        'error spec.hosts[1]: "a_b" is not a host: its first part "a_b" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'warning spec.hosts[2]: "*x.com": * stands for whole labels only, so this matches nothing that is called so',
      ],
    ],
    [
      'addresses that are none',
      entry({ addresses: ['a', '10.0.0.0/8'] }),
      [
        'error spec.addresses[0]: "a" is neither an IP address nor a range of addresses',
        'error spec.addresses[1]: "10.0.0.0/8": with resolution DNS there is one address, not a range',
      ],
    ],
    [
      'ports that are none',
      entry({
        ports: [
          { number: 0, name: 'a_b', protocol: 'FTP', targetPort: 70000 },
          { number: 80, name: 'a' },
          { number: 80, name: 'a' },
        ],
      }),
      [
        'error spec.ports[0].targetPort: 70000 given: a port is a number from 1 to 65535',
        'error spec.ports[0].name: "a_b" is not the name of a port',
        'error spec.ports[0].protocol: "FTP" is not a protocol that Istio knows',
        'error spec.ports[0].number: 0 given: a port is a number from 1 to 65535',
        'error spec.ports[2].name: there are several ports named "a"',
        'error spec.ports[2].number: port 80 is written twice',
      ],
    ],
    ['ports of TCP without addresses, which get some', entry({ ports: tcp }), []],
    [
      'ports of TCP without addresses, which get none',
      entry({ ports: tcp, resolution: 'NONE' }),
      ['warning spec.ports[0]: without addresses the port takes all connections of that number, to whatever address'],
    ],
    [
      'several hosts that cannot be told apart',
      entry({ hosts: ['a.com', 'b.com'], addresses: ['10.0.0.1'], ports: tcp }),
      [
        'warning spec.hosts: several hosts share the addresses, and connections of TCP do not say which one is meant',
        'error spec.ports[0]: there are several hosts, and connections of a port with protocol "TCP" do not say which one is meant',
      ],
    ],
    [
      'several hosts that can',
      entry({ hosts: ['a.com', 'b.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }),
      [],
    ],
    [
      'for nobody and somebody',
      entry({ exportTo: ['~', 'shop'] }),
      ['error spec.exportTo: ~ is nobody, so nothing else can be beside it'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('ServiceEntry', spec)).toEqual(expected);
  });
});

describe('endpoints', () => {
  test.each<[string, object, string[]]>([
    [
      'where nothing is looked up',
      endpoint('NONE', { address: '10.0.0.1' }),
      ['error spec.endpoints: with resolution NONE connections go where the client says'],
    ],
    [
      'selected where nothing is looked up',
      entry({ resolution: 'NONE', workloadSelector: { labels: { app: 'a' } } }),
      [
        'warning spec.workloadSelector: with resolution NONE connections go where the client says, so nothing is selected',
      ],
    ],
    [
      'selected and given',
      entry({ resolution: 'STATIC', workloadSelector: { labels: {} }, endpoints: [{ address: '10.0.0.1' }] }),
      [
        'warning spec.workloadSelector: the selector has no labels, so it selects every workload of the namespace',
        'error spec.workloadSelector: workloadSelector and endpoints exclude each other',
      ],
    ],
    [
      'names where addresses are needed',
      endpoint('STATIC', { address: 'b.com' }),
      [
        'error spec.endpoints[0].address: "b.com" is not an IP address, and with resolution STATIC nothing is looked up',
      ],
    ],
    [
      'ports that there are not',
      endpoint('STATIC', { address: '10.0.0.1', ports: { grpc: 80, a_b: 70000 } }),
      [
        'error spec.endpoints[0].ports.a_b: the ServiceEntry has no port named "a_b"',
        'error spec.endpoints[0].ports.a_b: "a_b" is not the name of a port',
        'error spec.endpoints[0].ports.a_b: 70000 given: a port is a number from 1 to 65535',
        'error spec.endpoints[0].ports.grpc: the ServiceEntry has no port named "grpc"',
      ],
    ],
    ['sockets', endpoint('STATIC', { address: 'unix:///a' }), []],
    [
      'sockets that are none',
      entry({ resolution: 'STATIC', endpoints: [{ address: 'unix://a/', ports: { http: 80 } }], ports: [] }),
      [
        'error spec.endpoints[0].address: "unix://a/" names no socket: the path must be absolute and that of a file',
        'error spec.endpoints[0].ports: a socket of a file has no ports',
        'error spec.endpoints[0].address: a socket of a file is one port, and the ServiceEntry has 0',
      ],
    ],
    [
      'of another network',
      endpoint('STATIC', { network: 'a' }),
      [
        'warning spec.endpoints[0].address: without an address the workload is reached through the gateways of network "a"',
      ],
    ],
    ['without an address', endpoint('DNS', {}), ['error spec.endpoints[0].address: no address given']],
    [
      'names',
      endpoint('DNS', { address: 'b.com', labels: { app: 'a b' } }),
      ['error spec.endpoints[0].labels.app: "a b" cannot be the value of a label'],
    ],
    [
      'names that are none',
      endpoint('DNS', { address: 'a b' }),
      ['error spec.endpoints[0].address: "a b" is neither an IP address nor a domain name'],
    ],
    [
      'more than one to look up',
      entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.com' }, { address: 'b.com' }] }),
      ['error spec.endpoints: with resolution DNS_ROUND_ROBIN one name is looked up'],
    ],
    [
      'none, of a host that cannot be looked up',
      entry({ hosts: ['*.a.com'] }),
      [
        'error spec.hosts[0]: "*.a.com" cannot be looked up, as resolution DNS without endpoints does: its part "*" is not made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('ServiceEntry', spec)).toEqual(expected);
  });
});

describe('hosts that are looked up when they are asked for', () => {
  test.each<[string, object, string[]]>([
    ['as they may be', entry({ hosts: ['*.a.com'], resolution: 'DYNAMIC_DNS' }), []],
    [
      'as they may not',
      entry({
        hosts: ['a.com'],
        resolution: 'DYNAMIC_DNS',
        addresses: ['10.0.0.1'],
        endpoints: [{ address: '10.0.0.1' }],
        ports: tcp,
      }),
      [
        'error spec.hosts[0]: "a.com": resolution DYNAMIC_DNS is for hosts that begin with *',
        'error spec.addresses: with resolution DYNAMIC_DNS the address is looked up for each host that is asked for',
        'error spec.endpoints: with resolution DYNAMIC_DNS the address is looked up for each host that is asked for',
        'error spec.ports[0].protocol: "TCP" does not say which host is asked for, as resolution DYNAMIC_DNS needs',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('ServiceEntry', spec)).toEqual(expected);
  });
});
