import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

const route = [{ destination: { host: 'reviews' } }];
/** A rule that routes, with more fields, in a VirtualService with more fields. */
const http = (rule: object, more: object = {}) => ({ hosts: ['reviews'], http: [{ route, ...rule }], ...more });

describe('what a rule does', () => {
  test.each<[string, object, string[]]>([
    [
      'nothing',
      { hosts: ['reviews'], http: [{ match: [{ uri: { exact: '/' } }] }] },
      ['error spec.http[0]: the rule does not say what happens to its requests'],
    ],
    [
      'redirect with others',
      http({
        redirect: { uri: '/' },
        fault: { delay: { fixedDelay: '1s' } },
        rewrite: { uri: '/' },
        directResponse: { status: 200 },
      }),
      [
        'error spec.http[0].route: route cannot be beside redirect',
        'error spec.http[0].fault: fault cannot be beside redirect',
        'error spec.http[0].rewrite: rewrite cannot be beside redirect',
        'error spec.http[0].directResponse: directResponse cannot be beside redirect',
      ],
    ],
    [
      'directResponse with others',
      http({ directResponse: { status: 200 }, fault: { delay: { fixedDelay: '1s' } }, rewrite: { uri: '/' } }),
      [
        'error spec.http[0].route: route cannot be beside directResponse',
        'error spec.http[0].fault: fault cannot be beside directResponse',
        'error spec.http[0].rewrite: rewrite cannot be beside directResponse',
      ],
    ],
    [
      'delegate with others',
      http({ delegate: { name: 'a' }, redirect: { uri: '/' } }),
      [
        'error spec.http[0].redirect: redirect cannot be beside delegate',
        'error spec.http[0].route: route cannot be beside delegate',
      ],
    ],
    ['delegate alone', { hosts: ['reviews'], http: [{ delegate: { name: 'a' } }] }, []],
    [
      'delegate where it is delegated to',
      { http: [{ delegate: { name: 'a' } }] },
      [
        'error spec.http[0].delegate: a VirtualService without hosts is delegated to, and cannot delegate',
        'error spec.http[0]: the rule does not say what happens to its requests',
      ],
    ],
    [
      'mirror and mirrors',
      http({ mirror: { host: 'a' }, mirrors: [{ destination: { host: 'b' }, percentage: { value: 10 } }] }),
      ['error spec.http[0].mirror: mirror and mirrors exclude each other'],
    ],
    [
      'too short a timeout, and one that is no whole number of milliseconds',
      {
        hosts: ['reviews'],
        http: [
          { route, timeout: '10us' },
          { route, timeout: '1.5ms' },
          { route, timeout: 'soon' },
        ],
      },
      ['error spec.http[2].timeout: "soon" given: it must be a duration'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});

describe('destinations', () => {
  test.each<[string, object, string[]]>([
    [
      'a subset and a port',
      http({ route: [{ destination: { host: 'reviews', subset: 'v1', port: { number: 80 } }, weight: 100 }] }),
      [],
    ],
    [
      'what is none',
      http({
        route: [
          { destination: { host: '*', subset: 'v_1', port: { number: 70000 } } },
          { weight: 1 },
          { destination: { host: 'a/b' }, weight: -1 },
        ],
      }),
      [
        'error spec.http[0].route[0].destination.host: * is no single service to send to',
        'error spec.http[0].route[0].destination.subset: "v_1" is not the name of a subset',
        'error spec.http[0].route[0].destination.port.number: 70000 given: a port is a number from 1 to 65535',
        'error spec.http[0].route[1].destination: no destination given',
        'error spec.http[0].route[2].destination.host: "a/b" is not a host: its first part "a/b" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.http[0].route[2].weight: -1 given: it cannot be less than 0',
        'error spec.http[0].route: 3 destinations whose weights sum up to 0: none gets anything',
      ],
    ],
    [
      'weights of 0',
      http({ route: [{ destination: { host: 'a' }, weight: 0 }, { destination: { host: 'b' } }] }),
      ['error spec.http[0].route: 2 destinations whose weights sum up to 0: none gets anything'],
    ],
    ['one weight of 0', http({ route: [{ destination: { host: 'a' }, weight: 0 }] }), []],
    [
      'mirrors that are none',
      http({ mirror: { host: '*' }, mirrorPercent: 101, mirrorPercentage: { value: 101 } }),
      [
        'error spec.http[0].mirrorPercent: 101 given: at most 100 percent are mirrored',
        'warning spec.http[0].mirrorPercent: mirrorPercent is deprecated',
        'error spec.http[0].mirrorPercentage.value: 101 given: a percentage is from 0 to 100',
        'error spec.http[0].mirror.host: * is no single service to send to',
      ],
    ],
    [
      'mirrors in a list that are none',
      http({
        mirrors: [{}, { destination: { host: 'a' }, percentage: { value: -1 } }, { destination: { host: 'a_b' } }],
      }),
      [
        'error spec.http[0].mirrors[0].destination: no destination given',
        'error spec.http[0].mirrors[1].percentage.value: -1 given: a percentage is from 0 to 100',
        'error spec.http[0].mirrors[2].destination.host: "a_b" is not a host: its first part "a_b" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
      ],
    ],
    [
      'the old name of the percentage',
      http({ mirror: { host: 'a' }, mirror_percent: 10 }),
      ['warning spec.http[0].mirror_percent: mirrorPercent is deprecated'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});

describe('headers that are changed', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      http({
        headers: {
          request: { set: { Host: 'a', 'x-a': '%REQ(:path)% 100%%' }, add: { 'x-b': '%CLIENT_IP%' }, remove: ['x-c'] },
          response: { add: { 'x-d': '' } },
        },
      }),
      [],
    ],
    [
      'names that may not',
      http({
        headers: {
          request: { set: { ':path': 'a', '': 'b' }, remove: ['host', ':authority'] },
          response: { set: { host: 'a' }, add: { ':status': '1' }, remove: [''] },
        },
      }),
      [
        'error spec.http[0].headers.response.add.:status: ":status": headers that begin with a colon cannot be changed here',
        'error spec.http[0].headers.request.set.: the name of a header is empty',
        'error spec.http[0].headers.request.set.:path: ":path": headers that begin with a colon cannot be changed here',
        'error spec.http[0].headers.response.set.host: the header Host cannot be changed here',
        'error spec.http[0].headers.request.remove[0]: the header Host cannot be changed here',
        'error spec.http[0].headers.request.remove[1]: ":authority": headers that begin with a colon cannot be changed here',
        'error spec.http[0].headers.response.remove[0]: the name of a header is empty',
      ],
    ],
    [
      'values that are none',
      http({ headers: { request: { set: { a: '100%', b: '%REQ(a', c: 'x\ny' }, add: { d: '%A(["b"' } } } }),
      [
        'error spec.http[0].headers.request.add.d: "%A([\\"b\\"" cannot be expanded by Envoy: a variable that begins with % does not end with one',
        'error spec.http[0].headers.request.set.a: "100%" cannot be expanded by Envoy: it ends with a single %, which begins the name of a variable',
        'error spec.http[0].headers.request.set.b: "%REQ(a" cannot be expanded by Envoy: a variable that begins with % does not end with one',
        'error spec.http[0].headers.request.set.c: "x\\ny" has characters that no header may have',
      ],
    ],
    [
      'the authority twice',
      http({ rewrite: { authority: 'a' }, headers: { request: { set: { host: 'b' } } } }),
      ['error spec.http[0].headers.request.set.host: the authority is set to "a" elsewhere, and to "b" here'],
    ],
    [
      'the authority twice, of a destination',
      http({
        route: [
          { destination: { host: 'a' }, headers: { request: { set: { host: 'b' }, add: { ':authority': 'c' } } } },
        ],
      }),
      [
        'error spec.http[0].route[0].headers.request.add.:authority: the authority is set to "b" elsewhere, and to "c" here',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});

describe('CORS', () => {
  test.each<[string, object, string[]]>([
    [
      'as it may be',
      http({
        corsPolicy: {
          allowOrigins: [{ exact: '*' }, { regex: '.*' }],
          allowMethods: ['GET', '*'],
          allowHeaders: ['*', 'x-a'],
          exposeHeaders: ['x-b'],
          maxAge: '24h',
        },
      }),
      [],
    ],
    [
      'as it may not',
      http({
        corsPolicy: {
          allowOrigins: [{}, { exact: '' }, { regex: '(' }],
          allowMethods: ['get'],
          allowHeaders: ['a b', ''],
          exposeHeaders: ['a:'],
          maxAge: '1500ms',
        },
      }),
      [
        'error spec.http[0].corsPolicy.allowOrigins[0]: no origin given',
        'error spec.http[0].corsPolicy.allowOrigins[1]: no origin given',
        'error spec.http[0].corsPolicy.allowOrigins[2].regex: "(" is not a regular expression of RE2: error parsing regexp: missing closing ): `(`',
        'error spec.http[0].corsPolicy.allowMethods[0]: "get" is not a method of HTTP',
        'error spec.http[0].corsPolicy.allowHeaders[0]: "a b" is not the name of a header',
        'error spec.http[0].corsPolicy.allowHeaders[1]: the name of a header is empty',
        'error spec.http[0].corsPolicy.exposeHeaders[0]: "a:" is not the name of a header',
        'error spec.http[0].corsPolicy.maxAge: "1500ms" is not a whole number of seconds',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('VirtualService', spec)).toEqual(expected);
  });
});
