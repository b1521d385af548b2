import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];
/** A rule that routes, with more fields, in a VirtualService with more fields. */
const http = (rule: object, more: object = {}) => ({ hosts: ['reviews'], http: [{ route, ...rule }], ...more });

describe('rules that are never reached', () => {
  test.each<[string, object, string[]]>([
    [
      'in an order that works',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ uri: { prefix: '/api/v1' } }], route },
          { match: [{ uri: { prefix: '/api' } }], route },
          { route },
        ],
      },
      [],
    ],
    [
      'after one that takes everything',
      {
        hosts: ['reviews'],
        http: [{ name: 'all', route }, { match: [{ port: 80 }, { uri: { exact: '/' } }], route }, { route }],
      },
      [
        'warning spec.http[1]: never reached: spec.http[0] (all) takes all of it before',
        'warning spec.http[2]: never reached: spec.http[0] (all) takes all of it before',
      ],
    ],
    [
      'a narrower prefix with other headers, or for another host (istio#36729): istiod warns wrongly',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ uri: { prefix: '/api' }, headers: { a: { regex: 'a.*' } } }], route },
          { match: [{ uri: { prefix: '/api/v1' }, headers: { a: { regex: 'b.*' } } }], route },
          { match: [{ uri: { prefix: '/x' }, authority: { exact: 'a.example.com' } }], route },
          { match: [{ uri: { prefix: '/x/y' } }], route },
          { route },
        ],
      },
      [
        'note spec.http[1].match[0]: istiod warns that this is not used, which is not so: it compares some of the conditions only',
        'note spec.http[3].match[0]: istiod warns that this is not used, which is not so: it compares some of the conditions only',
      ],
    ],
    [
      'what asks for more headers, and is not seen by istiod (istio#24707, #27130)',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ headers: { a: { exact: '1' } } }], route },
          { match: [{ uri: { exact: '/x' }, headers: { a: { exact: '1' }, b: { exact: '2' } } }], route },
          { match: [{ port: 80 }], route },
          { match: [{ port: 80, uri: { prefix: '/y' } }], route },
        ],
      },
      [
        'warning spec.http[1]: never reached: spec.http[0] takes all of it before',
        'warning spec.http[3]: never reached: spec.http[2] takes all of it before',
      ],
    ],
    [
      'alternatives that were meant as one condition (istio#36156, #52007)',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ port: 80 }, { uri: { prefix: '/api' } }], route },
          { match: [{ port: 80, uri: { prefix: '/login' } }], route },
        ],
      },
      ['warning spec.http[1]: never reached: spec.http[0].match[0] takes all of it before'],
    ],
    [
      'one of the conditions',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ uri: { prefix: '/api' } }], route },
          { match: [{ uri: { exact: '/api/v1' } }, { uri: { exact: '/login' } }], route },
        ],
      },
      ['warning spec.http[1].match[0]: this condition is never reached: spec.http[0] takes all of it before'],
    ],
    [
      'the same twice in a rule',
      http({ match: [{ uri: { exact: '/' } }, { uri: { exact: '/' }, name: 'again' }] }),
      ['warning spec.http[0].match[1]: this condition is never reached: spec.http[0].match[0] takes all of it before'],
    ],
    [
      'a prefix after a narrower one: istiod warns wrongly',
      {
        hosts: ['reviews'],
        http: [
          { match: [{ uri: { prefix: '/' }, sourceNamespace: 'shop' }], route },
          { match: [{ uri: { prefix: '/api' } }], route },
        ],
      },
      [
        'note spec.http[1].match[0]: istiod warns that this is not used, which is not so: it compares some of the conditions only',
      ],
    ],
    [
      'after one that says nothing',
      { hosts: ['reviews'], http: [{ mirror: { host: 'a' } }, { route }] },
      ['error spec.http[0]: the rule does not say what happens to its requests'],
    ],
    ['after a delegate', { hosts: ['reviews'], http: [{ delegate: { name: 'a' } }, { route }] }, []],
    [
      'where it is delegated to',
      {
        http: [
          { match: [{ uri: { prefix: '/' } }], route },
          { match: [{ uri: { prefix: '/api/v1' }, headers: { a: {} } }], route },
          { match: [{ uri: { prefix: '/' } }], route },
          { route },
          { match: [{ port: 80 }], route },
        ],
      },
      [
        'warning spec.http[2]: never reached: spec.http[0] takes all of it before',
        'warning spec.http[4]: never reached: spec.http[3] takes all of it before',
      ],
    ],
    [
      'connections: names and subnets are preferred by how narrow they are',
      {
        hosts: ['*.a.com'],
        tls: [
          { match: [{ sniHosts: ['*.a.com'] }], route },
          { match: [{ sniHosts: ['b.a.com'] }], route },
          { match: [{ sniHosts: ['b.a.com'] }], route },
        ],
        tcp: [{ route }, { match: [{ port: 80 }], route }, { match: [{ destinationSubnets: ['10.0.0.0/8'] }], route }],
      },
      [
        'warning spec.tls[2]: never reached: spec.tls[1] takes all of it before',
        'warning spec.tcp[1]: never reached: spec.tcp[0] takes all of it before',
        'warning spec.tcp[2]: never reached: spec.tcp[0] takes all of it before',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
