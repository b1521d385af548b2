import { expect, test } from '@jest/globals';
import { saying, telling } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { noMetrics } from './no-metrics';

const found = telling(noMetrics);
const namespace = (labels: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: ${labels}}`;
const within = (labels: string) => found(yaml(namespace(labels), deploymentExample(), canaryExample()));

test('GIVEN pods without a sidecar THEN nobody counts', () => {
  expect(saying(noMetrics)(noMetrics.docs.wrong)).toEqual([
    'a.yaml:26 error FLAGGER_NO_METRICS: request-success-rate has no values: the pods of Deployment shop/reviews have no sidecar that counts requests: every check fails, and each release is rolled back',
    '  fix: label the namespace istio-injection: enabled',
    '  a.yaml:10: the pods',
  ]);
});

test('GIVEN an ambient mesh THEN it needs a waypoint', () => {
  expect(within('{istio.io/dataplane-mode: ambient}')[0]).toMatch(/in an ambient mesh without a waypoint/);
  expect(within('{istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}')).toEqual([]);
});

test('GIVEN connections THEN there are no requests', () => {
  expect(found(canaryExample({ service: 'port: 9080, appProtocol: tcp' }))).toEqual([
    'error Canary/reviews spec.analysis.metrics[0].name: request-success-rate has no values: with appProtocol tcp there are no requests to count: every check fails, and each release is rolled back',
  ]);
});

test('GIVEN a sidecar, a namespace that is not given, or other metrics, THEN nothing is reported', () => {
  expect(within('{istio-injection: enabled}')).toEqual([]);
  expect(found(yaml(deploymentExample(), canaryExample()))).toEqual([]);
  const own = '{name: errors, query: up, thresholdRange: {max: 1}, interval: 1m}';
  expect(found(yaml(namespace('{}'), deploymentExample(), canaryExample({ metrics: own })))).toEqual([]);
});
