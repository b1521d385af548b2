import { expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { App } from '../core/app';
import { external } from '../core/external';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  ConnectionRoute,
  HttpAction,
  HttpMatch,
  RequestAuthentication,
  StringMatch,
  Telemetry,
} from '../istio';
import { Namespace } from '../kubernetes/namespaces';
import { Port } from '../kubernetes/port';
import { CallGraph } from '../microservice/call-graph';
import { Microservice } from '../microservice/microservice';
import {
  AllowedNamespaces,
  Gateway,
  GRPCRoute,
  GrpcMatch,
  HTTPRoute,
  Listener,
  ReferenceGrant,
  TLSRoute,
  Waypoint,
} from '.';
import '../jest';

const image = 'registry.example.com/app:1.0.0';
const exact = (path: string) => HttpMatch.uri(StringMatch.exact(path));

/** One app with everything that there is: at the edge, in a mesh with sidecars, and in one without. */
function everything(): App {
  const app = new App();
  const namespaces = new Chart(app, 'namespaces');
  const edge = new Chart(app, 'edge', { namespace: 'edge' });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const bank = new Chart(app, 'bank', { namespace: 'bank' });
  external(app, { secrets: ['edge/shop', 'certificates/bank'], others: { ReferenceGrant: ['certificates/*'] } });
  const waypoint = new Waypoint(bank, 'waypoint', { traffic: 'all', allowedNamespaces: AllowedNamespaces.ALL });
  new Namespace(namespaces, 'edge', { injection: true });
  new Namespace(namespaces, 'shop', { injection: true, labels: { team: 'shop' } });
  new Namespace(namespaces, 'bank', { ambient: { waypoint } });

  const front = new Microservice(shop, 'front', {
    port: Port.http(80, { targetPort: 8080 }),
    versions: { v1: { image } },
  });
  const reviews = new Microservice(shop, 'reviews', {
    ...{ port: Port.http(9080), versionServices: true },
    versions: { v1: { image }, v2: { image } },
  });
  const vault = new Microservice(shop, 'vault', { port: Port.tls(8200), versions: { v1: { image } } });
  const ads = new Microservice(shop, 'ads', { port: Port.grpc(50051), versions: { v1: { image } } });
  const accounts = new Microservice(bank, 'accounts', { port: Port.http(8080), versions: { v1: { image } } });
  const audit = new Microservice(bank, 'audit', {
    port: Port.http(8080),
    versions: { v1: { image } },
    waypoint: 'none',
  });

  const gateway = new Gateway(edge, 'public', {
    listeners: {
      web: Listener.http({ allowedRoutes: AllowedNamespaces.ALL }),
      secure: Listener.https({
        hostname: '*.example.com',
        allowedRoutes: AllowedNamespaces.labels({ team: 'shop' }),
        certificates: [{ name: 'shop' }, { name: 'bank', namespace: 'certificates' }],
      }),
      vault: Listener.passthrough({
        hostname: 'vault.example.org',
        port: 8443,
        allowedRoutes: AllowedNamespaces.named(['shop']),
      }),
    },
  });
  new HTTPRoute(edge, 'to-https', {
    parents: [gateway.listener('web')],
    otherwise: HttpAction.redirect({ scheme: 'https' }),
  });
  new ReferenceGrant(bank, 'shop', { from: [{ kind: 'HTTPRoute', namespace: 'shop' }], to: [accounts] });
  new HTTPRoute(shop, 'front-route', {
    parents: [gateway.listener('secure')],
    hostnames: ['shop.example.com', '*.shop.example.com'],
    rules: [
      {
        match: [exact('/health'), HttpMatch.all([exact('/login'), HttpMatch.method('GET')])],
        action: HttpAction.to(front),
        name: 'health',
      },
      {
        match: [HttpMatch.all([HttpMatch.pathPrefix('/accounts'), HttpMatch.headerPresent('x-user')])],
        action: HttpAction.to(accounts),
        rewrite: { replacePrefixMatch: '/', hostname: 'accounts.example.com' },
        timeout: Duration.seconds(10),
        backendTimeout: Duration.seconds(2),
        headers: { request: { set: { 'x-a': 'b' } }, response: { remove: ['server'] } },
        corsPolicy: {
          ...{ allowOrigins: [StringMatch.exact('https://*.example.com')], allowMethods: ['GET', 'PUT'] },
          ...{ allowHeaders: ['x-user'], maxAge: Duration.minutes(10), allowCredentials: true },
        },
        mirrors: [{ destination: front, percent: 0.5 }],
      },
      {
        match: [HttpMatch.pathPrefix('/old')],
        action: HttpAction.redirectPathPrefix({ prefix: '/new', redirectCode: 308 }),
      },
      { match: [HttpMatch.cookie('beta', 'yes')], action: HttpAction.to(reviews.version('v2').ownHost) },
    ],
    otherwise: HttpAction.to(front),
  });
  new HTTPRoute(shop, 'shares', {
    parents: [reviews],
    otherwise: HttpAction.split([
      reviews.version('v1').ownHost.weighted(80),
      reviews.version('v2').ownHost.weighted(20),
    ]),
  });
  new GRPCRoute(shop, 'calls', {
    parents: [ads],
    rules: [
      { match: [GrpcMatch.method('shop.Ads', 'Get')], action: HttpAction.to(ads) },
      { match: [GrpcMatch.header('x-user', StringMatch.regex('a.*'))], action: HttpAction.to(ads) },
    ],
    otherwise: HttpAction.to(ads),
  });
  new TLSRoute(shop, 'closed', {
    parents: [gateway.listener('vault')],
    hostnames: ['vault.example.org'],
    route: ConnectionRoute.to(vault),
  });
  new HTTPRoute(bank, 'of-waypoint', { parents: [accounts], otherwise: HttpAction.to(accounts) });

  new CallGraph(shop, 'graph', {
    calls: [
      { from: gateway, to: [front, reviews, vault] },
      { from: front, to: [reviews, ads] },
    ],
  });
  new AuthorizationPolicy(bank, 'reading', {
    targetRefs: [accounts],
    action: AuthorizationAction.allow([{ to: [{ methods: ['GET', 'PUT'] }] }]),
  });
  new AuthorizationPolicy(bank, 'through-the-waypoint', {
    selector: accounts,
    action: AuthorizationAction.allow([{ from: [{ serviceAccounts: [waypoint] }] }]),
  });
  new RequestAuthentication(bank, 'tokens', {
    targetRefs: [waypoint],
    jwtRules: [{ issuer: 'https://id.example.com' }],
  });
  new AuthorizationPolicy(bank, 'tokens-wanted', {
    targetRefs: [waypoint],
    action: AuthorizationAction.deny([{ from: [{ notRequestPrincipals: ['*'] }], to: [{ ports: [8080] }] }]),
  });
  new Telemetry(bank, 'logs', { targetRefs: [waypoint], accessLogging: { provider: { name: 'envoy' } } });
  expect(audit.service.name).toBe('audit');
  return app;
}

test('GIVEN everything that constructs write THEN the API server takes it, and nothing is wrong between objects', () => {
  const app = everything();
  expect(app).toBeAccepted();
  expect(app).toHaveNoFindings();
});
