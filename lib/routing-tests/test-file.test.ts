import { describe, expect, test } from '@jest/globals';
import { holdsTests, readTests } from './test-file';

const read = (text: string) => readTests('t.yaml', '/repo/tests/t.yaml', text);

describe('files of tests', () => {
  test('GIVEN a file of istio-config-validator THEN each combination of what it lists is a request', () => {
    const { tests, problems, warnings, mesh } = read(`testCases:
  - description: happy path users
    wantMatch: true
    request:
      authority: ["www.example.com", "example.com"]
      method: ["GET", "OPTIONS"]
      uri: ["/users"]
      headers: {x-user-id: abc123}
    route:
    - destination:
        host: users.users.svc.cluster.local
        port: {number: 80}
`);
    const request = (method: string, host: string) => ({
      source: undefined,
      text: `${method} http://${host}/users`,
      options: {
        headers: [
          ['host', host],
          ['x-user-id', 'abc123'],
        ],
      },
      saysPort: false,
    });
    expect({ problems, warnings, mesh }).toEqual({ problems: [], warnings: [], mesh: undefined });
    expect(tests).toEqual([
      {
        description: 'happy path users',
        file: 't.yaml',
        line: 2,
        overlays: [],
        requests: [
          request('GET', 'www.example.com'),
          request('OPTIONS', 'www.example.com'),
          request('GET', 'example.com'),
          request('OPTIONS', 'example.com'),
        ],
        wanted: true,
        saysWanted: true,
        rule: { route: [{ destination: { host: 'users.users.svc.cluster.local', port: { number: 80 } } }] },
        expected: [],
        ignoresUnknown: false,
      },
    ]);
  });

  test('GIVEN no wantMatch with a route THEN none is wanted, as Go reads what is missing', () => {
    const [first] = read('testCases: [{request: {authority: [a]}, route: [{destination: {host: b}}]}]').tests;
    expect(first).toMatchObject({ description: 'test 1', wanted: false, saysWanted: false });
  });

  test('GIVEN wantMatch alone THEN it asks whether there is no destination', () => {
    const [first] = read('testCases: [{wantMatch: true, request: {authority: [a]}}]').tests;
    expect(first).toMatchObject({ wanted: true, rule: { route: [] } });
  });

  test('GIVEN source, port, query, scheme, SNI, address and claims THEN the request has them', () => {
    const { tests, problems } = read(`mesh: ../dist
with: [a.yaml]
testCases:
- request:
    source: [shop/web, outside]
    authority: a.example.com
    scheme: https
    port: 8443
    uri: /x
    query: {lang: de, flag: []}
    sni: b.example.com
    tls: mtls
    sourceAddress: 10.0.0.1
    claims: {sub: me}
    headers: {x: [1, two]}
  with: b.yaml
  expect: {reaches: shop/web}
- request: {source: shop/web, url: 'grpc://ads:50051/ads.Ads/Get'}
  expect: {reaches: {host: ads, port: 50051, subset: v1}}
`);
    const options = {
      headers: [
        ['host', 'a.example.com'],
        ['x', '1'],
        ['x', 'two'],
      ],
      sni: 'b.example.com',
      tls: 'mtls',
      sourceAddress: '10.0.0.1',
      claims: { sub: 'me' },
    };
    expect(problems).toEqual([]);
    expect(tests.map(({ requests, overlays, expected }) => ({ requests, overlays, expected }))).toEqual([
      {
        requests: ['shop/web', 'outside'].map((source) => ({
          source,
          text: 'https://a.example.com:8443/x?lang=de&flag',
          options,
          saysPort: true,
        })),
        overlays: ['/repo/tests/a.yaml', '/repo/tests/b.yaml'],
        expected: [{ kind: 'reach', target: 'shop/web' }],
      },
      {
        requests: [
          { source: 'shop/web', text: 'grpc://ads:50051/ads.Ads/Get', options: { headers: [] }, saysPort: true },
        ],
        overlays: ['/repo/tests/a.yaml'],
        expected: [{ kind: 'reach', target: { host: 'ads', port: 50051, subset: 'v1' } }],
      },
    ]);
  });

  test('GIVEN everything that can be expected THEN it is read', () => {
    const { tests, problems } = read(
      `testCases:
- request: {source: shop/web, url: 'http://a/'}
  expect:
    split: {a, subset v1: 80 %, 503: 20}
`.replace('a, subset v1', "'a, subset v1'") +
        `- request: {source: shop/web, url: 'http://a/'}
  expect:
    status: 403 RBAC
    redirect: {location: 'https://a/', status: 301}
    answered: false
    delayed: {by: 2s, percent: 50}
    copied: {to: b, percent: 10}
    arrives: {path: /x, headers: {x: '1', other: null}}
    timeout: none
    retries: 3
    tls: istio-mutual
`,
    );
    expect(problems).toEqual([]);
    expect(tests.flatMap(({ expected }) => expected)).toEqual([
      {
        kind: 'split',
        shares: [
          { to: 503, percent: 20 },
          { to: 'a, subset v1', percent: 80 },
        ],
      },
      { kind: 'answer', status: 403, flag: 'RBAC' },
      { kind: 'redirect', location: 'https://a/', status: 301 },
      { kind: 'no answer' },
      { kind: 'delay', milliseconds: 2000, percent: 50 },
      { kind: 'copy', target: 'b', percent: 10 },
      { kind: 'arrival', arrival: { path: '/x', headers: { x: '1', other: null } } },
      { kind: 'timeout', milliseconds: undefined },
      { kind: 'retries', attempts: 3 },
      { kind: 'tls', mode: 'istio-mutual' },
    ]);
  });

  test.each([
    ['a: [', 't.yaml:1: '],
    ['other: 1', 't.yaml: there are no tests: write testCases'],
    ['testCases: 1', 't.yaml:1: testCases must be a list: write its items with a dash each'],
    [
      'testCases:\n- request: {authority: [a]}\n  rout: []\n  wantMatch: true',
      't.yaml:3: testCases[0].rout means nothing: write route',
    ],
    [
      'testCases:\n- request: {authority: [a]}',
      't.yaml:2: testCases[0] expects nothing: write expect, or route and the like',
    ],
    [
      `testCases:\n- request: {authority: [${'a,'.repeat(101)}], uri: [${'/,'.repeat(100)}]}\n  wantMatch: true`,
      't.yaml:2: testCases[0].request asks for 10100 requests: write several tests of at most 10000',
    ],
    [
      'testCases:\n- request: {uri: [/]}\n  wantMatch: true',
      't.yaml:2: testCases[0].request asks for nothing: write url, or authority and uri',
    ],
    [
      'testCases:\n- request:\n    authority: [a]\n    port: x\n  wantMatch: true',
      't.yaml:4: testCases[0].request.port must be a number: write one',
    ],
    [
      'testCases:\n- request: {url: http://a/}\n  expect: {reaches: a}',
      't.yaml:2: testCases[0].request does not say who asks: write source: what becomes of a request depends on it',
    ],
    [
      'testCases:\n- request: {url: http://a/, source: b}\n  expect:\n    split: {a: 50, b: 20}',
      't.yaml:4: testCases[0].expect.split sums up to 70 %: write all shares, 100 together',
    ],
    [
      'testCases:\n- request: {url: http://a/, source: b}\n  expect:\n    delayed: soon',
      't.yaml:4: testCases[0].expect.delayed is soon: write a time, such as 500ms or 2s',
    ],
    [
      'testCases:\n- request: {authority: [a]}\n  wantMatch: yes please',
      't.yaml:3: testCases[0].wantMatch must be true or false: write true or false',
    ],
  ])('GIVEN %j THEN one line says where and what', (text, problem) => {
    const { problems } = read(text);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('GIVEN keys that mean nothing THEN a warning says so', () => {
    const { warnings, problems } = read('testCases: [{isMatch: true, wantMatch: true, request: {authority: [a]}}]');
    expect({ warnings, problems }).toEqual({
      warnings: ['t.yaml:1: testCases[0].isMatch means nothing here and is passed over'],
      problems: [],
    });
  });

  test.each([
    ['testCases:\n- {}', true],
    ['# x\n"testcases": []', true],
    ['{"testCases": []}', true],
    ['kind: Service', false],
  ])('GIVEN %j THEN it holds tests: %s', (text, expected) => {
    expect(holdsTests(text)).toBe(expected);
  });
});
