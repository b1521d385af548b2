/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ClientTls,
  ConnectionRoute,
  DelegateVirtualService,
  DestinationRule,
  Gateway,
  type HeaderOperations,
  Host,
  HttpAction,
  HttpMatch,
  type HttpRetries,
  LoadBalancer,
  MESH,
  Server,
  ServerTls,
  StringMatch,
  type TrafficPolicy,
  VirtualService,
} from '.';

const reviews = Host.service({ name: 'reviews' });
const ratings = Host.service({ name: 'ratings' });
const hosts = [reviews] as const;
const action = HttpAction.to(reviews);
const redirect = HttpAction.redirect({ uri: '/new' });
const match = [HttpMatch.uri(StringMatch.prefix('/api'))] as const;

export function subsets(scope: Construct): void {
  const rule = new DestinationRule(scope, 'a', { host: reviews, subsets: { v1: {}, v2: {} } });
  const other = new DestinationRule(scope, 'b', { host: ratings, subsets: { v1: {} } });
  HttpAction.split([rule.subset('v1').weighted(1), rule.subset('v2').weighted(1)]);
  HttpAction.splitAcrossHosts([rule.subset('v1').weighted(1), other.subset('v1').weighted(1)]);
  // @ts-expect-error there is no such subset
  rule.subset('v4');
  // @ts-expect-error a rule without subsets has none to name
  new DestinationRule(scope, 'c', { host: reviews }).subset('v1');
  // @ts-expect-error a name is no destination
  HttpAction.to('reviews');
  // @ts-expect-error nothing says that there is such a subset
  HttpAction.to({ host: reviews, subset: 'v4' });
  // @ts-expect-error nothing says that there is such a subset
  ConnectionRoute.to({ host: reviews, subset: 'v4' });
  // @ts-expect-error a subset of another host
  HttpAction.split([rule.subset('v1').weighted(1), other.subset('v1').weighted(1)]);
  // @ts-expect-error a subset of another host
  ConnectionRoute.split([rule.subset('v1').weighted(1), other.subset('v1').weighted(1)]);
  // @ts-expect-error one destination is no split
  HttpAction.split([rule.subset('v1').weighted(1)]);
  // @ts-expect-error a share has a weight
  HttpAction.split([rule.subset('v1'), rule.subset('v2')]);
}

export function rules(scope: Construct): void {
  // @ts-expect-error no route at all
  new VirtualService(scope, 'a', { hosts });
  // @ts-expect-error no route at all, said with a key
  new VirtualService(scope, 'a', { hosts, otherwise: undefined });
  // @ts-expect-error no host
  new VirtualService(scope, 'a', { hosts: [], otherwise: action });
  // @ts-expect-error a host is an object
  new VirtualService(scope, 'a', { hosts: ['reviews'], otherwise: action });
  // @ts-expect-error no gateway
  new VirtualService(scope, 'a', { hosts, gateways: [], otherwise: action });
  // @ts-expect-error a gateway is an object
  new VirtualService(scope, 'a', { hosts, gateways: ['mesh'], otherwise: action });
  // @ts-expect-error no rule
  new VirtualService(scope, 'a', { hosts, rules: [] });
  // @ts-expect-error a rule without a match is for otherwise
  new VirtualService(scope, 'a', { hosts, rules: [{ action }, { match, action }] });
  // @ts-expect-error an empty list of matches matches everything
  new VirtualService(scope, 'a', { hosts, rules: [{ match: [], action }] });
  // @ts-expect-error no action
  new VirtualService(scope, 'a', { hosts, rules: [{ match }] });
  // @ts-expect-error a match without a condition
  new VirtualService(scope, 'a', { hosts, rules: [{ match: [{}], action }] });
  // @ts-expect-error no TCP route
  new VirtualService(scope, 'a', { hosts, tcp: {} });
  // @ts-expect-error TLS is routed by names
  new VirtualService(scope, 'a', { hosts, tls: [{ match: [{ port: 443 }], route: ConnectionRoute.to(reviews) }] });
  // @ts-expect-error a match of TCP without a condition
  new VirtualService(scope, 'a', { hosts, tcp: { rules: [{ match: [{}], route: ConnectionRoute.to(reviews) }] } });
  // @ts-expect-error connections have no headers
  ConnectionRoute.to(reviews, { headers: { request: { remove: ['a'] } } });
  // @ts-expect-error matches are made by what they look at
  new HttpMatch({});
  // @ts-expect-error no condition
  HttpMatch.all([]);
  // @ts-expect-error no gateway
  HttpMatch.gateways([]);
  // @ts-expect-error a text is compared in a way
  HttpMatch.uri('/api');
  // @ts-expect-error no such method
  HttpMatch.method('FETCH');
  new VirtualService(scope, 'a', { hosts, gateways: [MESH], otherwise: redirect });
}

export function delegates(scope: Construct): void {
  const delegate = new DelegateVirtualService(scope, 'a', { otherwise: action });
  // @ts-expect-error a delegate has no hosts
  new DelegateVirtualService(scope, 'b', { hosts, otherwise: action });
  // @ts-expect-error a delegate has no gateways
  new DelegateVirtualService(scope, 'b', { gateways: [MESH], otherwise: action });
  // @ts-expect-error a delegate routes HTTP only
  new DelegateVirtualService(scope, 'b', { tcp: { otherwise: ConnectionRoute.to(reviews) } });
  // @ts-expect-error a delegate does not delegate
  new DelegateVirtualService(scope, 'b', { otherwise: HttpAction.delegate(delegate) });
  // @ts-expect-error a delegate is an object
  HttpAction.delegate('a');
}

export function effects(scope: Construct): void {
  const timeout = Duration.seconds(1);
  new VirtualService(scope, 'a', { hosts, otherwise: { action, timeout } });
  // @ts-expect-error a number has no unit
  new VirtualService(scope, 'a', { hosts, otherwise: { action, timeout: 5 } });
  // @ts-expect-error a duration is an object
  new VirtualService(scope, 'a', { hosts, otherwise: { action, timeout: '5s' } });
  // @ts-expect-error a redirect has nothing to rewrite
  new VirtualService(scope, 'a', { hosts, otherwise: { action: redirect, rewrite: { uri: '/' } } });
  // @ts-expect-error a redirect has nothing to mirror
  new VirtualService(scope, 'a', { hosts, otherwise: { action: redirect, mirrors: [{ destination: reviews }] } });
  // @ts-expect-error Istio refuses faults of redirects
  new VirtualService(scope, 'a', { hosts, otherwise: { action: redirect, fault: {} } });
  // @ts-expect-error an answer takes no time
  new VirtualService(scope, 'a', { hosts, otherwise: { action: HttpAction.directResponse(200), timeout } });
  const uriRegexRewrite = { match: 'a', rewrite: 'b' };
  // @ts-expect-error a rewrite is by text or by expression
  new VirtualService(scope, 'a', { hosts, otherwise: { action, rewrite: { uri: '/', uriRegexRewrite } } });
  // @ts-expect-error a rewrite of nothing
  new VirtualService(scope, 'a', { hosts, otherwise: { action, rewrite: {} } });
  // @ts-expect-error no mirror
  new VirtualService(scope, 'a', { hosts, otherwise: { action, mirrors: [] } });
  // @ts-expect-error no fault
  new VirtualService(scope, 'a', { hosts, otherwise: { action, fault: {} } });
  // @ts-expect-error no origin
  new VirtualService(scope, 'a', { hosts, otherwise: { action, corsPolicy: { allowOrigins: [] } } });
  // @ts-expect-error a redirect to where the request came to
  HttpAction.redirect({});
  // @ts-expect-error Istio follows no 304
  HttpAction.redirect({ uri: '/', redirectCode: 304 });
}

// @ts-expect-error no condition
export const retryOn: HttpRetries = { attempts: 1, retryOn: [] };
// @ts-expect-error no such condition
export const retryOnUnknown: HttpRetries = { attempts: 1, retryOn: ['4xx'] };
// @ts-expect-error a key without a value does not count
export const nothingSet: HeaderOperations = { set: undefined };
// @ts-expect-error no header
export const nothingRemoved: HeaderOperations = { remove: [] };

export function servers(scope: Construct): void {
  const certificate = { credentialName: 'shop-cert' };
  const tls = ServerTls.simple(certificate);
  // @ts-expect-error no server
  new Gateway(scope, 'a', { servers: [] });
  // @ts-expect-error no host
  Server.http({ hosts: [] });
  // @ts-expect-error HTTPS has TLS
  Server.https({ hosts: ['a.b'] });
  // @ts-expect-error HTTP has none
  Server.http({ hosts: ['a.b'], tls });
  // @ts-expect-error TLS that is passed through shows no certificate of the gateway
  Server.passthrough({ hosts: ['a.b'], tls });
  // @ts-expect-error TCP has no usual port
  Server.tcp({ hosts: ['*'] });
  // @ts-expect-error no certificate
  ServerTls.simple({});
  // @ts-expect-error no certificate
  ServerTls.mutual({});
  // @ts-expect-error a certificate from a secret and from files
  ServerTls.simple({ ...certificate, serverCertificate: 'a', privateKey: 'b' });
  // @ts-expect-error a certificate without its key
  ServerTls.simple({ serverCertificate: 'a' });
  // @ts-expect-error nothing to check clients by
  ServerTls.mutual({ serverCertificate: 'a', privateKey: 'b' });
  // @ts-expect-error revoked certificates are in the secret
  ServerTls.mutual({ ...certificate, caCrl: 'a' });
  // @ts-expect-error three certificates
  ServerTls.simple({ credentialNames: ['a', 'b', 'c'] });
  // @ts-expect-error Istio's own certificates
  ServerTls.istioMutual(certificate);
  // @ts-expect-error old TLS needs ciphers
  ServerTls.simple({ ...certificate, minProtocolVersion: 'TLSV1_0' });
  // @ts-expect-error no such version
  ServerTls.simple({ ...certificate, minProtocolVersion: 'TLSV1_4' });
  // @ts-expect-error no such cipher
  ServerTls.simple({ ...certificate, cipherSuites: ['RC4'] });
}

export function clients(): void {
  // @ts-expect-error no certificate of the client
  ClientTls.mutual({});
  // @ts-expect-error a certificate without its key
  ClientTls.mutual({ clientCertificate: 'a' });
  // @ts-expect-error a certificate from a secret and from files
  ClientTls.mutual({ credentialName: 'a', clientCertificate: 'a', privateKey: 'b' });
  // @ts-expect-error authorities from a secret and from a file
  ClientTls.simple({ credentialName: 'a', caCertificates: 'b' });
  // @ts-expect-error authorities that nothing is checked by
  ClientTls.simple({ insecureSkipVerify: true, caCertificates: 'b' });
  // @ts-expect-error names that nothing is checked by
  ClientTls.mutual({ credentialName: 'a', insecureSkipVerify: true, subjectAltNames: ['a'] });
  // @ts-expect-error Istio's own certificates
  ClientTls.istioMutual({ credentialName: 'a' });
}

// @ts-expect-error no policy
export const emptyPolicy: TrafficPolicy = {};
// @ts-expect-error no limit
export const emptyPool: TrafficPolicy = { connectionPool: {} };
// @ts-expect-error no policy of a port
export const emptyPorts: TrafficPolicy = { portLevelSettings: [] };
// @ts-expect-error a port without a policy
export const emptyPort: TrafficPolicy = { portLevelSettings: [{ port: 80 }] };
const http = { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true } as const;
// @ts-expect-error the client's protocol, or an upgrade of it
export const upgrade: TrafficPolicy = { connectionPool: { http } };
// @ts-expect-error failures that are not counted apart
export const failures: TrafficPolicy = { outlierDetection: { consecutiveLocalOriginFailures: 5 } };
// @ts-expect-error no such protocol
export const proxy: TrafficPolicy = { proxyProtocol: 'V3' };

export function balancers(): void {
  const to = { a: 100 };
  // @ts-expect-error shares of localities, or other localities if one fails
  LoadBalancer.random({ localityLbSetting: { distribute: [{ from: 'a', to }], failover: [{ from: 'a', to: 'b' }] } });
  // @ts-expect-error only round robin and least request warm up
  LoadBalancer.random({ warmup: { duration: Duration.seconds(1) } });
  // @ts-expect-error a balancer is made by its algorithm
  new LoadBalancer({ simple: 'LEAST_CONN' }, {});
}
