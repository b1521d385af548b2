import { describe, expect, test } from '@jest/globals';
import { type Manifest, renderLab } from '../bookinfo/lab.testing';

const files = renderLab();
const objectsOf = (name: string) => files.get(`scenarios/destination-rules/${name}.k8s.yaml`) ?? [];
const find = (scenario: string, kind: string, name: string) =>
  objectsOf(scenario).find((object) => object.kind === kind && object.metadata.name === name) as Manifest;

describe('load balancing', () => {
  test.each<[scenario: string, loadBalancer: object]>([
    ['round-robin', { simple: 'ROUND_ROBIN' }],
    ['random', { simple: 'RANDOM' }],
    ['least-request', { simple: 'LEAST_REQUEST' }],
    ['consistent-hash-header', { consistentHash: { httpHeaderName: 'end-user' } }],
    ['consistent-hash-cookie', { consistentHash: { httpCookie: { name: 'reviews-pod', path: '/', ttl: '1h' } } }],
    ['consistent-hash-source-ip', { consistentHash: { useSourceIp: true } }],
  ])('GIVEN %s THEN it replaces the rule of reviews and keeps its subsets', (scenario, loadBalancer) => {
    expect(objectsOf(scenario).map(({ kind, spec }) => [kind, spec])).toEqual([
      [
        'DestinationRule',
        {
          host: 'reviews',
          trafficPolicy: { loadBalancer },
          subsets: ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } })),
        },
      ],
    ]);
  });
});

const ONE_AT_A_TIME = {
  tcp: { maxConnections: 1 },
  http: { http1MaxPendingRequests: 1, maxRequestsPerConnection: 1 },
};

describe('limits', () => {
  test('GIVEN connection-pool THEN httpbin takes one request at a time, and there is a client to show it', () => {
    expect(find('connection-pool', 'DestinationRule', 'httpbin').spec).toEqual({
      host: 'httpbin',
      trafficPolicy: { connectionPool: ONE_AT_A_TIME },
    });
    const fortio = find('connection-pool', 'Deployment', 'fortio-deploy').spec.template;
    expect(fortio.spec.containers[0].image).toMatch(/^docker\.io\/fortio\/fortio:\d/);
    expect(fortio.metadata.annotations['proxy.istio.io/config']).toContain('cluster.outbound');
  });

  test('GIVEN port-level THEN both ports lead to one container, and one has a policy of its own', () => {
    const ports = find('port-level', 'Service', 'httpbin').spec.ports;
    expect(ports).toEqual([
      { name: 'http', port: 8000, targetPort: 8080 },
      { name: 'http-second', port: 8001, targetPort: 8080 },
    ]);
    expect(find('port-level', 'DestinationRule', 'httpbin').spec.trafficPolicy).toEqual({
      connectionPool: ONE_AT_A_TIME,
      portLevelSettings: [
        {
          port: { number: 8001 },
          connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 100 } },
        },
      ],
    });
  });

  test('GIVEN subset-level THEN one subset has a policy of its own, and a route leads to it', () => {
    const { subsets } = find('subset-level', 'DestinationRule', 'reviews').spec;
    expect(subsets).toEqual([
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v2' } },
      { name: 'v3', labels: { version: 'v3' }, trafficPolicy: { connectionPool: ONE_AT_A_TIME } },
    ]);
    const { http } = find('subset-level', 'VirtualService', 'reviews').spec;
    expect(http.map(({ route }: Manifest['spec']) => route[0].destination.subset)).toEqual(['v2', 'v3']);
  });

  test('GIVEN outlier-detection THEN requests go to all pods of ratings, and no retry hides an error', () => {
    expect(find('outlier-detection', 'DestinationRule', 'ratings').spec.trafficPolicy).toEqual({
      outlierDetection: {
        consecutive5xxErrors: 1,
        interval: '1s',
        baseEjectionTime: '1m',
        maxEjectionPercent: 50,
      },
    });
    expect(find('outlier-detection', 'VirtualService', 'ratings').spec.http).toEqual([
      { retries: { attempts: 0 }, route: [{ destination: { host: 'ratings' } }] },
    ]);
  });
});

test('GIVEN mutual-tls THEN the sidecars of callers send it, and those of reviews want it', () => {
  expect(find('mutual-tls', 'DestinationRule', 'reviews').spec.trafficPolicy).toEqual({
    tls: { mode: 'ISTIO_MUTUAL' },
  });
  expect(find('mutual-tls', 'PeerAuthentication', 'reviews').spec).toEqual({
    selector: { matchLabels: { app: 'reviews' } },
    mtls: { mode: 'STRICT' },
  });
});
