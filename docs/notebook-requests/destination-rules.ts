import { expect } from '@jest/globals';
import { byChance, httpbin, JASON, policyOf, type Rows, ratings, reviews, rules, sleepers, stickinessOf } from './lab';

export const DESTINATION_RULES: Rows = {
  '8.3 Load balancing: round robin': () => {
    byChance(sleepers(rules('round-robin')));
    expect(policyOf(sleepers(rules('round-robin')))).toEqual({ loadBalancer: { simple: 'ROUND_ROBIN' } });
  },
  '8.3 Load balancing: random': () => {
    byChance(sleepers(rules('random')));
    expect(policyOf(sleepers(rules('random')))).toEqual({ loadBalancer: { simple: 'RANDOM' } });
  },
  '8.3 Load balancing: least request': () => {
    byChance(sleepers(rules('least-request')));
    expect(policyOf(sleepers(rules('least-request')))).toMatchObject({ loadBalancer: { simple: 'LEAST_REQUEST' } });
  },
  '8.3 Load balancing: consistent hash by header': () => {
    const mesh = rules('consistent-hash-header');
    expect(stickinessOf(reviews(mesh, JASON))).toEqual({ on: 'header end-user', key: 'jason' });
    expect(stickinessOf(reviews(mesh))).toEqual({ on: 'header end-user', key: undefined });
  },
  '8.3 Load balancing: consistent hash by cookie': () => {
    const mesh = rules('consistent-hash-cookie');
    expect(stickinessOf(sleepers(mesh, { headers: { cookie: 'reviews-pod=1' } }))).toEqual({
      on: 'cookie reviews-pod',
      key: '1',
    });
    expect(stickinessOf(sleepers(mesh))).toEqual({ on: 'cookie reviews-pod', key: undefined });
  },
  '8.3 Load balancing: consistent hash by source IP': () =>
    expect(stickinessOf(sleepers(rules('consistent-hash-source-ip'), { sourceAddress: '10.0.0.7' }))).toEqual({
      on: 'address of the client',
      key: '10.0.0.7',
    }),
  '8.3 Connection pool: a circuit breaker': () => {
    const request = httpbin(rules('connection-pool'), 'default/fortio-deploy');
    expect(request).toReach('default/httpbin');
    expect(policyOf(request)).toMatchObject({
      connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } },
    });
  },
  '8.3 Outlier detection': () => {
    const request = ratings(rules('outlier-detection'));
    expect(request).toSplit([
      ['default/ratings-v1', 50],
      ['default/ratings-v-faulty', 50],
    ]);
    expect(request).toBeRetried(0);
    expect(policyOf(request)).toMatchObject({ outlierDetection: { consecutive5xxErrors: 1, baseEjectionTime: '1m' } });
  },
  '8.3 Settings of a port over those of all ports': () => {
    const client = rules('port-level').from('default/fortio-deploy');
    const limits = ['http://httpbin:8000/get', 'http://httpbin:8001/get'] as const;
    const [narrow, wide] = limits.map((url) => policyOf(client.get(url)));
    expect(narrow).toMatchObject({ connectionPool: { tcp: { maxConnections: 1 } } });
    expect(wide).toMatchObject({ connectionPool: { tcp: { maxConnections: 100 } } });
    expect(policyOf(httpbin(rules('port-level'), 'default/sleep'))).toEqual({});
  },
  '8.3 Settings of a subset': () => {
    const client = rules('subset-level').from('default/fortio-deploy');
    expect(client.get('http://reviews:9080/reviews/0')).toReach('default/reviews-v3');
    expect(policyOf(client.get('http://reviews:9080/reviews/0'))).toMatchObject({
      connectionPool: { tcp: { maxConnections: 1 } },
    });
    expect(client.get('http://reviews:9080/reviews/0', JASON)).toReach('default/reviews-v2');
    expect(policyOf(client.get('http://reviews:9080/reviews/0', JASON))).toMatchObject({
      connectionPool: { tcp: { maxConnections: 100 } },
    });
  },
  '8.3 Mutual TLS': () => {
    const mesh = rules('mutual-tls');
    byChance(sleepers(mesh));
    expect(sleepers(mesh)).toUseTls('istio-mutual');
    expect(mesh.from('default/sleep-without-sidecar').get('http://reviews:9080/reviews/0')).toGetNoAnswer();
  },
};
