import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import {
  FaultAbort,
  FaultDelay,
  Host,
  HttpAction,
  HttpMatch,
  type HttpRule,
  MESH,
  StringMatch,
  Subset,
  VirtualService,
} from '.';

const reviews = Host.service({ name: 'reviews' });
const action = HttpAction.to(reviews);
const api = HttpMatch.uri(StringMatch.prefix('/api'));

/** The route that a rule becomes. */
function route(rule: Partial<HttpRule>) {
  const scope = new Chart(new App(), 'shop');
  new VirtualService(scope, 'route', {
    hosts: [reviews],
    gateways: [MESH],
    rules: [{ match: [api], action, ...rule } as HttpRule],
  });
  return scope.toJson()[0].spec.http[0];
}
const matchOf = (match: HttpMatch) => route({ match: [match] }).match[0];

describe('a match', () => {
  test('of all conditions has each', () => {
    const match = HttpMatch.all(
      [
        HttpMatch.uri(StringMatch.exact('/a'), { ignoreCase: true }),
        HttpMatch.scheme(StringMatch.exact('https')),
        HttpMatch.method('GET'),
        HttpMatch.authority(StringMatch.regex('a|b')),
        HttpMatch.header('X-A', StringMatch.prefix('a')),
        HttpMatch.headerPresent('x-b'),
        HttpMatch.withoutHeader('x-c'),
        HttpMatch.withoutHeader('x-d', StringMatch.exact('d')),
        HttpMatch.queryParameter('Q', StringMatch.exact('q')),
        HttpMatch.port(80),
        HttpMatch.sourceLabels({ app: 'a' }),
        HttpMatch.sourceNamespace('shop'),
      ],
      { name: 'all', statPrefix: 'stat' },
    );
    expect(matchOf(match)).toEqual({
      uri: { exact: '/a' },
      ignoreUriCase: true,
      scheme: { exact: 'https' },
      method: { exact: 'GET' },
      authority: { regex: 'a|b' },
      headers: { 'x-a': { prefix: 'a' }, 'x-b': {} },
      withoutHeaders: { 'x-c': {}, 'x-d': { exact: 'd' } },
      queryParams: { Q: { exact: 'q' } },
      port: 80,
      sourceLabels: { app: 'a' },
      sourceNamespace: 'shop',
      name: 'all',
      statPrefix: 'stat',
    });
    expect(matchOf(HttpMatch.gateways([MESH]))).toEqual({ gateways: ['mesh'] });
  });

  test.each<[string, () => unknown]>([
    ['two conditions on uri', () => HttpMatch.all([api, api])],
    [
      'two conditions on "a" in headers',
      () => HttpMatch.all([HttpMatch.headerPresent('a'), HttpMatch.headerPresent('A')]),
    ],
    [
      'Istio ignores the source of requests',
      () => HttpMatch.all([HttpMatch.gateways([MESH]), HttpMatch.sourceNamespace('a')]),
    ],
    ['"a b" is not the name of a header', () => HttpMatch.headerPresent('a b')],
    ['":path:" is not the name of a header', () => HttpMatch.headerPresent(':path:')],
    ['the source has no label', () => HttpMatch.sourceLabels({})],
    ['the source: label a cannot have the value "*"', () => HttpMatch.sourceLabels({ a: '*' })],
    ['namespace "A" must be 1 to 63 lower-case letters', () => HttpMatch.sourceNamespace('A')],
    ['0 is not a port', () => HttpMatch.port(0)],
    ['write "(?i)" in front', () => HttpMatch.uri(StringMatch.regex('a'), { ignoreCase: true })],
    ['an empty prefix matches everything', () => StringMatch.prefix('')],
    ['this one has 0', () => StringMatch.regex('')],
    ['this one has 1025', () => StringMatch.regex('a'.repeat(1025))],
    ['"*" repeats nothing', () => StringMatch.regex('*')],
    ['looks ahead or behind', () => StringMatch.regex('a(?!b)')],
    ['refers back to a group', () => StringMatch.regex('(a)\\1')],
    ['"(a" is not an expression of RE2, missing closing ): `(a`: mend it', () => StringMatch.regex('(a')],
    ['"[a-z" is not an expression of RE2, missing closing ]', () => StringMatch.regex('[a-z')],
    ['"a**" is not an expression of RE2, invalid nested repetition operator', () => StringMatch.regex('a**')],
    ['"a{2,1}" is not an expression of RE2, invalid repeat count', () => StringMatch.regex('a{2,1}')],
  ])('reports: %s', (message, make) => {
    expect(make).toThrow(message);
  });

  test.each(['(?i)a', '\\(\\*', '[(*]+', '(?P<name>a|b)', '\\d+$', '.*', '\\\\1'])('passes for %s', (expression) => {
    expect(matchOf(HttpMatch.uri(StringMatch.regex(expression))).uri).toEqual({ regex: expression });
  });
});

describe('an action', () => {
  test.each<[string, HttpAction, object]>([
    ['redirects', HttpAction.redirect({ authority: 'a.com' }), { redirect: { authority: 'a.com' } }],
    [
      'redirects to a port',
      HttpAction.redirect({ uri: '/', port: 8443, scheme: 'https', redirectCode: 308 }),
      { redirect: { uri: '/', port: 8443, scheme: 'https', redirectCode: 308 } },
    ],
    [
      'redirects to the same port',
      HttpAction.redirect({ port: 'FROM_REQUEST_PORT' }),
      { redirect: { derivePort: 'FROM_REQUEST_PORT' } },
    ],
    ['answers', HttpAction.directResponse(204), { directResponse: { status: 204 } }],
    [
      'answers by text',
      HttpAction.directResponse(200, 'é'),
      { directResponse: { status: 200, body: { string: 'é' } } },
    ],
    [
      'answers by bytes',
      HttpAction.directResponse(200, new Uint8Array([1, 2])),
      { directResponse: { status: 200, body: { bytes: 'AQI=' } } },
    ],
  ])('%s', (_what, given, expected) => {
    expect(route({ action: given })).toEqual({ match: [{ uri: { prefix: '/api' } }], ...expected });
  });

  test.each<[string, () => unknown]>([
    ['it leads to where the request came to', () => HttpAction.redirect({ uri: '' })],
    ['99999 is not a port', () => HttpAction.redirect({ port: 99999 })],
    ['600 is not a status', () => HttpAction.directResponse(600)],
    ['larger than the 1 MB', () => HttpAction.directResponse(200, 'é'.repeat(600_000))],
    ['299.5 is not a status', () => FaultAbort.http(299.5)],
    ['101 is not a percentage', () => FaultAbort.grpc('ABORTED', { percent: 101 })],
    ['0.00001 percent is counted as 0', () => FaultAbort.http(500, { percent: 0.00001 })],
    ['a delay of 0 seconds is too short', () => FaultDelay.fixed(Duration.seconds(0))],
  ])('reports: %s', (message, make) => {
    expect(make).toThrow(message);
  });
});

describe('beside its action a rule', () => {
  test('says everything that there is', () => {
    const rule = route({
      action: HttpAction.to(reviews, { headers: { response: { add: { 'x-version': 'v1' } } } }),
      name: 'rule',
      headers: {
        request: { set: { 'x-a': 'a' }, add: { 'x-b': 'b' }, remove: ['x-c'] },
        response: { remove: ['server'] },
      },
      fault: { delay: FaultDelay.fixed(Duration.seconds(7), { percent: 0.1 }), abort: FaultAbort.http(500) },
      corsPolicy: {
        allowOrigins: [StringMatch.exact('https://a.com')],
        allowMethods: ['*'],
        allowHeaders: ['x-a'],
        exposeHeaders: ['x-b'],
        maxAge: Duration.hours(24),
        allowCredentials: true,
        unmatchedPreflights: 'IGNORE',
      },
      timeout: Duration.millis(1500),
      retries: {
        attempts: 3,
        perTryTimeout: Duration.seconds(1),
        retryOn: ['5xx', 'reset', 429],
        backoff: Duration.millis(50),
        retryRemoteLocalities: true,
        retryIgnorePreviousHosts: false,
      },
      rewrite: { uriRegexRewrite: { match: '^/a/(.*)$', rewrite: '/\\1' }, authority: 'a.com' },
      mirrors: [{ destination: new Subset(reviews, 'v2'), percent: 50, port: 80 }, { destination: reviews }],
    });
    expect(rule).toEqual({
      match: [{ uri: { prefix: '/api' } }],
      route: [{ destination: { host: 'reviews' }, headers: { response: { add: { 'x-version': 'v1' } } } }],
      name: 'rule',
      headers: {
        request: { set: { 'x-a': 'a' }, add: { 'x-b': 'b' }, remove: ['x-c'] },
        response: { remove: ['server'] },
      },
      fault: {
        delay: { fixedDelay: '7s', percentage: { value: 0.1 } },
        abort: { httpStatus: 500, percentage: { value: 100 } },
      },
      corsPolicy: {
        allowOrigins: [{ exact: 'https://a.com' }],
        allowMethods: ['*'],
        allowHeaders: ['x-a'],
        exposeHeaders: ['x-b'],
        maxAge: '24h',
        allowCredentials: true,
        unmatchedPreflights: 'IGNORE',
      },
      timeout: '1500ms',
      retries: {
        attempts: 3,
        perTryTimeout: '1s',
        retryOn: '5xx,reset,429',
        backoff: '50ms',
        retryRemoteLocalities: true,
        retryIgnorePreviousHosts: false,
      },
      rewrite: { uriRegexRewrite: { match: '^/a/(.*)$', rewrite: '/\\1' }, authority: 'a.com' },
      mirrors: [
        { destination: { host: 'reviews', subset: 'v2', port: { number: 80 } }, percentage: { value: 50 } },
        { destination: { host: 'reviews' } },
      ],
    });
  });

  const origin = StringMatch.exact('https://a.com');
  test.each<[string, Partial<HttpRule>]>([
    ['[shop/route] a timeout of 0 seconds is too short', { timeout: Duration.seconds(0) }],
    ['attempts -1: give a whole number', { retries: { attempts: -1 } }],
    ['0 attempts turn retries off, so retryOn would do nothing', { retries: { attempts: 0, retryOn: ['5xx'] } }],
    ['retryOn 499 is not a status of HTTP', { retries: { attempts: 1, retryOn: [499] } }],
    [
      'maxAge of 1 second 500 millis is not in whole seconds',
      { corsPolicy: { allowOrigins: [origin], maxAge: Duration.millis(1500) } },
    ],
    ['an origin is empty', { corsPolicy: { allowOrigins: [StringMatch.exact('')] } }],
    ['a rewrite to nothing is none', { rewrite: { uri: '' } }],
    ['[shop/route] "*" repeats nothing', { rewrite: { uriRegexRewrite: { match: '*', rewrite: '/' } } }],
    [
      'the authority is set twice (a, b)',
      { rewrite: { authority: 'a' }, headers: { request: { set: { Host: 'b' } } } },
    ],
    ['header "host" cannot be changed here', { headers: { request: { remove: ['host'] } } }],
    ['header ":status" cannot be changed here', { headers: { response: { set: { ':status': '200' } } } }],
    ['"a b" is not the name of a header', { headers: { response: { add: { 'a b': '' } } } }],
    ['header "a" has a control character', { headers: { response: { add: { a: 'b\nc' } } } }],
    ['101 is not a percentage', { mirrors: [{ destination: reviews, percent: 101 }] }],
  ])('does not say: %s', (message, rule) => {
    expect(() => route(rule)).toThrow(message);
  });

  test('turns retries off, and sets the authority once', () => {
    expect(route({ retries: { attempts: 0 } }).retries).toEqual({ attempts: 0 });
    expect(route({ headers: { request: { set: { host: 'a' } } } }).headers).toEqual({
      request: { set: { host: 'a' } },
    });
  });
});
