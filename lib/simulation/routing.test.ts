import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { endsOf, outcomeOf, triedBy } from './fixtures';

const BASE = yaml(
  namespace('web'),
  namespace('shop'),
  pod('web/client', '{app: client, tier: t}'),
  pod('shop/client', '{app: client}'),
  service('web/a', 'http:80 http-b:81'),
  pod('web/a-v1', '{app: a, version: v1}'),
  pod('web/a-v2', '{app: a, version: v2}'),
);
const SUBSETS = destinationRule(
  'web/a',
  '{host: a, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, {name: v3, labels: {version: v3}}]}',
);
const A = 'a.web.svc.cluster.local';
/** Rules that send to subset v1 where they match, else to v2. */
const split = (match: string) =>
  yaml(
    BASE,
    SUBSETS,
    virtualService(
      'web/v',
      `{hosts: [a], http: [{match: [${match}], route: [{destination: {host: a, subset: v1}}]}, {route: [{destination: {host: a, subset: v2}}]}]}`,
    ),
  );
const rule = (text: string) => yaml(BASE, SUBSETS, virtualService('web/v', `{hosts: [a], http: [${text}]}`));
const TO = 'route: [{destination: {host: a, subset: v1}}]';

describe('destinations', () => {
  test('GIVEN a Service and nothing else THEN its pods get the request, mutual TLS among sidecars', () => {
    expect(endsOf(outcomeOf(BASE, 'web/client', 'http://a'))).toEqual([
      `100% ${A}:80 [a-v1 50%, a-v2 50%] istio-mutual`,
    ]);
  });

  test('GIVEN weights THEN each has its share; without any pods the answer is 503 UH, without a definition 503 NC', () => {
    const text = rule(
      '{route: [{destination: {host: a, subset: v1}, weight: 2}, {destination: {host: a, subset: v3}, weight: 1}, {destination: {host: a, subset: v4}, weight: 1}, {destination: {host: a, subset: v2}}]}',
    );
    expect(endsOf(outcomeOf(text, 'web/client', 'http://a'))).toEqual([
      `50% ${A}:80/v1 [a-v1] istio-mutual`,
      '25% 503 UH',
      '25% 503 NC',
    ]);
  });

  test('GIVEN one destination THEN it gets everything, whatever its weight', () => {
    expect(
      endsOf(outcomeOf(rule('{route: [{destination: {host: a, subset: v1}, weight: 10}]}'), 'web/client', 'http://a')),
    ).toEqual([`100% ${A}:80/v1 [a-v1] istio-mutual`]);
  });

  test.each([
    ['a host that is not there', '{host: b}', 'there is no host b.web.svc.cluster.local'],
    ['a name that is not in full', '{host: a.web}', 'there is no host a.web'],
    ['a port that it does not have', '{host: a, port: {number: 90}}', `${A} has no port 90; it has 80, 81`],
    [
      'a subset that nobody defines',
      '{host: a, subset: x}',
      `DestinationRule web/a defines no subset x of ${A}; it has v1, v2, v3`,
    ],
  ])('GIVEN %s THEN the answer is 503 NC, and why', (_name, destination, why) => {
    const found = outcomeOf(rule(`{route: [{destination: ${destination}}]}`), 'web/client', 'http://a');
    expect([endsOf(found), found.ends[0]?.why]).toEqual([['100% 503 NC'], why]);
  });

  test('GIVEN no port in a destination THEN it is that of the listener', () => {
    expect(endsOf(outcomeOf(rule(`{${TO}}`), 'web/client', 'http://a:81'))).toEqual([
      `100% ${A}:81/v1 [a-v1] istio-mutual`,
    ]);
  });

  test('GIVEN a host that no Service has THEN it goes where the client wants, or is refused', () => {
    expect(endsOf(outcomeOf(BASE, 'web/client', 'http://b.com'))).toEqual(['100% b.com:80 [b.com] plaintext']);
    const registryOnly = { meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } };
    expect(endsOf(outcomeOf(BASE, 'web/client', 'http://b.com', {}, registryOnly))).toEqual(['100% 502']);
    expect(endsOf(outcomeOf(BASE, 'web/client', 'http://b.com:9999', {}, registryOnly))).toEqual([
      '100% failed: outboundTrafficPolicy REGISTRY_ONLY: the connection is closed',
    ]);
  });

  test('GIVEN a path that no rule takes THEN the answer is 404 NR: there is no way back to the default', () => {
    const found = outcomeOf(rule(`{match: [{uri: {prefix: /x}}], ${TO}}`), 'web/client', 'http://a/y');
    expect(endsOf(found)).toEqual(['100% 404 NR']);
    expect(triedBy(found)).toEqual(['http[0].match[0]: path is "/y", wanted prefix "/x"']);
  });
});

describe('conditions', () => {
  const goes = (
    match: string,
    text: string,
    headers: Readonly<Record<string, string | string[]>> = {},
    from = 'web/client',
  ) => outcomeOf(split(match), from, text, { headers }).ends[0]?.destination?.subset === 'v1';

  test.each([
    ['{uri: {prefix: /a}}', 'http://a/abc', {}, true],
    ['{uri: {prefix: /A}}', 'http://a/abc', {}, false],
    ['{uri: {prefix: /A}, ignoreUriCase: true}', 'http://a/abc', {}, true],
    ['{uri: {exact: /a}}', 'http://a/a?x=1', {}, true],
    ['{uri: {exact: /a}}', 'http://a/a/', {}, false],
    ['{uri: {regex: "/a[0-9]+"}}', 'http://a/a12', {}, true],
    ['{uri: {regex: "/a[0-9]+"}}', 'http://a/a12/b', {}, false],
    ['{method: {exact: POST}}', 'POST http://a', {}, true],
    ['{method: {exact: post}}', 'POST http://a', {}, false],
    ['{authority: {exact: a}}', 'http://a:80', {}, true],
    ['{authority: {exact: a}}', 'http://a', { host: 'a:80' }, false],
    ['{scheme: {exact: http}}', 'http://a', {}, true],
    ['{headers: {x: {exact: "1"}}}', 'http://a', { X: '1' }, true],
    ['{headers: {x: {exact: "1"}}}', 'http://a', {}, false],
    ['{headers: {x: {}}}', 'http://a', { x: '' }, true],
    ['{headers: {x: {prefix: "1"}, y: {exact: "2"}}}', 'http://a', { x: '12' }, false],
    ['{withoutHeaders: {x: {exact: "1"}}}', 'http://a', {}, true],
    ['{withoutHeaders: {x: {exact: "1"}}}', 'http://a', { x: '1' }, false],
    ['{withoutHeaders: {x: {regex: ".*"}}}', 'http://a', {}, false],
    ['{withoutHeaders: {x: {}}}', 'http://a', { x: 'y' }, false],
    ['{queryParams: {k: {exact: v}}}', 'http://a/?k=v&k=w', {}, true],
    ['{queryParams: {k: {exact: w}}}', 'http://a/?k=v&k=w', {}, false],
    ['{queryParams: {k: {exact: "a b"}}}', 'http://a/?k=a%20b', {}, false],
    ['{queryParams: {k: {exact: a%20b}}}', 'http://a/?k=a%20b', {}, true],
    ['{queryParams: {k: {}}}', 'http://a/?k', {}, true],
    ['{uri: {prefix: /b}}, {headers: {x: {exact: "1"}}}', 'http://a/c', { x: '1' }, true],
  ])('GIVEN %s WHEN %s with %j THEN it matches: %s', (match, text, headers, expected) => {
    expect(goes(match, text, headers)).toBe(expected);
  });

  test('GIVEN conditions on the client THEN they are decided before there is a request; gateways set them aside', () => {
    expect(goes('{sourceLabels: {tier: t}}', 'http://a')).toBe(true);
    expect(goes('{sourceLabels: {tier: t}}', 'http://a.web', {}, 'shop/client')).toBe(false);
    expect(goes('{sourceNamespace: web}', 'http://a.web', {}, 'shop/client')).toBe(false);
    expect(goes('{gateways: [mesh], sourceNamespace: web}', 'http://a.web', {}, 'shop/client')).toBe(true);
    expect(goes('{port: 81}', 'http://a')).toBe(false);
    expect(goes('{port: 81}', 'http://a:81')).toBe(true);
  });

  test('GIVEN a header on two lines THEN versions of Envoy differ, and it is said', () => {
    const found = outcomeOf(split('{headers: {x: {exact: "1"}}}'), 'web/client', 'http://a', {
      headers: { x: ['1', '2'] },
    });
    expect(found.certainty).toBe('unknown');
    expect(found.reservations.map(({ text }) => text)).toEqual([
      'whether http[0].match[0] of VirtualService web/v matches: header x is sent on 2 lines, which Envoy joins before version 1.39 and compares one by one since',
    ]);
    expect(
      outcomeOf(split('{headers: {x: {exact: "3"}}}'), 'web/client', 'http://a', { headers: { x: ['1', '2'] } })
        .certainty,
    ).toBe('exact');
  });
});

describe('actions', () => {
  const first = (text: string, call: string, headers: Readonly<Record<string, string>> = {}) => {
    const [end] = outcomeOf(rule(text), 'web/client', call, { headers }).ends;
    if (end === undefined) throw new Error('no end');
    return end;
  };

  test.each([
    ['{match: [{uri: {prefix: /api}}], rewrite: {uri: /v1}, $}', 'http://a/apix?q=1', '/v1x?q=1'],
    ['{match: [{uri: {prefix: /api/}}], rewrite: {uri: /}, $}', 'http://a/api/x', '/x'],
    ['{match: [{uri: {exact: /api}}], rewrite: {uri: /v1}, $}', 'http://a/api?q=1', '/v1?q=1'],
    ['{match: [{uri: {regex: "/api.*"}}], rewrite: {uri: /v1}, $}', 'http://a/api/x?q=1', '/v1?q=1'],
    ['{rewrite: {uri: /v1}, $}', 'http://a/x', '/v1x'],
    ['{rewrite: {uri: /v1/}, $}', 'http://a/x', '/v1/x'],
    [
      '{rewrite: {uriRegexRewrite: {match: "/r/([a-z]+)", rewrite: "/n/\\\\1"}}, $}',
      'http://a/r/ab/r/cd?e=/r/z',
      '/n/ab/n/cd?e=/r/z',
    ],
    ['{rewrite: {uriRegexRewrite: {match: "^/a(.*)", rewrite: "\\\\1"}}, $}', 'http://a/a?q=1', '/a?q=1'],
  ])('GIVEN %s WHEN %s THEN the destination sees %s', (text, call, expected) => {
    expect(first(text.replace('$', TO), call).request.path).toBe(expected);
  });

  test.each([
    ['the rule’s host', '{rewrite: {authority: r}, $}', 'r'],
    ['a header’s', '{headers: {request: {set: {Host: h}}}, $}', 'h'],
    ['the destination’s', '{route: [{destination: {host: a}, headers: {request: {set: {host: d}}}}]}', 'd'],
    ['none', '{$}', 'a'],
  ])('GIVEN %s THEN the destination sees it', (_name, text, expected) => {
    expect(first(text.replace('$', TO), 'http://a').request.authority).toBe(expected);
  });

  test('GIVEN headers on both levels THEN a lone destination has the last word, and the rule among several', () => {
    const headers = (value: string) => `headers: {request: {set: {x: ${value}}, add: {w: ${value}}, remove: [z]}}`;
    const one = first(
      `{${headers('rule')}, route: [{destination: {host: a}, ${headers('destination')}}]}`,
      'http://a',
      { z: '1', x: '1' },
    );
    expect(one.request.headers).toEqual([
      ['x', 'destination'],
      ['w', 'rule'],
      ['w', 'destination'],
    ]);
    const two = first(
      `{${headers('rule')}, route: [{destination: {host: a}, weight: 1, ${headers('destination')}}, {destination: {host: a}, weight: 1}]}`,
      'http://a',
    );
    expect(two.request.headers).toEqual([
      ['w', 'destination'],
      ['x', 'rule'],
      ['w', 'rule'],
    ]);
  });

  test('GIVEN variables in values THEN headers of the request are put in, and others are known to Envoy alone', () => {
    const set = '{a: "%REQ(X)%", b: "%REQ(none?:path)%%%", c: "%REQ(none)%", d: "%HOSTNAME%"}';
    const { ends, reservations } = outcomeOf(
      rule(`{headers: {request: {set: ${set}}}, ${TO}}`),
      'web/client',
      'http://a/xy',
      {
        headers: { x: '1' },
      },
    );
    expect(ends[0]?.request.headers).toEqual([
      ['x', '1'],
      ['a', '1'],
      ['b', '/xy%'],
      ['d', '%HOSTNAME%'],
    ]);
    expect(reservations.map(({ certainty, text }) => `${certainty}: ${text}`)).toEqual([
      'assumed: what %HOSTNAME% is, Envoy knows when the request is there',
    ]);
  });

  test.each([
    ['{redirect: {uri: /new}}', 'http://a/x?q=1', '301 http://a/new?q=1'],
    ['{redirect: {uri: "/new?z=1", redirectCode: 302}}', 'http://a/x?q=1', '302 http://a/new?z=1'],
    ['{redirect: {authority: b.com}}', 'http://a:81/x', '301 http://b.com/x'],
    ['{redirect: {scheme: https}}', 'http://a/x', '301 https://a/x'],
    ['{redirect: {scheme: https, port: 443}}', 'http://a/x', '301 https://a/x'],
    ['{redirect: {port: 8443}}', 'http://a:81/x', '301 http://a:8443/x'],
    ['{redirect: {derivePort: FROM_REQUEST_PORT, authority: b.com}}', 'http://a:81/x', '301 http://b.com:81/x'],
    ['{redirect: {derivePort: FROM_REQUEST_PORT, authority: b.com}}', 'http://a/x', '301 http://b.com/x'],
  ])('GIVEN %s WHEN %s THEN it is %s', (text, call, expected) => {
    expect(endsOf(outcomeOf(rule(text), 'web/client', call))).toEqual([`100% ${expected}`]);
  });

  test('GIVEN a rewritten path without a slash THEN the server’s proxy refuses it', () => {
    const text = `{rewrite: {uriRegexRewrite: {match: "^/a(.*)", rewrite: "\\\\1"}}, ${TO}}`;
    const { status, why } = first(text, 'http://a/ab');
    expect([status, why]).toEqual([400, 'the path b does not begin with a slash']);
  });

  test('GIVEN a direct response THEN the proxy answers', () => {
    const end = first('{directResponse: {status: 418, body: {string: tea}}}', 'http://a');
    expect([end.status, end.body]).toEqual([418, 'tea']);
  });

  test('GIVEN faults THEN some wait, some are answered, and the rest goes on', () => {
    const found = outcomeOf(
      rule(
        `{fault: {delay: {fixedDelay: 3s, percentage: {value: 10}}, abort: {httpStatus: 503, percentage: {value: 25}}}, ${TO}}`,
      ),
      'web/client',
      'http://a',
    );
    expect(endsOf(found)).toEqual(['25% 503 FI', `75% ${A}:80/v1 [a-v1] istio-mutual`]);
    expect(found.ends.map(({ delay }) => delay)).toEqual([
      { duration: '3s', probability: 0.1 },
      { duration: '3s', probability: 0.1 },
    ]);
  });

  test.each([
    ['an abort without a percentage', 'fault: {abort: {httpStatus: 503}}', ['100% a']],
    ['one for all', 'fault: {abort: {httpStatus: 503, percentage: {value: 100}}}', ['100% 503 FI']],
    [
      'a gRPC status',
      'fault: {abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}',
      ['100% 200 UNAVAILABLE FI'],
    ],
  ])('GIVEN %s THEN the ends are so', (_name, text, expected) => {
    const ends = endsOf(outcomeOf(rule(`{${text}, ${TO}}`), 'web/client', 'http://a'));
    expect(ends.map((end) => end.replace(/ a\.web.*/, ' a'))).toEqual(expected);
  });

  test('GIVEN mirrors THEN they are told beside the destination', () => {
    const end = first(
      `{mirrors: [{destination: {host: a, subset: v2}, percentage: {value: 50}}, {destination: {host: b}}, {destination: {host: a}, percentage: {value: 0}}], ${TO}}`,
      'http://a',
    );
    expect(end.mirrors).toEqual([
      { host: A, port: 80, subset: 'v2', probability: 0.5, missing: undefined },
      {
        host: 'b.web.svc.cluster.local',
        port: 80,
        subset: undefined,
        probability: 1,
        missing: 'there is no host b.web.svc.cluster.local',
      },
    ]);
  });

  test.each([
    ['nothing', '', { attempts: 2, byDefault: true }],
    ['none', 'retries: {attempts: 0}, ', undefined],
    [
      'some',
      'retries: {attempts: 3, retryOn: 5xx, perTryTimeout: 1s}, ',
      { attempts: 3, on: '5xx', perTryTimeout: '1s', byDefault: false },
    ],
  ])('GIVEN %s of retries THEN it is known what is tried again', (_name, text, expected) => {
    const found = first(`{${text}timeout: 2s, ${TO}}`, 'http://a').decision;
    expect(found?.timeout).toBe('2s');
    if (expected === undefined) expect(found?.retries).toBeUndefined();
    else expect(found?.retries).toMatchObject(expected);
  });

  test('GIVEN CORS THEN preflights of allowed origins are answered by the proxy; foreign ones go on, unless they are to be ignored', () => {
    const cors = (more: string) => `{corsPolicy: {allowOrigins: [{exact: https://ok.com}]${more}}, ${TO}}`;
    const ask = (text: string, origin: string, method = 'OPTIONS') =>
      first(text, `${method} http://a`, { origin, 'access-control-request-method': 'GET' }).kind;
    expect(['https://ok.com', 'https://no.com'].map((origin) => ask(cors(''), origin))).toEqual([
      'answered',
      'reached',
    ]);
    expect(ask(cors(', unmatchedPreflights: IGNORE'), 'https://no.com')).toBe('answered');
    expect(ask(cors(''), 'https://ok.com', 'GET')).toBe('reached');
  });
});

describe('who decides', () => {
  test('GIVEN two VirtualServices for a host THEN the order of their names is an assumption, that of their times none', () => {
    const two = (more: string) =>
      yaml(
        BASE,
        virtualService(
          'web/one',
          `{hosts: [a], http: [{match: [{uri: {prefix: /x}}], route: [{destination: {host: a}}]}]}`,
          more,
        ),
        virtualService(
          'web/two',
          '{hosts: [a], http: [{route: [{destination: {host: a}}]}]}',
          more && ', creationTimestamp: "2024-02-01T00:00:00Z"',
        ),
      );
    const found = outcomeOf(two(''), 'web/client', 'http://a/y');
    expect([endsOf(found), found.certainty]).toEqual([['100% 404 NR'], 'assumed']);
    expect(found.reservations.map(({ text }) => text)).toEqual([
      'VirtualService web/one is asked before VirtualService web/two, by name: which is the older is not known',
    ]);
    expect(outcomeOf(two(', creationTimestamp: "2024-01-01T00:00:00Z"'), 'web/client', 'http://a/y').certainty).toBe(
      'exact',
    );
  });

  test('GIVEN a namespace that says nothing of sidecars THEN having one is an assumption', () => {
    const text = yaml(pod('web/client', '{app: c}'), service('web/a', 'http:80'), pod('web/a', '{app: a}'));
    expect(outcomeOf(text, 'web/client', 'http://a').certainty).toBe('assumed');
  });

  test('GIVEN a client without a sidecar THEN no rule counts', () => {
    const text = rule('{redirect: {uri: /x}}').replace(
      'app: client, tier: t',
      "app: client, sidecar.istio.io/inject: 'false'",
    );
    expect(endsOf(outcomeOf(text, 'web/client', 'http://a'))).toEqual([`100% ${A}:80 [a-v1 50%, a-v2 50%] plaintext`]);
  });

  test('GIVEN a port whose protocol is not known THEN the host of the request does not count', () => {
    const text = yaml(
      BASE,
      service('web/u', ':90'),
      pod('web/u', '{app: u}'),
      virtualService('web/w', '{hosts: [u], http: [{directResponse: {status: 299}}]}'),
    );
    expect(endsOf(outcomeOf(text, 'web/client', 'http://u:90', { headers: { host: 'other.com' } }))).toEqual([
      '100% 299',
    ]);
  });

  test('GIVEN bytes on an HTTP port THEN they are passed on as they are', () => {
    expect(endsOf(outcomeOf(BASE, 'web/client', 'tcp://a:80'))).toEqual([
      `100% ${A}:80 [a-v1 50%, a-v2 50%] plaintext`,
    ]);
  });
});

describe('connections', () => {
  test('GIVEN TCP rules THEN bytes are shared by weight; HTTP rules do not count', () => {
    const text = yaml(
      BASE,
      SUBSETS,
      service('web/t', 'tcp:90'),
      pod('web/t', '{app: t}'),
      virtualService(
        'web/w',
        '{hosts: [t], http: [{directResponse: {status: 200}}], tcp: [{route: [{destination: {host: t}, weight: 3}, {destination: {host: a, subset: v1, port: {number: 80}}, weight: 1}]}]}',
      ),
    );
    expect(endsOf(outcomeOf(text, 'web/client', 'http://t:90'))).toEqual([
      '75% t.web.svc.cluster.local:90 [t] istio-mutual',
      `25% ${A}:80/v1 [a-v1] istio-mutual`,
    ]);
  });

  test('GIVEN TLS rules THEN the server name decides; any other name is passed on', () => {
    const text = yaml(
      BASE,
      istio(
        'ServiceEntry',
        'web/e',
        '{hosts: [x.com, y.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}',
      ),
      virtualService(
        'web/w',
        '{hosts: [x.com], tls: [{match: [{sniHosts: [x.com]}], route: [{destination: {host: y.com}}]}]}',
      ),
    );
    const to = (name: string) => endsOf(outcomeOf(text, 'web/client', `https://${name}`));
    expect([to('x.com'), to('y.com'), to('z.com')]).toEqual([
      ['100% y.com:443 [y.com] plaintext'],
      ['100% y.com:443 [y.com] plaintext'],
      ['100% z.com:443 [z.com] passthrough'],
    ]);
  });
});

test('GIVEN a call of gRPC THEN its service and method are the path, by POST', () => {
  const text = yaml(
    namespace('web'),
    pod('web/c', '{app: c}'),
    ...['a', 'b'].flatMap((name) => [pod(`web/${name}-1`, `{app: ${name}}`), service(`web/${name}`, 'grpc:80')]),
    virtualService(
      'web/a',
      '{hosts: [a], http: [{match: [{uri: {exact: /shop.Ads/Get}, method: {exact: POST}}], route: [{destination: {host: b}}]}, {route: [{destination: {host: a}}]}]}',
    ),
  );
  expect(endsOf(outcomeOf(text, 'web/c', 'grpc://a/shop.Ads/Get'))).toEqual([
    '100% b.web.svc.cluster.local:80 [b-1] istio-mutual',
  ]);
  expect(endsOf(outcomeOf(text, 'web/c', 'grpc://a/shop.Ads/List'))).toEqual([
    '100% a.web.svc.cluster.local:80 [a-1] istio-mutual',
  ]);
});

test('GIVEN two matches that ask for one server name THEN Envoy refuses the listener, and it is said', () => {
  const entry = istio(
    'ServiceEntry',
    'web/e',
    '{hosts: ["*.x.com"], ports: [{number: 443, name: tls, protocol: TLS}], resolution: NONE, location: MESH_EXTERNAL}',
  );
  const rule = (second: string) =>
    virtualService(
      'web/e',
      `{hosts: ["*.x.com"], tls: [
        {match: [{sniHosts: [a.x.com, b.x.com]}], route: [{destination: {host: a.web.svc.cluster.local, port: {number: 80}}}]},
        {match: [{sniHosts: [${second}]}], route: [{destination: {host: b.web.svc.cluster.local, port: {number: 80}}}]}]}`,
    );
  const reservations = (second: string) =>
    outcomeOf(
      yaml(namespace('web'), pod('web/c', '{app: c}'), entry, rule(second)),
      'web/c',
      'tls://a.x.com:443',
    ).reservations.map(({ certainty, text }) => `${certainty}: ${text}`);

  expect(reservations('c.x.com')).toEqual([]);
  expect(reservations('b.x.com')).toEqual([
    'unknown: Envoy refuses listener 0.0.0.0:443: two matches of VirtualService web/e ask for server name b.x.com',
  ]);
});

describe('mutual TLS', () => {
  const strict = istio('PeerAuthentication', 'web/p', '{mtls: {mode: STRICT}}');
  const plain = pod('web/plain', "{app: plain, sidecar.istio.io/inject: 'false'}");

  test('GIVEN STRICT THEN a client without a sidecar is turned away, and one with a sidecar is not', () => {
    const text = yaml(BASE, strict, plain);
    expect(endsOf(outcomeOf(text, 'web/plain', 'http://a'))).toEqual([
      '100% failed: the server takes mutual TLS only and gets plain text: the connection is closed',
    ]);
    expect(endsOf(outcomeOf(text, 'web/client', 'http://a'))).toEqual([
      `100% ${A}:80 [a-v1 50%, a-v2 50%] istio-mutual`,
    ]);
  });

  test('GIVEN a rule that switches it off THEN STRICT servers answer with 503', () => {
    const text = yaml(BASE, strict, destinationRule('web/d', '{host: a, trafficPolicy: {tls: {mode: DISABLE}}}'));
    expect(endsOf(outcomeOf(text, 'web/client', 'http://a'))).toEqual(['100% 503 UC']);
  });

  test('GIVEN a workload that is told not to take it THEN clients that do not know it fail', () => {
    const off = istio('PeerAuthentication', 'web/p', '{selector: {matchLabels: {version: v1}}, mtls: {mode: DISABLE}}');
    expect(endsOf(outcomeOf(yaml(BASE, off), 'web/client', 'http://a'))).toEqual([
      '50% 503 UF',
      `50% ${A}:80 [a-v2] istio-mutual`,
    ]);
    const forAll = istio('PeerAuthentication', 'web/p', '{mtls: {mode: DISABLE}}');
    expect(endsOf(outcomeOf(yaml(BASE, forAll), 'web/client', 'http://a'))).toEqual([
      `100% ${A}:80 [a-v1 50%, a-v2 50%] plaintext`,
    ]);
  });

  test('GIVEN pods with and without sidecars THEN each is spoken to as it understands', () => {
    const text = yaml(BASE, pod('web/a-v3', "{app: a, version: v3, sidecar.istio.io/inject: 'false'}"));
    expect(endsOf(outcomeOf(text, 'web/client', 'http://a'))).toEqual([
      `66.67% ${A}:80 [a-v1 50%, a-v2 50%] istio-mutual`,
      `33.33% ${A}:80 [a-v3] plaintext`,
    ]);
  });

  test('GIVEN credentialName on a sidecar THEN no TLS is spoken, as it cannot read it', () => {
    const text = yaml(
      BASE,
      istio(
        'ServiceEntry',
        'web/e',
        '{hosts: [x.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}',
      ),
      destinationRule('web/d', '{host: x.com, trafficPolicy: {tls: {mode: SIMPLE, credentialName: c}}}'),
    );
    expect(endsOf(outcomeOf(text, 'web/client', 'http://x.com'))).toEqual(['100% x.com:80 [x.com] plaintext']);
    const selected = text.replace(
      'host: x.com, traffic',
      'host: x.com, workloadSelector: {matchLabels: {app: client}}, traffic',
    );
    expect(endsOf(outcomeOf(selected, 'web/client', 'http://x.com'))).toEqual(['100% x.com:80 [x.com] simple']);
  });
});

describe('gateways', () => {
  const EDGE =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: [{name: istio-proxy, image: auto}]}';
  const GATEWAY = istio(
    'Gateway',
    'web/g',
    '{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [x.com], tls: {httpsRedirect: true}}, {port: {number: 8080, name: plain, protocol: HTTP}, hosts: [y.com]}, {port: {number: 443, name: https, protocol: HTTPS}, hosts: [x.com], tls: {mode: SIMPLE, credentialName: c}}, {port: {number: 9443, name: mtls, protocol: HTTPS}, hosts: [x.com], tls: {mode: MUTUAL, credentialName: c}}]}',
  );
  const TEXT = yaml(
    BASE,
    EDGE,
    GATEWAY,
    virtualService(
      'web/v',
      `{hosts: [x.com, y.com], gateways: [g], http: [{match: [{scheme: {exact: https}}], route: [{destination: {host: a}}]}, {directResponse: {status: 299}}]}`,
    ),
  );
  const ask = (text: string, options: Parameters<typeof outcomeOf>[3] = {}, from = 'istio-system/edge') =>
    endsOf(outcomeOf(TEXT, from, text, options));

  test('GIVEN plain text and httpsRedirect THEN the answer is 301 to https', () => {
    expect(ask('http://x.com/a?b=1')).toEqual(['100% 301 https://x.com/a?b=1']);
  });

  test('GIVEN TLS that ends there THEN requests are https to rules, and plain text inside', () => {
    // The Service has two ports, and none of that number.
    expect(ask('https://x.com')).toEqual(['100% 503 NC']);
    expect(ask('http://y.com:8080')).toEqual(['100% 299']);
  });

  test('GIVEN another name, or none THEN the connection is closed; another host inside is 404', () => {
    expect(ask('https://z.com')).toEqual([
      '100% failed: no server is for z.com; there are x.com: the connection is closed',
    ]);
    expect(ask('https://x.com', { headers: { host: 'z.com' } })).toEqual(['100% 404 NR']);
    expect(ask('http://x.com:443')).toEqual(['100% failed: port 443 takes TLS only: the connection is closed']);
    expect(ask('https://y.com:8080')).toEqual(['100% failed: port 8080 takes no TLS: the connection is closed']);
  });

  test('GIVEN a port without a server THEN nothing listens', () => {
    expect(ask('http://x.com:81')).toEqual(['100% failed: nothing listens on port 81: connection refused']);
  });

  test('GIVEN MUTUAL THEN a client without a certificate is turned away', () => {
    expect(ask('https://x.com:9443')).toEqual([
      '100% failed: the server wants a client certificate (MUTUAL): TLS alert',
    ]);
    expect(ask('https://x.com:9443', { tls: 'mtls' })).toEqual(['100% 503 NC']);
  });

  test('GIVEN a client outside THEN the gateway that serves the name is assumed to be where it leads', () => {
    const found = outcomeOf(TEXT, 'outside', 'http://y.com:8080');
    expect([endsOf(found), found.certainty]).toEqual([['100% 299'], 'assumed']);
  });

  test('GIVEN two VirtualServices of which either could answer THEN their order is an assumption; of one alone it is none', () => {
    const more = virtualService(
      'web/w',
      '{hosts: [y.com], gateways: [g], http: [{match: [{uri: {prefix: /w}}], directResponse: {status: 298}}]}',
    );
    const both = yaml(TEXT, more);
    expect(outcomeOf(both, 'istio-system/edge', 'http://y.com:8080/w')).toMatchObject({
      certainty: 'exact',
      ends: [{ status: 298 }],
    });
    const third = yaml(
      both,
      virtualService(
        'web/x',
        '{hosts: [y.com], gateways: [g], http: [{match: [{uri: {prefix: /w/}}], directResponse: {status: 297}}]}',
      ),
    );
    expect(outcomeOf(third, 'istio-system/edge', 'http://y.com:8080/w/')).toMatchObject({
      certainty: 'assumed',
      ends: [{ status: 298 }],
    });
  });

  test('GIVEN a way by an egress gateway THEN both hops are walked', () => {
    const text = yaml(
      BASE,
      EDGE.replace('ingressgateway', 'egressgateway').replaceAll('edge', 'egress'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: egress, namespace: istio-system}\nspec: {selector: {istio: egressgateway}, ports: [{name: http, port: 80}]}',
      istio(
        'ServiceEntry',
        'web/e',
        '{hosts: [x.com], ports: [{number: 80, name: http, protocol: HTTP}, {number: 443, name: tls, protocol: TLS}], resolution: DNS}',
      ),
      istio(
        'Gateway',
        'web/out',
        '{selector: {istio: egressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [x.com]}]}',
      ),
      virtualService(
        'web/e',
        '{hosts: [x.com], gateways: [mesh, out], http: [{match: [{gateways: [mesh]}], route: [{destination: {host: egress.istio-system.svc.cluster.local}}]}, {match: [{gateways: [out]}], route: [{destination: {host: x.com, port: {number: 443}}}]}]}',
      ),
      destinationRule(
        'web/e',
        '{host: x.com, trafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}}',
      ),
    );
    const mesh = meshOf(text);
    const found = outcomeOf(mesh, 'web/client', 'http://x.com');
    expect(endsOf(found)).toEqual(['100% x.com:443 [x.com] simple']);
    expect(found.ends[0]?.via.map(({ name }) => name)).toEqual(['egress']);
  });
});
