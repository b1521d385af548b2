import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];
/** A rule that routes, with more fields, in a VirtualService with more fields. */
const http = (rule: object, more: object = {}) => ({ hosts: ['reviews'], http: [{ route, ...rule }], ...more });
/** A rule with one condition. */
const match = (condition: object) => http({ match: [condition] });

describe('conditions', () => {
  test.each<[string, object, string[]]>([
    [
      'of all kinds',
      match({
        uri: { prefix: '' },
        method: { exact: 'GET' },
        scheme: { prefix: 'http' },
        authority: { regex: '.*' },
        headers: { 'x-a': { exact: '' }, ':path': { prefix: '/' }, 'x-b': {} },
        withoutHeaders: { 'x-c': { regex: '*' } },
        queryParams: { q: { exact: '1' } },
        port: 80,
        sourceLabels: { 'a.b/c': 'd' },
        sourceNamespace: 'shop',
        gateways: ['mesh'],
      }),
      [],
    ],
    [
      'names of headers that are none',
      match({ headers: { 'a b': {}, ':host': {}, '': {} }, withoutHeaders: { 'a:b': {} } }),
      [
        'error spec.http[0].match[0].headers.: the name of a header is empty',
        'error spec.http[0].match[0].headers.:host: ":host" is not the name of a header',
        'error spec.http[0].match[0].headers.a b: "a b" is not the name of a header',
        'error spec.http[0].match[0].withoutHeaders.a:b: "a:b" is not the name of a header',
      ],
    ],
    [
      'empty beginnings and expressions',
      match({
        uri: { regex: '' },
        method: { prefix: '' },
        headers: { a: { regex: '' } },
        queryParams: { q: { prefix: '' } },
        withoutHeaders: { b: { prefix: '' } },
      }),
      [
        'error spec.http[0].match[0].headers.a.regex: the regular expression is empty',
        'error spec.http[0].match[0].queryParams.q.prefix: the prefix is empty',
        'error spec.http[0].match[0].withoutHeaders.b.prefix: the prefix is empty',
        'error spec.http[0].match[0].uri.regex: the regular expression is empty',
        'error spec.http[0].match[0].method.prefix: the prefix is empty',
      ],
    ],
    [
      'expressions that are none, or too long',
      match({ uri: { regex: '(' }, authority: { regex: '(?=a)b' }, scheme: { regex: 'a'.repeat(1025) } }),
      [
        'error spec.http[0].match[0].uri.regex: "(" is not a regular expression of RE2: error parsing regexp: missing closing ): `(`',
        'error spec.http[0].match[0].scheme.regex: the regular expression has 1025 bytes, 1024 are allowed',
        'error spec.http[0].match[0].authority.regex: "(?=a)b" is not a regular expression of RE2: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    ],
    [
      'where it comes from, wrongly',
      match({ port: 70000, sourceLabels: { 'a b': 'c', d: 'e f' }, sourceNamespace: 'a_b', gateways: ['a_b/c'] }),
      [
        'error spec.http[0].match[0].port: 70000 given: a port is a number from 1 to 65535',
        'error spec.http[0].match[0].sourceLabels.a b: "a b" cannot be the key of a label',
        'error spec.http[0].match[0].sourceLabels.d: "e f" cannot be the value of a label',
        'error spec.http[0].match[0].gateways[0]: "a_b" is not the name of a namespace',
        'error spec.http[0].match[0].sourceNamespace: "a_b" is not the name of a namespace',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
