import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];
/** A rule that routes, with more fields, in a VirtualService with more fields. */
const http = (rule: object, more: object = {}) => ({ hosts: ['reviews'], http: [{ route, ...rule }], ...more });
/** A rule with one condition. */
const match = (condition: object) => http({ match: [condition] });

describe('the whole', () => {
  test.each<[string, object, string[]]>([
    [
      'hosts, gateways and rules',
      {
        ...http({}),
        hosts: ['reviews', '*.example.com', '10.0.0.1'],
        gateways: ['mesh', 'shop/edge'],
        exportTo: ['.', 'shop'],
      },
      [],
    ],
    [
      'no hosts and what only others have',
      { gateways: ['mesh'], tcp: [{ route }], tls: [] },
      [
        'error spec.gateways: without hosts this is one that others delegate to, which has no gateways',
        'error spec.tcp: without hosts this is one that others delegate to, which has no tcp',
      ],
    ],
    ['no hosts: one that others delegate to', { http: [{ route }] }, []],
    ['no rules', { hosts: ['reviews'], http: [] }, ['error spec: there are no rules']],
    [
      'hosts that are none',
      http({}, { hosts: ['a..b', 'under_score.com', '1.2.3', 'x*.com', ''] }),
      [
        'error spec.hosts[0]: "a..b" is neither a host nor an address: its part "" is not made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.hosts[1]: "under_score.com" is neither a host nor an address: its first part "under_score" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.hosts[2]: "1.2.3" is neither a host nor an address: its last part "3" is a number, which no domain ends with',
        'error spec.hosts[3]: "x*.com" is neither a host nor an address: its first part "x*" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.hosts[4]: "" is neither a host nor an address: it is empty',
      ],
    ],
    [
      'hosts twice, and overlapping',
      http({}, { hosts: ['a.com', 'a.com', '*.com'] }),
      [
        'error spec.hosts[1]: "a.com" is written twice',
        'error spec.hosts[2]: "*.com" overlaps with "a.com", also given',
      ],
    ],
    [
      '* in the mesh',
      http({}, { hosts: ['*'] }),
      ['error spec.hosts[0]: * would take the traffic of every service, so it is only for gateways'],
    ],
    ['* at gateways', http({}, { hosts: ['*'], gateways: ['shop/edge'] }), []],
    [
      'names of services for gateways that pass TLS through',
      {
        hosts: ['outbound_.80_._.a.shop.svc.cluster.local', 'outbound_.x_._.a'],
        gateways: ['shop/edge'],
        tls: [{ match: [{ sniHosts: ['outbound_.80_._.a.shop.svc.cluster.local'] }], route }],
      },
      [
        'error spec.hosts[1]: "outbound_.x_._.a" is neither a host nor an address: its first part "outbound_" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
      ],
    ],
    [
      'gateways of all forms',
      http({}, { gateways: ['shop/edge', '/x', 'a_b/c', 'edge.shop', 'not/looked/at'] }),
      [
        'error spec.gateways[1]: "" is not the name of a namespace',
        'error spec.gateways[2]: "a_b" is not the name of a namespace',
        'warning spec.gateways[3]: "edge.shop" is the old way of naming a gateway of another namespace',
      ],
    ],
    [
      'a gateway that is none',
      http({}, { gateways: ['7'] }),
      ['error spec.gateways[0]: "7" names no gateway: its last part "7" is a number, which no domain ends with'],
    ],
    [
      'exportTo that is none',
      http({}, { exportTo: ['a_b', '*', 'shop', 'shop', '~'] }),
      [
        'error spec.exportTo[0]: "a_b" names no namespace',
        'error spec.exportTo[3]: "shop" is written twice',
        'error spec.exportTo[4]: "~" names no namespace',
        'error spec.exportTo: * is everybody, so nothing else can be beside it',
      ],
    ],
    [
      'claims without gateways',
      match({
        headers: { '@request.auth.claims.group': { exact: 'a' } },
        withoutHeaders: { '@request.auth.claims[a][b]': {} },
      }),
      [
        'error spec.http[0].match[0].headers.@request.auth.claims.group: "@request.auth.claims.group": claims of a token are only matched at gateways, and this is for sidecars alone',
        'error spec.http[0].match[0].withoutHeaders.@request.auth.claims[a][b]: "@request.auth.claims[a][b]": claims of a token are only matched at gateways, and this is for sidecars alone',
      ],
    ],
    [
      'claims at gateways',
      http({ match: [{ headers: { '@request.auth.claims.group': { exact: 'a' } } }] }, { gateways: ['shop/edge'] }),
      [],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
