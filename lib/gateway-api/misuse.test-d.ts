/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Chart } from 'cdk8s';
import * as istio from '../istio';
import { ConnectionRoute, Host, HttpAction, HttpMatch, StringMatch } from '../istio';
import { Namespace } from '../kubernetes/namespaces';
import { Port } from '../kubernetes/port';
import { Microservice } from '../microservice/microservice';
import {
  Gateway,
  GRPCRoute,
  GrpcMatch,
  HTTPRoute,
  type HTTPRouteDefaultRule,
  Listener,
  ReferenceGrant,
  TLSRoute,
  Waypoint,
} from '.';

const host = Host.service({ name: 'reviews', ports: [{ number: 80, name: 'http' }] });
const parents = [host] as const;
const action = HttpAction.to(host);
const one = StringMatch.exact('1');

export function conditions(scope: Chart): void {
  // The same words where they mean the same.
  const same = [
    HttpMatch.uri(StringMatch.exact('/a')),
    HttpMatch.uri(StringMatch.regex('/a.*')),
    HttpMatch.method('GET'),
    HttpMatch.header('x', one),
    HttpMatch.headerPresent('x'),
    HttpMatch.cookie('user', 'a'),
    HttpMatch.all([HttpMatch.queryParameter('q', one), HttpMatch.method(StringMatch.exact('GET'))]),
  ] as const;
  new HTTPRoute(scope, 'a', { parents, rules: [{ match: same, action }] });
  new istio.VirtualService(scope, 'a', { hosts: [host], rules: [{ match: same, action }] });

  // @ts-expect-error a prefix of characters
  new HTTPRoute(scope, 'b', { parents, rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/a'))], action }] });
  // @ts-expect-error a prefix of segments
  new istio.VirtualService(scope, 'b', { hosts: [host], rules: [{ match: [HttpMatch.pathPrefix('/a')], action }] });
  // @ts-expect-error case counts
  new HTTPRoute(scope, 'c', { parents, rules: [{ match: [HttpMatch.uri(one, { ignoreCase: true })], action }] });
  // @ts-expect-error a header that is not there
  new HTTPRoute(scope, 'd', { parents, rules: [{ match: [HttpMatch.withoutHeader('x')], action }] });
  // @ts-expect-error a header by its beginning
  new HTTPRoute(scope, 'e', { parents, rules: [{ match: [HttpMatch.header('x', StringMatch.prefix('a'))], action }] });
  // @ts-expect-error a claim of a token
  new HTTPRoute(scope, 'f', { parents, rules: [{ match: [HttpMatch.header('@request.auth.claims.a', one)], action }] });
  // @ts-expect-error a method by an expression
  new HTTPRoute(scope, 'g', { parents, rules: [{ match: [HttpMatch.method(StringMatch.regex('G.*'))], action }] });
  // @ts-expect-error the host, which is that of the route
  new HTTPRoute(scope, 'h', { parents, rules: [{ match: [HttpMatch.authority(one)], action }] });
  // @ts-expect-error the scheme, which is that of a listener
  new HTTPRoute(scope, 'i', { parents, rules: [{ match: [HttpMatch.scheme(one)], action }] });
  // @ts-expect-error the port, which is that of a parent
  new HTTPRoute(scope, 'j', { parents, rules: [{ match: [HttpMatch.port(80)], action }] });
  // @ts-expect-error who asks
  new HTTPRoute(scope, 'k', { parents, rules: [{ match: [HttpMatch.sourceLabels({ app: 'a' })], action }] });
  // @ts-expect-error who asks
  new HTTPRoute(scope, 'l', { parents, rules: [{ match: [HttpMatch.sourceNamespace('a')], action }] });
  // @ts-expect-error a gateway, which is a parent
  new HTTPRoute(scope, 'm', { parents, rules: [{ match: [HttpMatch.gateways([istio.MESH])], action }] });
  // @ts-expect-error one of several conditions
  new HTTPRoute(scope, 'n', { parents, rules: [{ match: [HttpMatch.all([same[0], HttpMatch.port(80)])], action }] });
  // @ts-expect-error the name of a match
  new HTTPRoute(scope, 'o', { parents, rules: [{ match: [HttpMatch.all([same[0]], { name: 'a' })], action }] });
  // @ts-expect-error a match without a condition
  new HTTPRoute(scope, 'p', { parents, rules: [{ match: [], action }] });
  // @ts-expect-error matches of gRPC are others
  new GRPCRoute(scope, 'q', { parents, rules: [{ match: [HttpMatch.method('GET')], action }] });
  // @ts-expect-error a header by its beginning
  GrpcMatch.header('x', StringMatch.prefix('a'));
}

export function actions(scope: Chart): void {
  const reviews = new Microservice(scope, 'reviews', {
    port: Port.http(80),
    versions: { v1: { image: 'a:1' }, v2: { image: 'a:1' } },
  });
  const [v1, v2] = [reviews.version('v1'), reviews.version('v2')];
  const redirect = HttpAction.redirect({ uri: '/a' });
  new HTTPRoute(scope, 'a', {
    parents: [reviews],
    otherwise: HttpAction.split([v1.ownHost.weighted(1), v2.ownHost.weighted(1)]),
  });
  // @ts-expect-error a subset
  new HTTPRoute(scope, 'b', { parents, otherwise: HttpAction.to(v1) });
  // @ts-expect-error subsets
  new HTTPRoute(scope, 'c', { parents, otherwise: HttpAction.split([v1.weighted(1), v2.weighted(1)]) });
  // @ts-expect-error a subset among others
  new HTTPRoute(scope, 'd', { parents, otherwise: HttpAction.splitAcrossHosts([v1.weighted(1), host.weighted(1)]) });
  // @ts-expect-error an answer
  new HTTPRoute(scope, 'e', { parents, otherwise: HttpAction.directResponse(503) });
  // @ts-expect-error another VirtualService
  new HTTPRoute(scope, 'f', { parents, otherwise: HttpAction.delegate({ delegateName: 'a', delegateNamespace: 'a' }) });
  // @ts-expect-error the beginning of a path
  new istio.VirtualService(scope, 'g', { hosts: [host], otherwise: HttpAction.redirectPathPrefix({ prefix: '/a' }) });
  // @ts-expect-error calls of gRPC are not redirected
  new GRPCRoute(scope, 'h', { parents, otherwise: redirect });
  // @ts-expect-error a subset
  new TLSRoute(scope, 'i', { parents, hostnames: ['a.example.com'], route: ConnectionRoute.to(v1) });
  // @ts-expect-error TLS is routed by names
  new TLSRoute(scope, 'j', { parents, route: ConnectionRoute.to(host) });
}

export function effects(scope: Chart): void {
  const abort = istio.FaultAbort.http(503);
  const route = (id: string, otherwise: HTTPRouteDefaultRule) => new HTTPRoute(scope, id, { parents, otherwise });
  // @ts-expect-error faults
  new HTTPRoute(scope, 'a', { parents, otherwise: { action, fault: { abort } } });
  // @ts-expect-error retries
  new HTTPRoute(scope, 'b', { parents, otherwise: { action, retries: { attempts: 2 } } });
  // @ts-expect-error whether a prefix or all is replaced has to be said
  route('c', { action, rewrite: { uri: '/a' } });
  // @ts-expect-error expressions in a path
  route('d', { action, rewrite: { uriRegexRewrite: { match: 'a', rewrite: 'b' } } });
  // @ts-expect-error one of both
  route('e', { action, rewrite: { replacePrefixMatch: '/', replaceFullPath: '/' } });
  // @ts-expect-error origins are compared as they are
  route('f', { action, corsPolicy: { allowOrigins: [StringMatch.regex('.*')] } });
  // @ts-expect-error a number has no unit
  route('g', { action, timeout: 5 });
  // @ts-expect-error calls of gRPC have no time of their own
  new GRPCRoute(scope, 'h', { parents, otherwise: { action, timeout: 5 } });
}

export function parentsOfRoutes(scope: Chart): void {
  const gateway = new Gateway(scope, 'edge', { listeners: { web: Listener.http(), tls: Listener.passthrough() } });
  new HTTPRoute(scope, 'a', { parents: [gateway, gateway.listener('web')], otherwise: action });
  // @ts-expect-error there is no such listener
  gateway.listener('wbe');
  // @ts-expect-error a listener of TLS
  new HTTPRoute(scope, 'b', { parents: [gateway.listener('tls')], otherwise: action });
  // @ts-expect-error a listener of HTTP
  new TLSRoute(scope, 'c', { parents: [gateway.listener('web')], hostnames: ['a.b'], route: ConnectionRoute.to(host) });
  // @ts-expect-error a parent is an object
  new HTTPRoute(scope, 'd', { parents: ['edge'], otherwise: action });
  // @ts-expect-error no parent
  new HTTPRoute(scope, 'e', { parents: [], otherwise: action });
  // @ts-expect-error a Gateway of Istio
  new HTTPRoute(scope, 'f', { parents: [istio.Gateway.reference({ name: 'edge' })], otherwise: action });
  // @ts-expect-error a Gateway of the Gateway API
  new istio.VirtualService(scope, 'g', { hosts: [host], gateways: [gateway], otherwise: action });
  // @ts-expect-error no listener
  new Gateway(scope, 'h', { listeners: {} });
  // @ts-expect-error a listener is an object
  new Gateway(scope, 'i', { listeners: { web: { port: 80, protocol: 'HTTP' } } });
  // @ts-expect-error TLS that is opened needs a certificate
  Listener.https({ hostname: 'a.example.com' });
  // @ts-expect-error no certificate where TLS stays closed
  Listener.passthrough({ certificates: [{ name: 'a' }] });
  // @ts-expect-error a waypoint is no parent of routes: its Services are
  new HTTPRoute(scope, 'j', { parents: [new Waypoint(scope, 'waypoint')], otherwise: action });
  // @ts-expect-error a kind that uses nothing
  new ReferenceGrant(scope, 'k', { from: [{ kind: 'VirtualService', namespace: 'a' }], to: [host] });
}

export function ambient(scope: Chart): void {
  const waypoint = new Waypoint(scope, 'waypoint');
  new Namespace(scope, 'a', { ambient: { waypoint } });
  // @ts-expect-error sidecars or ambient mode
  new Namespace(scope, 'b', { injection: true, ambient: { waypoint } });
  // @ts-expect-error a waypoint is an object
  new Namespace(scope, 'c', { ambient: { waypoint: 'waypoint' } });
  // @ts-expect-error a waypoint in ambient mode
  new Namespace(scope, 'd', { waypoint });
  // @ts-expect-error a label that has a prop
  new Namespace(scope, 'e', { labels: { 'istio.io/dataplane-mode': 'ambient' } });
  const gateway = new Gateway(scope, 'edge', { listeners: { web: Listener.http() } });
  // @ts-expect-error a Gateway is no waypoint
  new Namespace(scope, 'f', { ambient: { waypoint: gateway } });
  // @ts-expect-error without a Service there is nothing to reach
  new Microservice(scope, 'g', { versions: { v1: { image: 'a:1' } }, waypoint });
  // @ts-expect-error no target
  new istio.AuthorizationPolicy(scope, 'h', { targetRefs: [], action: istio.AuthorizationAction.allowNothing() });
  // @ts-expect-error pods or targets
  new istio.RequestAuthentication(scope, 'i', {
    selector: { app: 'a' },
    targetRefs: [waypoint],
    jwtRules: [{ issuer: 'a' }],
  });
  // @ts-expect-error a policy of mutual TLS is for pods
  new istio.PeerAuthentication(scope, 'j', { targetRefs: [waypoint], mtls: 'STRICT' });
}
