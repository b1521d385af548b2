import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Host, HttpAction, HttpMatch, StringMatch } from '../istio';
import { Gateway, HTTPRoute, type HTTPRouteProps, Listener } from '.';
import { problem, type Shop, shop, specOf } from './fixtures';

const exact = (path: string) => HttpMatch.uri(StringMatch.exact(path));
const { header, pathPrefix } = HttpMatch;
const one = StringMatch.exact('1');

/** The rules that a route writes. */
function rules(build: (shop: Shop) => Omit<HTTPRouteProps, 'parents'>): unknown {
  const world = shop();
  return specOf(new HTTPRoute(world.chart, 'route', { parents: [world.front], ...build(world) })).rules;
}

/** What is wrong with a route. */
const wrong = (build: (shop: Shop) => Omit<HTTPRouteProps, 'parents'>) =>
  problem((world) => new HTTPRoute(world.chart, 'route', { parents: [world.front], ...build(world) }));

describe('an HTTPRoute', () => {
  test('GIVEN parents of each sort THEN they are named as the API server wants them', () => {
    const { chart, other, front, theirs, ads } = shop();
    const gateway = new Gateway(chart, 'gateway', { listeners: { http: Listener.http() } });
    const parents = [
      gateway,
      Gateway.reference({ name: 'public', namespace: 'edge' }),
      Gateway.reference({ name: 'public', namespace: 'far' }).listener('web', 'HTTP'),
      { service: ads, port: 8080 },
      front,
      theirs,
    ] as const;
    expect(specOf(new HTTPRoute(chart, 'route', { parents, otherwise: HttpAction.to(front) })).parentRefs).toEqual([
      { name: 'gateway' },
      { name: 'public', namespace: 'edge' },
      { name: 'public', namespace: 'far', sectionName: 'web' },
      { group: '', kind: 'Service', name: 'ads', port: 8080 },
      { group: '', kind: 'Service', name: 'front' },
      { group: '', kind: 'Service', name: 'theirs', namespace: 'other' },
    ]);
    expect(specOf(new HTTPRoute(other, 'r', { parents: [theirs], otherwise: HttpAction.to(front) })).rules).toEqual([
      { backendRefs: [{ name: 'front', namespace: 'shop', port: 80 }] },
    ]);
  });

  test('GIVEN conditions that mean the same THEN they are written as Istio translates them', () => {
    const match = [
      HttpMatch.all([exact('/a'), HttpMatch.method('GET')]),
      HttpMatch.all([exact('/b'), header('X-User', one), HttpMatch.queryParameter('q', StringMatch.regex('a+'))]),
      HttpMatch.all([pathPrefix('/c'), HttpMatch.headerPresent('x-debug')]),
      HttpMatch.all([HttpMatch.cookie('user', 'a'), HttpMatch.method(StringMatch.exact('POST'))]),
    ] as const;
    expect(rules(({ front }) => ({ rules: [{ match, action: HttpAction.to(front) }] }))).toEqual([
      {
        matches: [
          { path: { type: 'Exact', value: '/a' }, method: 'GET' },
          {
            path: { type: 'Exact', value: '/b' },
            headers: [{ name: 'x-user', value: '1' }],
            queryParams: [{ name: 'q', type: 'RegularExpression', value: 'a+' }],
          },
          {
            path: { type: 'PathPrefix', value: '/c' },
            headers: [{ name: 'x-debug', type: 'RegularExpression', value: '.*' }],
          },
          {
            headers: [{ name: 'cookie', type: 'RegularExpression', value: '^(.*?;)?\\s*(user=a)(;.*)?$' }],
            method: 'POST',
          },
        ],
        backendRefs: [{ name: 'front', port: 80 }],
      },
    ]);
  });

  test('GIVEN versions with Services of their own THEN requests are shared out among these', () => {
    expect(
      rules(({ reviews }) => ({
        otherwise: {
          name: 'by-version',
          action: HttpAction.split([
            reviews.version('v1').ownHost.weighted(80, { headers: { request: { set: { 'x-version': '1' } } } }),
            reviews.version('v2').ownHost.weighted(20),
          ]),
          timeout: Duration.seconds(100_000),
          backendTimeout: Duration.millis(1500),
        },
      })),
    ).toEqual([
      {
        name: 'by-version',
        backendRefs: [
          {
            ...{ name: 'reviews-v1', port: 9080, weight: 80 },
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: { set: [{ name: 'x-version', value: '1' }] },
              },
            ],
          },
          { name: 'reviews-v2', port: 9080, weight: 20 },
        ],
        timeouts: { request: '27h46m40s', backendRequest: '1500ms' },
      },
    ]);
  });

  test('GIVEN effects THEN they are filters', () => {
    expect(
      rules(({ front, reviews, ads }) => ({
        rules: [
          {
            match: [pathPrefix('/old')],
            action: HttpAction.to(front),
            rewrite: { hostname: 'new.example.com', replacePrefixMatch: '/new' },
            headers: { request: { remove: ['x-a'], add: { 'x-b': '2' } }, response: { set: { 'x-c': '3' } } },
            mirrors: [
              { destination: reviews },
              { destination: ads, port: 8080, percent: 12.5 },
              { destination: front, percent: 5 },
            ],
            corsPolicy: { allowOrigins: [StringMatch.exact('https://*.example.com')], maxAge: Duration.hours(1) },
          },
        ],
        otherwise: { action: HttpAction.to(front), rewrite: { replaceFullPath: '/' } },
      })),
    ).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/old' } }],
        filters: [
          {
            type: 'RequestHeaderModifier',
            requestHeaderModifier: { add: [{ name: 'x-b', value: '2' }], remove: ['x-a'] },
          },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'x-c', value: '3' }] } },
          {
            type: 'URLRewrite',
            urlRewrite: {
              hostname: 'new.example.com',
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' },
            },
          },
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'reviews', port: 9080 } } },
          {
            type: 'RequestMirror',
            requestMirror: {
              backendRef: { name: 'ads', port: 8080 },
              fraction: { numerator: 125_000, denominator: 1_000_000 },
            },
          },
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'front', port: 80 }, percent: 5 } },
          { type: 'CORS', cors: { allowOrigins: ['https://*.example.com'], maxAge: 3600 } },
        ],
        backendRefs: [{ name: 'front', port: 80 }],
      },
      {
        filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/' } } }],
        backendRefs: [{ name: 'front', port: 80 }],
      },
    ]);
  });

  test('GIVEN redirects THEN they say the code that a VirtualService would have', () => {
    const redirects = (action: ReturnType<typeof HttpAction.redirect>) =>
      rules(() => ({ rules: [{ match: [pathPrefix('/a')], action }] })) as { filters: object[] }[];
    const written = (action: ReturnType<typeof HttpAction.redirect>) => redirects(action)[0]?.filters;
    expect(written(HttpAction.redirect({ uri: '/b', authority: 'b.example.com' }))).toEqual([
      {
        type: 'RequestRedirect',
        requestRedirect: {
          hostname: 'b.example.com',
          path: { type: 'ReplaceFullPath', replaceFullPath: '/b' },
          statusCode: 301,
        },
      },
    ]);
    expect(written(HttpAction.redirect({ scheme: 'https', port: 8443, redirectCode: 308 }))).toEqual([
      { type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 8443, statusCode: 308 } },
    ]);
    expect(
      rules(() => ({
        rules: [{ match: [pathPrefix('/a')], action: HttpAction.redirectPathPrefix({ prefix: '/b' }) }],
      })),
    ).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/a' } }],
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' }, statusCode: 301 },
          },
        ],
      },
    ]);
  });
});

describe('rules in another order than they are asked', () => {
  const order = (...matches: readonly HTTPRouteMatches[]) =>
    wrong(({ front, reviews }) => {
      const [first, ...rest] = matches.map((match, index) => ({
        match,
        action: HttpAction.to(index === 0 ? front : reviews),
      }));
      return { rules: [first as NonNullable<typeof first>, ...rest] };
    });
  type HTTPRouteMatches = NonNullable<HTTPRouteProps['rules']>[0]['match'];

  test.each<[string, HTTPRouteMatches, HTTPRouteMatches]>([
    ['an exact path behind a prefix', [pathPrefix('/a')], [exact('/a/b')]],
    ['the longer prefix behind the shorter', [pathPrefix('/a')], [pathPrefix('/a/b')]],
    ['a path behind a header', [header('x', one)], [pathPrefix('/a')]],
    ['a prefix behind an expression', [HttpMatch.uri(StringMatch.regex('/a/.*'))], [pathPrefix('/a')]],
    ['more headers behind fewer', [header('x', one)], [HttpMatch.all([header('x', one), header('y', one)])]],
    ['a method behind a header', [header('x', one)], [HttpMatch.method('GET')]],
    ['one of several matches', [exact('/z'), pathPrefix('/a')], [exact('/y'), exact('/a')]],
  ])('GIVEN %s THEN it is a mistake, and the other way round none', (_what, first, second) => {
    expect(order(first, second)).toMatch(
      /^\[shop\/route\] rule 2 \(.*\) is asked before rule 1 \(.*write them in that order$/,
    );
    expect(order(second, first)).toBe('');
  });

  test.each<[string, HTTPRouteMatches, HTTPRouteMatches]>([
    ['paths that have nothing in common', [pathPrefix('/a')], [pathPrefix('/bcd')]],
    ['a prefix of characters, which is none of segments', [pathPrefix('/a')], [exact('/abc')]],
    [
      'methods',
      [HttpMatch.all([pathPrefix('/a'), HttpMatch.method('GET')])],
      [HttpMatch.all([exact('/a'), HttpMatch.method('PUT')])],
    ],
    [
      'values of a header',
      [HttpMatch.all([pathPrefix('/a'), header('x', one)])],
      [HttpMatch.all([exact('/a'), header('x', StringMatch.exact('2'))])],
    ],
  ])('GIVEN no request that is for both, by %s THEN any order will do', (_what, first, second) => {
    expect(order(first, second)).toBe('');
  });

  test('GIVEN an expression and `otherwise` THEN the expression is never reached', () => {
    expect(
      wrong(({ front, reviews }) => ({
        rules: [{ match: [HttpMatch.uri(StringMatch.regex('/a/.*'))], action: HttpAction.to(reviews) }],
        otherwise: HttpAction.to(front),
      })),
    ).toBe(
      '[shop/route] otherwise (prefix /) is asked before rule 1 (expression /a/.*), whatever the order they are written in: ' +
        'exact paths come first, then prefixes, the longer ones first, then expressions, then methods, then more headers and more parameters; ' +
        'so rule 1 is never reached: give it a path by exact text or by pathPrefix',
    );
  });

  test('GIVEN the same match twice THEN the second is never reached', () => {
    expect(order([pathPrefix('/a/')], [pathPrefix('/a')])).toBe(
      '[shop/route] rule 2 is never reached, because a rule before it matches the same: join them',
    );
  });
});

describe('what an HTTPRoute cannot be', () => {
  const action = (build: (shop: Shop) => HTTPRouteProps['otherwise']) =>
    wrong((world) => ({ otherwise: build(world) as NonNullable<HTTPRouteProps['otherwise']> }));

  test.each<[string, (shop: Shop) => Omit<HTTPRouteProps, 'parents'>, string]>([
    ['nothing', () => ({}), 'there is neither a rule nor otherwise: give one of them'],
    [
      'hostnames of a mesh',
      ({ front }) => ({ hostnames: ['a.example.com'], otherwise: HttpAction.to(front) }),
      'hostnames (a.example.com) are for Gateways',
    ],
    [
      'a name of DNS',
      () => ({ otherwise: HttpAction.to(Host.dns('api.example.com')) }),
      'api.example.com is no Service of the cluster',
    ],
    [
      'a port that is not there',
      ({ front }) => ({ otherwise: HttpAction.to(front, { port: 81 }) }),
      'Service "front" has no port 81: it has 80 (http)',
    ],
    [
      'a port that is not said',
      ({ ads }) => ({ otherwise: HttpAction.to(ads) }),
      'Service "ads" has several ports: say which one, of 50051 (grpc), 8080 (http)',
    ],
    [
      'a port that is not known',
      () => ({ otherwise: HttpAction.to(Host.service({ name: 'far', namespace: 'shop' })) }),
      'the ports of Service "far" are not known: say which one is meant, by { port }',
    ],
    [
      'a version without a Service',
      ({ front }) => ({ otherwise: HttpAction.to(front.version('v1').ownHost) }),
      'the version has no Service of its own: add `versionServices: true`',
    ],
    [
      'the header host',
      ({ front }) => ({ otherwise: { action: HttpAction.to(front), headers: { request: { set: { host: 'a' } } } } }),
      'header host is set: in a route of the Gateway API the authority is that of `rewrite`',
    ],
    [
      'a prefix that is replaced and not matched',
      ({ front }) => ({
        rules: [{ match: [exact('/a')], action: HttpAction.to(front), rewrite: { replacePrefixMatch: '/b' } }],
      }),
      'so the rule needs exactly one match, with a pathPrefix',
    ],
    [
      'a redirect with a timeout',
      () => ({ otherwise: { action: HttpAction.redirect({ uri: '/a' }), timeout: Duration.seconds(1) } }),
      'a request that is redirected is not sent on, so timeout would do nothing: leave it out',
    ],
    [
      'attempts longer than all',
      ({ front }) => ({
        otherwise: { action: HttpAction.to(front), timeout: Duration.seconds(1), backendTimeout: Duration.seconds(2) },
      }),
      'backendTimeout of 2 seconds is longer than the timeout of 1 second',
    ],
    [
      'a path that needs escapes',
      ({ front }) => ({ rules: [{ match: [exact('/a b')], action: HttpAction.to(front) }] }),
      '"/a b" is no path for a match',
    ],
    [
      'an empty header',
      ({ front }) => ({ rules: [{ match: [header('x', StringMatch.exact(''))], action: HttpAction.to(front) }] }),
      'header x is compared with nothing',
    ],
    [
      'an origin that is none',
      ({ front }) => ({
        otherwise: {
          action: HttpAction.to(front),
          corsPolicy: { allowOrigins: [StringMatch.exact('shop.example.com')] },
        },
      }),
      'origin "shop.example.com" is none',
    ],
    [
      'the port of a scheme that is not given',
      () => ({ otherwise: HttpAction.redirect({ uri: '/a', port: 'FROM_PROTOCOL_DEFAULT' }) }),
      'only if the scheme is given',
    ],
  ])('GIVEN %s THEN it is said', (_what, build, message) => {
    expect(wrong(build)).toContain(message);
  });

  test('GIVEN a prefix to redirect to that ends with a slash THEN it is refused, as Istio would write two', () => {
    for (const prefix of ['/', '/new/', 'new']) {
      expect(() => HttpAction.redirectPathPrefix({ prefix })).toThrow(
        `prefix "${prefix}" must begin with "/" and not end`,
      );
    }
  });

  test('GIVEN what only types keep out THEN it is said all the same', () => {
    const cast = (match: unknown) =>
      wrong(({ front }) => ({ rules: [{ match: [match as ReturnType<typeof exact>], action: HttpAction.to(front) }] }));
    expect(cast(HttpMatch.withoutHeader('x'))).toContain(
      'a match looks at withoutHeaders, which routes of the Gateway API do not know',
    );
    expect(cast(HttpMatch.uri(StringMatch.prefix('/a')))).toContain(
      'prefix /a is one of characters, and a route compares segments',
    );
    expect(cast(HttpMatch.header('x', StringMatch.prefix('a')))).toContain('header x is compared by the prefix a');
    const subset = ({ reviews }: Shop) =>
      HttpAction.to(reviews.version('v1')) as unknown as ReturnType<typeof HttpAction.redirect>;
    expect(action(subset)).toContain('v1 is a subset of reviews, and a route of the Gateway API leads to Services');
  });
});
