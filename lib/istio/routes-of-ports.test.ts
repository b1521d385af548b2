import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import {
  ConnectionRoute,
  DelegateVirtualService,
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  MESH,
  Server,
  StringMatch,
  VirtualService,
  type VirtualServiceProps,
} from '.';

const host = (...names: string[]) =>
  Host.service({ name: 'app', namespace: 'web', ports: names.map((name, i) => ({ name, number: 80 + i })) });

/** Makes a VirtualService for hosts with ports of these names. */
function route(names: string[], props: Partial<VirtualServiceProps>) {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'web' });
  return () => new VirtualService(chart, 'route', { hosts: [host(...names)], ...props } as VirtualServiceProps);
}

const port = { port: 80 };
const http = { otherwise: HttpAction.to(host('http'), port) };
const tcp = { tcp: { otherwise: ConnectionRoute.to(host('tcp'), port) } };
const tls = { tls: [{ match: [{ sniHosts: ['app'] }], route: ConnectionRoute.to(host('tls'), port) }] } as const;

describe('routes and the ports of their hosts', () => {
  test.each<[string, string[], Partial<VirtualServiceProps>, string]>([
    [
      'HTTP of a database',
      ['redis'],
      http,
      'routes of HTTP are for ports of HTTP, and Service "app" has 80 (redis): say it by `tcp`, or name the port after what is spoken there, as Port.http() does',
    ],
    ['HTTP of TLS', ['https', 'tls-a'], http, 'Service "app" has 80 (https), 81 (tls-a): say it by `tls`'],
    [
      'TCP of HTTP',
      ['grpc-web-a'],
      tcp,
      'routes of TCP are for ports of TCP, and Service "app" has 80 (grpc-web-a): say it by `rules` and `otherwise`',
    ],
    [
      'TLS of TCP',
      ['mongo'],
      tls,
      'routes of TLS are for ports of TLS, and Service "app" has 80 (mongo): say it by `tcp`',
    ],
  ])('GIVEN %s THEN it is an error', (_, names, props, message) => {
    expect(route(names, props)).toThrow(message);
  });

  test.each<[string, string[], Partial<VirtualServiceProps>]>([
    ['a port of each', ['tcp', 'http'], http],
    ['a port whose protocol Istio finds out', ['web'], http],
    ['ports that are not known', [], http],
    ['TCP of TLS', ['tls'], tcp],
    ['TLS of HTTPS', ['https'], tls],
    [
      'gateways, whose servers have the protocol',
      ['redis'],
      { ...http, gateways: [Gateway.reference({ name: 'a', namespace: 'b' })] },
    ],
  ])('GIVEN %s THEN it is none', (_, names, props) => expect(route(names, props)).not.toThrow());
});

describe('ports of matches', () => {
  const on = (number: number, props = {}) =>
    route(['http', 'http-b'], {
      rules: [{ match: [HttpMatch.port(number)], action: HttpAction.directResponse(200) }],
      ...props,
    });

  test('GIVEN a port that no host has THEN it is an error', () => {
    expect(on(8080)).toThrow('a match is for port 8080, which app has not: it has 80, 81, as those who ask name it');
    expect(
      route(['tcp'], { tcp: { rules: [{ match: [{ port: 81 }], route: ConnectionRoute.to(host('tcp'), port) }] } }),
    ).toThrow('a match is for port 81, which app has not: it has 80');
    expect(on(81)).not.toThrow();
    // At a gateway it is the server's.
    expect(on(8080, { gateways: [MESH, Gateway.reference({ name: 'a', namespace: 'b' })] })).not.toThrow();
  });
});

describe('the source of what comes through gateways', () => {
  const edge = Gateway.reference({ name: 'edge', namespace: 'istio-system' });
  const from = (match: HttpMatch, gateways: VirtualServiceProps['gateways']) =>
    route(['http'], { gateways, rules: [{ match: [match], action: HttpAction.directResponse(200) }] });

  test('GIVEN gateways alone THEN a match by the source is an error', () => {
    expect(from(HttpMatch.sourceLabels({ app: 'ad' }), [edge])).toThrow(
      'sourceLabels of a match is compared with the labels of the gateway itself (istio-system/edge), not of who asks it, so that ' +
        'it never holds: add MESH to gateways, or match by what the request brings, such as a header',
    );
    expect(from(HttpMatch.sourceNamespace('shop'), [edge])).toThrow(
      'sourceNamespace of a match is compared with the namespace',
    );
    const connections = ConnectionRoute.to(host('tcp'), port);
    expect(
      route(['tcp'], {
        gateways: [edge],
        tcp: { rules: [{ match: [{ sourceLabels: { app: 'a' } }], route: connections }] },
      }),
    ).toThrow('sourceLabels of a match');
  });

  test('GIVEN the mesh too, or what is the gateway’s own, THEN it is none', () => {
    expect(from(HttpMatch.sourceLabels({ app: 'ad' }), [edge, MESH])).not.toThrow();
    expect(from(HttpMatch.sourceLabels({ app: 'ad' }), undefined)).not.toThrow();
    expect(from(HttpMatch.sourceLabels({ istio: 'ingressgateway' }), [edge])).not.toThrow();
    expect(from(HttpMatch.sourceNamespace('istio-system'), [edge])).not.toThrow();
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'web' });
    const own = new Gateway(chart, 'g', { selector: { app: 'edge' }, servers: [Server.http({ hosts: ['*'] })] });
    expect(from(HttpMatch.sourceLabels({ app: 'edge' }), [own])).not.toThrow();
  });
});

describe('the time of an attempt', () => {
  const retried = (perTry: Duration, timeout?: Duration) =>
    route(['http'], {
      otherwise: { action: HttpAction.to(host('http')), timeout, retries: { attempts: 2, perTryTimeout: perTry } },
    });

  test('GIVEN more than the time for all of them THEN it is an error', () => {
    expect(retried(Duration.seconds(2), Duration.millis(1500))).toThrow(
      'perTryTimeout of 2s is longer than the timeout of 1500ms for all attempts together, so it never takes effect: make it shorter, or the timeout longer',
    );
    expect(retried(Duration.seconds(2), Duration.seconds(2))).not.toThrow();
    expect(retried(Duration.seconds(2))).not.toThrow();
  });
});

describe('a rule behind a wider one', () => {
  const rule = (path: string, action: HttpAction = HttpAction.directResponse(200)) =>
    ({ match: [HttpMatch.uri(StringMatch.prefix(path))], action }) as const;

  test('GIVEN a prefix before a longer one THEN the second is never reached', () => {
    expect(route(['http'], { rules: [rule('/a'), rule('/a/b')] as never })).toThrow(
      'rule 2 ({"uri":{"prefix":"/a/b"}}) is never reached, because rule 1 before it takes all that it matches: put the narrower one first',
    );
    expect(route(['http'], { rules: [rule('/a/b'), rule('/a')] as never })).not.toThrow();
  });

  test('GIVEN rules that take it together THEN they are named', () => {
    const both = { match: [...rule('/b/c').match, ...rule('/a/b').match], action: HttpAction.directResponse(200) };
    expect(route(['http'], { rules: [rule('/a'), rule('/b'), both] as never })).toThrow(
      'rule 1, 2 before it takes all',
    );
    expect(route(['http'], { rules: [rule('/a'), both] as never })).not.toThrow();
  });

  test('GIVEN a delegate THEN what it has no rule for goes on', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'web' });
    const delegate = new DelegateVirtualService(chart, 'd', { rules: [rule('/a/x')] as never });
    expect(
      route(['http'], { rules: [rule('/a', HttpAction.delegate(delegate)), rule('/a/b')] as never }),
    ).not.toThrow();
  });
});
