import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import {
  ClientTls,
  DestinationRule,
  type DestinationRuleProps,
  HashAlgorithm,
  HashKey,
  Host,
  LoadBalancer,
  type LocalityLoadBalancing,
  Subset,
  type TrafficPolicy,
} from '.';

const host = Host.service({ name: 'reviews', namespace: 'shop' });

function spec(props: Partial<DestinationRuleProps>) {
  const scope = new Chart(new App(), 'shop', { namespace: 'shop' });
  new DestinationRule(scope, 'reviews', { host, ...props });
  return scope.toJson()[0].spec;
}
const policy = (trafficPolicy: TrafficPolicy) => spec({ trafficPolicy }).trafficPolicy;

describe('a DestinationRule', () => {
  test('has subsets that routes can name', () => {
    // GIVEN
    const scope = new Chart(new App(), 'shop', { namespace: 'shop' });

    // WHEN
    const rule = new DestinationRule(scope, 'reviews', {
      host,
      subsets: { v1: { labels: { version: 'v1' } }, cnn: { trafficPolicy: { tls: ClientTls.disable() } } },
      exportTo: ['.'],
      workloadSelector: { app: 'web' },
    });

    // THEN
    expect(rule.subset('v1')).toEqual(new Subset(host, 'v1'));
    expect(scope.toJson()).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'reviews', namespace: 'shop' },
        spec: {
          host: 'reviews',
          subsets: [
            { name: 'v1', labels: { version: 'v1' } },
            { name: 'cnn', trafficPolicy: { tls: { mode: 'DISABLE' } } },
          ],
          exportTo: ['.'],
          workloadSelector: { matchLabels: { app: 'web' } },
        },
      },
    ]);
  });

  test.each<[string, Partial<DestinationRuleProps>]>([
    ['[shop/reviews] subset "V1" must be 1 to 63 lower-case letters', { subsets: { V1: {} } }],
    ['subset "v1" has no label and would select everything', { subsets: { v1: { labels: {} } } }],
    ['workloadSelector: label app cannot have the value "*"', { workloadSelector: { app: '*' } }],
    ['workloadSelector selects pods of the own namespace', { workloadSelector: { app: 'a' }, exportTo: ['*'] }],
    ['exportTo has "shop" twice', { exportTo: ['.', 'shop'] }],
  ])('reports: %s', (message, props) => {
    expect(() => spec(props)).toThrow(message);
  });

  test('reports a subset that it does not have', () => {
    const scope = new Chart(new App(), 'shop', { namespace: 'shop' });
    const rule = new DestinationRule<string, string>(scope, 'reviews', { host, subsets: { v1: {} } });
    expect(() => rule.subset('v2')).toThrow('[shop/reviews] no subset "v2": there is v1');
  });
});

describe('a policy', () => {
  test('says everything that there is', () => {
    const outlierDetection = {
      consecutive5xxErrors: 7,
      consecutiveGatewayErrors: 5,
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailures: 3,
      interval: Duration.minutes(5),
      baseEjectionTime: Duration.minutes(15),
      maxEjectionPercent: 100,
      minHealthPercent: 50,
    } as const;
    const connectionPool = {
      tcp: {
        maxConnections: 100,
        connectTimeout: Duration.millis(30),
        maxConnectionDuration: Duration.hours(1),
        idleTimeout: Duration.seconds(0),
        tcpKeepalive: { probes: 3, time: Duration.hours(2), interval: Duration.seconds(75) },
      },
      http: {
        http1MaxPendingRequests: 1,
        http2MaxRequests: 2,
        maxRequestsPerConnection: 3,
        maxRetries: 4,
        idleTimeout: Duration.seconds(5),
        maxConcurrentStreams: 6,
        h2UpgradePolicy: 'UPGRADE',
      },
    } as const;
    expect(
      policy({
        outlierDetection,
        connectionPool,
        loadBalancer: LoadBalancer.leastRequest({
          warmup: { duration: Duration.minutes(1), minimumPercent: 20, aggression: 2 },
        }),
        tls: ClientTls.istioMutual(),
        portLevelSettings: [{ port: 80, connectionPool: { http: { useClientProtocol: true } } }],
        tunnel: { protocol: 'POST', targetHost: 'a.com', targetPort: 443 },
        retryBudget: { percent: 20, minRetryConcurrency: 3 },
      }),
    ).toEqual({
      outlierDetection: { ...outlierDetection, interval: '5m', baseEjectionTime: '15m' },
      connectionPool: {
        tcp: {
          maxConnections: 100,
          connectTimeout: '30ms',
          maxConnectionDuration: '1h',
          idleTimeout: '0s',
          tcpKeepalive: { probes: 3, time: '2h', interval: '75s' },
        },
        http: { ...connectionPool.http, idleTimeout: '5s' },
      },
      loadBalancer: { simple: 'LEAST_REQUEST', warmup: { duration: '1m', minimumPercent: 20, aggression: 2 } },
      tls: { mode: 'ISTIO_MUTUAL' },
      portLevelSettings: [{ port: { number: 80 }, connectionPool: { http: { useClientProtocol: true } } }],
      tunnel: { protocol: 'POST', targetHost: 'a.com', targetPort: 443 },
      retryBudget: { percent: 20, minRetryConcurrency: 3 },
    });
    expect(policy({ proxyProtocol: 'V2' })).toEqual({ proxyProtocol: { version: 'V2' } });
  });

  const tunnel = { targetHost: 'a.com', targetPort: 443 };
  test.each<[string, TrafficPolicy]>([
    ['exclude each other', { tunnel, proxyProtocol: 'V1' }],
    ['tunnel to "a b"', { tunnel: { ...tunnel, targetHost: 'a b' } }],
    ['0 is not a port', { tunnel: { ...tunnel, targetPort: 0 } }],
    [
      'port 80 has two policies: join them',
      {
        portLevelSettings: [
          { port: 80, tls: ClientTls.disable() },
          { port: 80, tls: ClientTls.simple() },
        ],
      },
    ],
    ['[shop/reviews] maxConnections -1: give a whole number', { connectionPool: { tcp: { maxConnections: -1 } } }],
    ['connectTimeout of 0 seconds', { connectionPool: { tcp: { connectTimeout: Duration.seconds(0) } } }],
    ['maxRetries 0.5: give a whole number', { connectionPool: { http: { maxRetries: 0.5 } } }],
    ['maxEjectionPercent 101: give a whole number from 0 to 100', { outlierDetection: { maxEjectionPercent: 101 } }],
    ['consecutive5xxErrors -1', { outlierDetection: { consecutive5xxErrors: -1 } }],
    ['101 is not a percentage', { retryBudget: { percent: 101 } }],
    [
      'failover between localities does nothing without outlierDetection',
      { loadBalancer: LoadBalancer.random({ localityLbSetting: { failoverPriority: ['zone'] } }) },
    ],
  ])('reports: %s', (message, trafficPolicy) => {
    expect(() => policy(trafficPolicy)).toThrow(message);
  });
});

describe('a load balancer', () => {
  test.each<[LoadBalancer, object]>([
    [LoadBalancer.roundRobin(), { simple: 'ROUND_ROBIN' }],
    [LoadBalancer.passthrough(), { simple: 'PASSTHROUGH' }],
    [LoadBalancer.consistentHash(HashKey.header('x-user')), { consistentHash: { httpHeaderName: 'x-user' } }],
    [
      LoadBalancer.consistentHash(HashKey.sourceIp(), { algorithm: HashAlgorithm.maglev() }),
      { consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } },
    ],
    [
      LoadBalancer.consistentHash(HashKey.queryParameter('q'), {
        algorithm: HashAlgorithm.ringHash({ minimumRingSize: 4096 }),
      }),
      { consistentHash: { httpQueryParameterName: 'q', ringHash: { minimumRingSize: 4096 } } },
    ],
    [
      LoadBalancer.consistentHash(
        HashKey.cookie({
          name: 'user',
          path: '/',
          ttl: Duration.seconds(0),
          attributes: [{ name: 'SameSite', value: 'Lax' }],
        }),
      ),
      {
        consistentHash: {
          httpCookie: { name: 'user', path: '/', ttl: '0s', attributes: [{ name: 'SameSite', value: 'Lax' }] },
        },
      },
    ],
  ])('is written as it is given (%#)', (loadBalancer, expected) => {
    expect(policy({ loadBalancer })).toEqual({ loadBalancer: expected });
  });

  test('shares requests out among localities, or moves them when one fails', () => {
    const distribute = [
      { from: 'us-west/zone1/*', to: { 'us-west/zone1/*': 80, 'us-west/zone2/*': 20 } },
      { from: 'us-west/zone2/*', to: { '*': 100 } },
      { from: '*', to: { 'us-west/*': 100 } },
    ] as const;
    const failover = [{ from: 'us-east', to: 'eu-west' }] as const;
    expect(policy({ loadBalancer: LoadBalancer.random({ localityLbSetting: { enabled: true, distribute } }) })).toEqual(
      {
        loadBalancer: { simple: 'RANDOM', localityLbSetting: { enabled: true, distribute } },
      },
    );
    const loadBalancer = LoadBalancer.random({ localityLbSetting: { failover } });
    expect(policy({ loadBalancer, outlierDetection: {} })).toEqual({
      loadBalancer: { simple: 'RANDOM', localityLbSetting: { failover } },
      outlierDetection: {},
    });
  });

  test.each<[string, LocalityLoadBalancing]>([
    ['make 90: they must make 100', { distribute: [{ from: 'a', to: { a: 90 } }] }],
    ['must be whole numbers from 1 to 100', { distribute: [{ from: 'a', to: { a: 100, b: 0 } }] }],
    ['localities a/b and a/* overlap', { distribute: [{ from: 'x', to: { 'a/*': 50, 'a/b': 50 } }] }],
    [
      'localities a/b and a/* overlap',
      {
        distribute: [
          { from: 'a/*', to: { '*': 100 } },
          { from: 'a/b', to: { '*': 100 } },
        ],
      },
    ],
    ['"a*" is not a locality', { distribute: [{ from: 'a*', to: { a: 100 } }] }],
    ['failover of a to itself', { failover: [{ from: 'a', to: 'a' }] }],
    ['failover names "a/b"', { failover: [{ from: 'a/b', to: 'c' }] }],
    ['exclude each other', { failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.kubernetes.io/zone'] }],
  ])('reports: %s', (message, localityLbSetting) => {
    expect(() => LoadBalancer.random({ localityLbSetting })).toThrow(message);
  });

  test.each<[string, () => unknown]>([
    ['table size 65536 is not a prime number', () => HashAlgorithm.maglev({ tableSize: 65536 })],
    ['table size 5000011 is not a prime number below', () => HashAlgorithm.maglev({ tableSize: 5000011 })],
    ['minimumRingSize 0', () => HashAlgorithm.ringHash({ minimumRingSize: 0 })],
    ['a cookie needs a name', () => HashKey.cookie({ name: '' })],
    [
      'aggression 0.5',
      () =>
        policy({
          loadBalancer: LoadBalancer.roundRobin({ warmup: { duration: Duration.seconds(1), aggression: 0.5 } }),
        }),
    ],
  ])('reports: %s', (message, make) => {
    expect(make).toThrow(message);
  });
});

describe('TLS of clients', () => {
  test.each<[ClientTls, object]>([
    [ClientTls.simple(), { mode: 'SIMPLE' }],
    [ClientTls.simple({ sni: 'a', insecureSkipVerify: true }), { mode: 'SIMPLE', sni: 'a', insecureSkipVerify: true }],
    [ClientTls.simple({ caCertificates: 'a', caCrl: 'b' }), { mode: 'SIMPLE', caCertificates: 'a', caCrl: 'b' }],
    [
      ClientTls.mutual({ credentialName: 'a', subjectAltNames: ['b'] }),
      { mode: 'MUTUAL', credentialName: 'a', subjectAltNames: ['b'] },
    ],
    [
      ClientTls.mutual({ clientCertificate: 'a', privateKey: 'b', caCertificates: 'c' }),
      { mode: 'MUTUAL', clientCertificate: 'a', privateKey: 'b', caCertificates: 'c' },
    ],
  ])('is written as it is given (%#)', (tls, expected) => {
    expect(policy({ tls })).toEqual({ tls: expected });
  });
});

describe('a host', () => {
  test.each<[string, () => unknown]>([
    ['host "reviews" has no dot', () => Host.dns('reviews')],
    ['host "a_b.com" is not a DNS name', () => Host.dns('a_b.com')],
    ['host "http://a.com" is not a DNS name', () => Host.dns('http://a.com')],
    ['host "a.*.com" is not a DNS name', () => Host.dns('a.*.com')],
    ['name of the Service "a.b" must be 1 to 63 lower-case letters', () => Host.service({ name: 'a.b' })],
    ['subset "V1" must be 1 to 63 lower-case letters', () => new Subset(host, 'V1')],
  ])('reports: %s', (message, make) => {
    expect(make).toThrow(message);
  });

  test.each(['*', '*.example.com', 'a.com', '10.0.0.1'])('passes for %s', (name) => {
    expect(spec({ host: Host.dns(name) })).toEqual({ host: name });
  });
});
