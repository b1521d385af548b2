import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];

describe('rules of connections', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        hosts: ['a.com', '*.b.com'],
        tls: [
          {
            match: [{ sniHosts: ['a.com', 'x.b.com'], port: 443, destinationSubnets: ['10.0.0.0/8', '10.0.0.1'] }],
            route,
          },
        ],
        tcp: [{ match: [{ port: 27017, sourceSubnet: '10.0.0.0/8' }], route }, { route }],
      },
      [],
    ],
    [
      'names of servers that are none',
      { hosts: ['a.com'], tls: [{ match: [{ sniHosts: ['b.com', '10.0.0.1', 'a..b'] }], route }] },
      [
        'error spec.tls[0].match[0].sniHosts[0]: "b.com" is in none of the hosts of this VirtualService: "a.com"',
        'warning spec.tls[0].match[0].sniHosts[1]: "10.0.0.1": clients do not send addresses as the name of a server, so this matches nothing',
        'error spec.tls[0].match[0].sniHosts[1]: "10.0.0.1" is in none of the hosts of this VirtualService: "a.com"',
        'error spec.tls[0].match[0].sniHosts[2]: "a..b" is not a host: its part "" is not made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.tls[0].match[0].sniHosts[2]: "a..b" is in none of the hosts of this VirtualService: "a.com"',
      ],
    ],
    [
      'without what is needed',
      { hosts: ['a.com'], tls: [{}, { match: [{}], route }], tcp: [{ match: [{ port: 1 }] }] },
      [
        'error spec.tls[0].match: a rule of tls needs a condition',
        'error spec.tls[0].route: the rule does not say where connections go',
        'error spec.tls[1].match[0].sniHosts: no names of servers given',
        'error spec.tcp[0].route: the rule does not say where connections go',
        'warning spec.tls[1]: never reached: spec.tls[0] takes all of it before',
      ],
    ],
    [
      'what is none',
      {
        hosts: ['a.com'],
        tcp: [
          {
            match: [
              {
                destinationSubnets: ['10.0.0.0/33'],
                sourceSubnet: 'x',
                port: 70000,
                sourceLabels: { a: '-' },
                gateways: ['a_b/c'],
              },
            ],
            route: [{ destination: { host: 'a' } }, { destination: { host: 'b' } }],
          },
        ],
      },
      [
        'error spec.tcp[0].match[0].sourceSubnet: "x" is neither an IP address nor a range of addresses',
        'error spec.tcp[0].match[0].destinationSubnets[0]: "10.0.0.0/33" is neither an IP address nor a range of addresses',
        'error spec.tcp[0].match[0].port: 70000 given: a port is a number from 1 to 65535',
        'error spec.tcp[0].match[0].sourceLabels.a: "-" cannot be the value of a label',
        'error spec.tcp[0].match[0].gateways[0]: "a_b" is not the name of a namespace',
        'error spec.tcp[0].route: 2 destinations whose weights sum up to 0: none gets anything',
      ],
    ],
    [
      'an old name of a gateway',
      { hosts: ['a.com'], tls: [{ match: [{ sniHosts: ['a.com'], gateways: ['edge.shop'] }], route }] },
      ['warning spec.tls[0].match[0].gateways[0]: "edge.shop" is the old way of naming a gateway of another namespace'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
