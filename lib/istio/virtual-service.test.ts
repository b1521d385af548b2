import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, Duration, JsonPatch } from 'cdk8s';
import * as fc from 'fast-check';
import {
  ConnectionRoute,
  DelegateVirtualService,
  DestinationRule,
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  MESH,
  nonEmpty,
  Server,
  StringMatch,
  Subset,
  type TcpRoutes,
  type TlsRule,
  VirtualService,
  type VirtualServiceProps,
} from '.';

const chart = (namespace?: string) => new Chart(new App(), 'shop', { namespace });
const reviews = Host.service({ name: 'reviews' });
const ratings = Host.service({ name: 'ratings' });
const api = HttpMatch.uri(StringMatch.prefix('/api'));
const action = HttpAction.to(reviews);
const toReviews = { route: [{ destination: { host: 'reviews' } }] };

/** The only object of a chart. */
const only = (scope: Chart) => scope.toJson()[0];
/** The spec that the props give. */
function spec(props: Partial<VirtualServiceProps>, namespace?: string) {
  const scope = chart(namespace);
  new VirtualService(scope, 'route', { hosts: [reviews], ...props } as VirtualServiceProps);
  return only(scope).spec;
}

describe('a VirtualService', () => {
  test('has its rules in order, and otherwise last', () => {
    // GIVEN
    const scope = chart('bookinfo');
    const host = Host.service({ name: 'reviews', namespace: 'bookinfo' });
    const rule = new DestinationRule(chart('bookinfo'), 'reviews', { host, subsets: { v1: {}, v2: {}, v3: {} } });

    // WHEN
    const route = new VirtualService(scope, 'reviews-route', {
      hosts: [host],
      rules: [
        {
          match: [HttpMatch.header('End-User', StringMatch.exact('jason'))],
          action: HttpAction.to(rule.subset('v2')),
          timeout: Duration.seconds(10),
        },
      ],
      otherwise: HttpAction.split([rule.subset('v1').weighted(80), rule.subset('v3').weighted(20)]),
    });
    route.addRule({ match: [HttpMatch.uri(StringMatch.exact('/old'))], action: HttpAction.redirect({ uri: '/new' }) });

    // THEN
    expect(scope.toJson()).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'reviews-route', namespace: 'bookinfo' },
        spec: {
          hosts: ['reviews'],
          http: [
            {
              match: [{ headers: { 'end-user': { exact: 'jason' } } }],
              route: [{ destination: { host: 'reviews', subset: 'v2' } }],
              timeout: '10s',
            },
            { match: [{ uri: { exact: '/old' } }], redirect: { uri: '/new' } },
            {
              route: [
                { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
                { destination: { host: 'reviews', subset: 'v3' }, weight: 20 },
              ],
            },
          ],
        },
      },
    ]);
  });

  test('can be patched by the paths of the YAML', () => {
    // GIVEN
    const scope = chart();
    const route = new VirtualService(scope, 'route', { hosts: [reviews], otherwise: action });

    // WHEN
    ApiObject.of(route).addJsonPatch(JsonPatch.add('/spec/http/0/timeout', '5s'));

    // THEN
    expect(only(scope).spec.http).toEqual([{ ...toReviews, timeout: '5s' }]);
  });

  test('keeps any list of rules in order, with otherwise last', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 8 }), (paths) => {
        const [first, ...rest] = paths.map((path) => ({
          match: [HttpMatch.uri(StringMatch.exact(`/${path}`))] as const,
          action,
        }));
        if (!first) return;
        const { http } = spec({ rules: [first, ...rest], otherwise: action });
        expect(http.slice(0, -1).map((rule: { match: [{ uri: object }] }) => rule.match[0].uri)).toEqual(
          paths.map((path) => ({ exact: `/${path}` })),
        );
        expect(http.at(-1)).toEqual(toReviews);
      }),
      { numRuns: 30 },
    );
  });

  test('names Services in short in their own namespace, and in full elsewhere', () => {
    const host = Host.service({ name: 'reviews', namespace: 'bookinfo' });
    const hostIn = (namespace?: string) => spec({ hosts: [host], otherwise: HttpAction.to(host) }, namespace);
    const full = 'reviews.bookinfo.svc.cluster.local';

    expect(hostIn('bookinfo')).toEqual({ hosts: ['reviews'], http: [toReviews] });
    expect(hostIn('other')).toEqual({ hosts: [full], http: [{ route: [{ destination: { host: full } }] }] });
    expect(hostIn()).toEqual({ hosts: [full], http: [{ route: [{ destination: { host: full } }] }] });
    expect(() => spec({ otherwise: action }, 'shop')).toThrow(
      '[shop/route] cannot tell the namespace of Service "reviews" from namespace "shop": name it, as in Host.service({ name: "reviews", namespace: "shop" }), or give the chart of the Service a namespace',
    );
  });

  test('names gateways in short in their own namespace, and with it elsewhere', () => {
    const gateways = [
      Gateway.reference({ name: 'edge', namespace: 'istio-system' }),
      Gateway.reference({ name: 'own', namespace: 'shop' }),
      MESH,
    ] as const;
    const hosts = [Host.dns('shop.example.com')] as const;
    expect(spec({ hosts, gateways, otherwise: HttpAction.to(hosts[0]) }, 'shop').gateways).toEqual([
      'istio-system/edge',
      'own',
      'mesh',
    ]);
  });

  test.each<[string, Partial<VirtualServiceProps>]>([
    [
      'host * for the whole mesh would catch all its requests: give gateways other than MESH, or name the hosts',
      { hosts: [Host.ANY] },
    ],
    ['host * for the whole mesh', { hosts: [Host.ANY], gateways: [Gateway.reference({ name: 'edge' }), MESH] }],
    ['hosts reviews and reviews overlap: leave one of them out', { hosts: [reviews, reviews] }],
    ['hosts *.a.com and x.a.com overlap', { hosts: [Host.dns('*.a.com'), Host.dns('x.a.com')] }],
    ['gateway mesh is there twice', { gateways: [MESH, MESH] }],
    ['exportTo has "a" twice', { exportTo: ['a', 'a'] }],
    ['exportTo has "*" beside others', { exportTo: ['*', 'a'] }],
    ['exportTo "A" must be 1 to 63 lower-case letters', { exportTo: ['A'] }],
    ['name "A" must be up to 253 lower-case letters', { name: 'A' }],
    ['label team cannot have the value "a b"', { labels: { team: 'a b' } }],
    ['"a b" is no key of an annotation', { annotations: { 'a b': 'c' } }],
    [
      'rule 1 matches every request, so otherwise is never reached: make it otherwise',
      { rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/'))], action }] },
    ],
    [
      'rule 1 matches every request, so rule 2 is never reached',
      {
        rules: [
          { match: [HttpMatch.uri(StringMatch.regex('.*'))], action },
          { match: [api], action },
        ],
      },
    ],
    [
      'rule 2 is never reached, because rule 1 matches the same: join them',
      {
        rules: [
          { match: [api], action },
          { match: [HttpMatch.all([api], { name: 'again' })], action },
        ],
      },
    ],
    [
      'a match is for gateway edge, which the VirtualService is not bound to (mesh)',
      { rules: [{ match: [HttpMatch.gateways([Gateway.reference({ name: 'edge' })])], action }] },
    ],
    [
      'claims of tokens are matched at gateways only',
      { rules: [{ match: [HttpMatch.header('@request.auth.claims.group', StringMatch.exact('a'))], action }] },
    ],
    ['host * is no destination', { otherwise: HttpAction.to(Host.ANY) }],
  ])('reports: %s', (message, props) => {
    expect(() => spec({ otherwise: action, ...props })).toThrow(message);
  });

  test('passes when a rule that matches every request is the last, and when matches only begin alike', () => {
    expect(spec({ rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/'))], action }] }).http).toHaveLength(1);
    const rules = [
      { match: [HttpMatch.all([api, HttpMatch.method('GET')])], action },
      { match: [api], action },
    ] as const;
    expect(spec({ rules, otherwise: action }).http).toHaveLength(3);
  });

  test('GIVEN rules that are never reached WHEN that is said THEN they are written where they are', () => {
    // GIVEN
    const rules = [
      { match: [api], action },
      { match: [HttpMatch.uri(StringMatch.prefix('/api/v2'))], action, neverReached: true },
      { match: [HttpMatch.method('GET')], action },
    ] as const;

    // WHEN
    const { http } = spec({ rules, otherwise: action, neverReached: [{ match: [api], action }, { action }] });

    // THEN
    expect(http).toEqual([
      { match: [{ uri: { prefix: '/api' } }], ...toReviews },
      { match: [{ uri: { prefix: '/api/v2' } }], ...toReviews },
      { match: [{ method: { exact: 'GET' } }], ...toReviews },
      toReviews,
      { match: [{ uri: { prefix: '/api' } }], ...toReviews },
      toReviews,
    ]);
  });

  test('GIVEN a rule for every request before others WHEN it is said of those THEN they need no otherwise', () => {
    const every = { match: [HttpMatch.uri(StringMatch.prefix('/'))], action } as const;
    const rules = [every, { match: [api], action, neverReached: true }] as const;
    expect(spec({ rules, neverReached: [{ action }] }).http).toHaveLength(3);
  });

  test.each<[string, Partial<VirtualServiceProps>]>([
    [
      'no rule before rule 2 takes all that it matches: leave out `neverReached`',
      {
        rules: [
          { match: [HttpMatch.method('GET')], action },
          { match: [api], action, neverReached: true },
        ],
      },
    ],
    [
      'what `neverReached` has is reached, because no rule before it is for every request: put it into `rules`',
      { rules: [{ match: [api], action }], neverReached: [{ action }] },
    ],
    [
      'what `neverReached` has is reached',
      {
        otherwise: HttpAction.delegate({ delegateName: 'others', delegateNamespace: undefined }),
        neverReached: [{ action }],
      },
    ],
  ])('reports what is said wrongly: %s', (message, props) => {
    expect(() => spec(props)).toThrow(message);
  });

  test('passes when claims are matched at gateways', () => {
    const claim = HttpMatch.header('@request.auth.claims.group', StringMatch.exact('a'));
    const props = { gateways: [Gateway.reference({ name: 'edge' })], rules: [{ match: [claim], action }] } as const;
    expect(spec(props).http[0].match).toEqual([{ headers: { '@request.auth.claims.group': { exact: 'a' } } }]);
  });

  test('keeps its rules when one that is added is wrong', () => {
    // GIVEN
    const scope = chart();
    const route = new VirtualService(scope, 'route', { hosts: [reviews], rules: [{ match: [api], action }] });

    // WHEN
    const add = () => route.addRule({ match: [api], action });

    // THEN
    expect(add).toThrow('[shop/route] rule 2 is never reached');
    expect(only(scope).spec.http).toHaveLength(1);
  });
});

describe('hosts and gateways', () => {
  const shop = Host.dns('shop.example.com');
  function problems(hosts: VirtualServiceProps['hosts'], servers: readonly [string, ...string[]], mesh = false) {
    const scope = chart('shop');
    const gateway = new Gateway(scope, 'edge', { servers: [Server.http({ hosts: servers })] });
    const gateways = mesh ? ([gateway, MESH] as const) : ([gateway] as const);
    return new VirtualService(scope, 'route', { hosts, gateways, otherwise: HttpAction.to(shop) }).node.validate();
  }

  test.each<[readonly [string, ...string[]]]>([
    [['shop.example.com']],
    [['*.example.com']],
    [['*']],
    [['./shop.example.com']],
    [['shop/*']],
  ])('pass when a server has %j', (servers) => {
    expect(problems([shop], servers)).toEqual([]);
  });

  test('pass for a Service that a server names in full, and for hosts that are for the mesh', () => {
    const service = Host.service({ name: 'web', namespace: 'shop' });
    expect(problems([service], ['web.shop.svc.cluster.local'])).toEqual([]);
    expect(problems([shop, service], ['shop.example.com'], true)).toEqual([]);
    expect(problems([Host.ANY], ['shop.example.com'])).toEqual([]);
  });

  test('are reported when no server has them', () => {
    const message = 'host shop.example.com is not among those of gateway edge (%): add it to a server';
    expect(problems([shop], ['a.com'])).toEqual([message.replace('%', 'a.com')]);
    expect(problems([shop], ['other/*'])).toEqual([message.replace('%', 'other/*')]);
    expect(problems([shop, Host.dns('a.com')], ['a.com'])).toEqual([message.replace('%', 'a.com')]);
    expect(problems([shop], ['a.com'], true)).toEqual([
      'no host is among those of gateway edge (a.com): add one to a server, or leave the gateway out',
    ]);
  });
});

describe('a split', () => {
  const subset = (name: string, host: Host = reviews) => new Subset<string>(host, name);

  test('has its weights as they are given', () => {
    const weights = fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 1000 }), fc.nat(1000));
    fc.assert(
      fc.property(weights, ([a, b, c]) => {
        const split = [subset('a').weighted(a), subset('b').weighted(b), subset('c').weighted(c)] as const;
        const { http } = spec({ otherwise: HttpAction.split(split) });
        expect(http[0].route.map(({ weight }: { weight: number }) => weight)).toEqual([a, b, c]);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['weights must not all be 0 (reviews/a 0, reviews/b 0): give at least one', 0, 0],
    ['weights must be whole numbers, 0 or more (reviews/a -1, reviews/b 2): give shares such as 80 and 20', -1, 2],
    ['weights must be whole numbers, 0 or more (reviews/a 0.5, reviews/b 2): give shares such as 80 and 20', 0.5, 2],
  ])('reports: %s', (message, a, b) => {
    const split = [subset('a').weighted(a), subset('b').weighted(b)] as const;
    expect(() => spec({ otherwise: HttpAction.split(split) })).toThrow(message);
    expect(() => spec({ tcp: { otherwise: ConnectionRoute.split(split) } })).toThrow(message);
  });

  test('takes a computed list of two, and reports one of fewer', () => {
    const shares = (names: readonly string[]) => nonEmpty(names.map((name) => subset(name).weighted(1)));
    const { http } = spec({ otherwise: HttpAction.split(shares(['a', 'b'])) });
    expect(http[0].route).toHaveLength(2);
    expect(() => HttpAction.split(shares(['a']))).toThrow(
      '[HttpAction.split] 1 of at least two destinations: for one, write HttpAction.to',
    );
    expect(() => ConnectionRoute.split(shares(['a']))).toThrow(
      '[ConnectionRoute.split] 1 of at least two destinations: for one, write ConnectionRoute.to',
    );
  });

  test('reports a destination that stands in it twice', () => {
    const split = [subset('a').weighted(1), subset('a').weighted(2)] as const;
    expect(() => spec({ otherwise: HttpAction.split(split) })).toThrow('reviews/a stands twice in a split');
  });

  test('reports subsets of several hosts, unless that is meant', () => {
    const split = [subset('a').weighted(1), subset('b', ratings).weighted(2)] as const;
    const message = 'a split among subsets of reviews has one of ratings: use splitAcrossHosts if that is meant';
    expect(() => spec({ otherwise: HttpAction.split(split) })).toThrow(message);
    expect(() => spec({ tcp: { otherwise: ConnectionRoute.split(split) } })).toThrow(message);
    const route = [
      { destination: { host: 'reviews', subset: 'a' }, weight: 1 },
      { destination: { host: 'ratings', subset: 'b' }, weight: 2 },
    ];
    expect(spec({ otherwise: HttpAction.splitAcrossHosts(split) }).http).toEqual([{ route }]);
    expect(spec({ tcp: { otherwise: ConnectionRoute.splitAcrossHosts(split) } }).tcp).toEqual([{ route }]);
  });
});

describe('a Service with several ports', () => {
  const ports = [
    { number: 80, name: 'http' },
    { number: 90, name: 'grpc' },
  ];
  const web = Host.service({ name: 'web', ports });

  test('is routed to by one of them', () => {
    const route = [{ destination: { host: 'web', port: { number: 90 } } }];
    expect(spec({ otherwise: HttpAction.to(web, { port: 90 }) }).http).toEqual([{ route }]);
  });

  test.each([
    ['Service "web" has several ports: say which one, of 80 (http), 90 (grpc), by { port }', undefined],
    ['Service "web" has no port 81: it has 80 (http), 90 (grpc)', 81],
    ['0 is not a port', 0],
  ])('reports: %s', (message, port) => {
    expect(() => spec({ otherwise: HttpAction.to(web, { port }) })).toThrow(message);
  });
});

describe('a delegate', () => {
  test('has rules, and is named with its namespace elsewhere', () => {
    // GIVEN
    const scope = chart('team');
    const delegate = new DelegateVirtualService(scope, 'reviews', { otherwise: HttpAction.directResponse(503) });
    delegate.addRule({ match: [api], action: HttpAction.directResponse(204) });

    // THEN
    expect(only(scope)).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'reviews', namespace: 'team' },
      spec: {
        http: [
          { match: [{ uri: { prefix: '/api' } }], directResponse: { status: 204 } },
          { directResponse: { status: 503 } },
        ],
      },
    });
    const rule = { match: [api], action: HttpAction.delegate(delegate), timeout: Duration.seconds(1) } as const;
    const hosts = [Host.dns('a.com')] as const;
    const http = [{ match: [{ uri: { prefix: '/api' } }], delegate: { name: 'reviews' }, timeout: '1s' }];
    expect(spec({ hosts, rules: [rule] }, 'team').http).toEqual(http);
    expect(spec({ hosts, rules: [rule] }).http[0].delegate).toEqual({ name: 'reviews', namespace: 'team' });
  });
});

describe('connections', () => {
  const route = ConnectionRoute.to(reviews);

  test('of TCP are routed in order, and otherwise last', () => {
    const match = [
      {
        port: 3306,
        destinationSubnets: ['10.0.0.0/8'],
        sourceSubnet: '10.1.2.3',
        sourceLabels: { app: 'a' },
        sourceNamespace: 'shop',
      },
    ] as const;
    expect(spec({ tcp: { rules: [{ match, route }], otherwise: route } }).tcp).toEqual([
      { match, ...toReviews },
      toReviews,
    ]);
  });

  test('of TLS are routed by names within the hosts', () => {
    const hosts = [Host.dns('*.a.com')] as const;
    const tls: [TlsRule] = [{ match: [{ sniHosts: ['x.a.com', '*.y.a.com', '*.a.com'] }], route }];
    expect(spec({ hosts, tls })).toEqual({
      hosts: ['*.a.com'],
      tls: [{ match: [{ sniHosts: ['x.a.com', '*.y.a.com', '*.a.com'] }], ...toReviews }],
    });
    expect(() => spec({ hosts, tls: [{ match: [{ sniHosts: ['a.com'] }], route }] })).toThrow(
      'sniHosts has a.com, which is not within the hosts as they are written (*.a.com): name one of them',
    );
    expect(() => spec({ hosts, tls: [{ match: [{ sniHosts: ['*.com'] }], route }] })).toThrow('sniHosts has *.com');
  });

  test.each<[string, TcpRoutes]>([
    [
      '"10.0.0.0/33" is neither an address nor a range',
      { rules: [{ match: [{ destinationSubnets: ['10.0.0.0/33'] }], route }] },
    ],
    ['"here" is neither an address nor a range', { rules: [{ match: [{ sourceSubnet: 'here' }], route }] }],
    ['70000 is not a port', { rules: [{ match: [{ port: 70000 }], route }] }],
    [
      'sourceNamespace "A" must be 1 to 63 lower-case letters',
      { rules: [{ match: [{ sourceNamespace: 'A' }], route }] },
    ],
    ['the source has no label', { rules: [{ match: [{ sourceLabels: {} }], route }] }],
    [
      'Istio ignores the source of connections',
      { rules: [{ match: [{ sourceNamespace: 'a', gateways: [MESH] }], route }] },
    ],
    [
      'rule of TCP 2 is never reached, because rule of TCP 1 matches the same',
      {
        rules: [
          { match: [{ port: 1 }], route },
          { match: [{ port: 1 }], route },
        ],
      },
    ],
  ])('report: %s', (message, tcp) => {
    expect(() => spec({ tcp })).toThrow(message);
  });
});
