import { describe, expect, test } from '@jest/globals';
import { ConnectionRoute, HttpAction, StringMatch } from '../istio';
import { Gateway, GRPCRoute, type GRPCRouteProps, GrpcMatch, Listener, TLSRoute } from '.';
import { problem, type Shop, shop, specOf } from './fixtures';

const to = ({ ads }: Shop) => HttpAction.to(ads, { port: 50051 });
const wrong = (build: (shop: Shop) => Omit<GRPCRouteProps, 'parents'>) =>
  problem((world) => new GRPCRoute(world.chart, 'route', { parents: [world.ads], ...build(world) }));

describe('a GRPCRoute', () => {
  test('GIVEN rules THEN they are written', () => {
    const world = shop();
    const route = new GRPCRoute(world.chart, 'ads-route', {
      parents: [world.ads],
      rules: [
        { match: [GrpcMatch.method('shop.Ads', 'Get')], action: to(world) },
        {
          match: [GrpcMatch.all([GrpcMatch.service('shop.Ads'), GrpcMatch.header('X-User', StringMatch.exact('a'))])],
          action: to(world),
          headers: { request: { set: { 'x-a': '1' } } },
          mirrors: [{ destination: world.reviews, percent: 10 }],
        },
        {
          match: [GrpcMatch.regex({ service: 'shop\\..*', method: 'Get.*' }), GrpcMatch.methodOfAny('List')],
          action: to(world),
        },
      ],
      otherwise: to(world),
    });
    const backendRefs = [{ name: 'ads', port: 50051 }];
    expect(specOf(route)).toEqual({
      parentRefs: [{ group: '', kind: 'Service', name: 'ads' }],
      rules: [
        { matches: [{ method: { service: 'shop.Ads', method: 'Get' } }], backendRefs },
        {
          matches: [{ method: { service: 'shop.Ads' }, headers: [{ name: 'x-user', value: 'a' }] }],
          filters: [
            { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: '1' }] } },
            { type: 'RequestMirror', requestMirror: { backendRef: { name: 'reviews', port: 9080 }, percent: 10 } },
          ],
          backendRefs,
        },
        {
          matches: [
            { method: { type: 'RegularExpression', service: 'shop\\..*', method: 'Get.*' } },
            { method: { method: 'List' } },
          ],
          backendRefs,
        },
        { backendRefs },
      ],
    });
  });

  test('GIVEN a method behind its service THEN it is a mistake', () => {
    expect(
      wrong((world) => ({
        rules: [
          { match: [GrpcMatch.service('shop.Ads')], action: to(world) },
          { match: [GrpcMatch.method('shop.Ads', 'Get')], action: to(world) },
        ],
      })),
    ).toContain('rule 2 (path /shop.Ads/Get) is asked before rule 1 (prefix /shop.Ads)');
  });

  test('GIVEN what is none of gRPC THEN it is refused', () => {
    expect(() => GrpcMatch.service('shop/Ads')).toThrow('"shop/Ads" is no service of gRPC: write it with its package');
    expect(() => GrpcMatch.method('Ads', 'a-b')).toThrow('"a-b" is no method of gRPC');
    expect(() => GrpcMatch.all([GrpcMatch.service('A'), GrpcMatch.service('B')])).toThrow(
      'two conditions on the method',
    );
    const header = GrpcMatch.header('x', StringMatch.exact('1'));
    expect(() => GrpcMatch.all([header, header])).toThrow('two conditions on header x');
    expect(wrong(() => ({}))).toContain('there is neither a rule nor otherwise');
  });
});

describe('a TLSRoute', () => {
  test('GIVEN connections THEN they go by name, shared out', () => {
    const { chart, vault, front } = shop();
    const gateway = new Gateway(chart, 'edge', { listeners: { tls: Listener.passthrough() } });
    const route = new TLSRoute(chart, 'vault-route', {
      parents: [gateway.listener('tls')],
      hostnames: ['vault.example.com'],
      route: ConnectionRoute.split([vault.weighted(9), front.weighted(1)]),
    });
    expect(specOf(route)).toEqual({
      parentRefs: [{ name: 'edge', sectionName: 'tls' }],
      hostnames: ['vault.example.com'],
      rules: [
        {
          backendRefs: [
            { name: 'vault', port: 8200, weight: 9 },
            { name: 'front', port: 80, weight: 1 },
          ],
        },
      ],
    });
  });

  test('GIVEN a Gateway that opens TLS THEN it does not take the route', () => {
    expect(
      problem(({ chart, vault }) => {
        const gateway = new Gateway(chart, 'edge', {
          listeners: { web: Listener.https({ certificates: [{ name: 'shop' }] }) },
        });
        new TLSRoute(chart, 'vault-route', {
          parents: [gateway],
          hostnames: ['a.b'],
          route: ConnectionRoute.to(vault),
        });
      }),
    ).toContain('web speaks HTTPS, and a TLSRoute is for TLS');
  });
});
