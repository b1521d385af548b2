import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { ignoredField } from './ignored-field';

const found = saying(ignoredField);
const release = (provider: string, service: string, ...analysis: string[]) =>
  canaryExample({
    spec: [`provider: ${provider}`],
    service: `port: 80${service}`,
    analysis: ['interval: 1m', ...(analysis.length === 0 ? ['threshold: 1', 'stepWeight: 10'] : analysis)],
  });

test('GIVEN fields of other providers THEN they are ignored', () => {
  expect(found(release('istio', ', backendTimeout: 3s, rewrite: {uri: /, type: ReplacePrefixMatch}'))).toEqual([
    'a.yaml:7 warning FLAGGER_IGNORED_FIELD: service.backendTimeout is for other providers than istio',
    '  fix: take it out',
    'a.yaml:7 warning FLAGGER_IGNORED_FIELD: service.rewrite.type is for other providers than istio',
    '  fix: take it out',
  ]);
  expect(found(release('gatewayapi:v1', ', gateways: [mesh]'))[0]).toMatch(
    /service\.gateways is not for the Gateway API/,
  );
});

test.each([
  [
    ', appProtocol: tcp, timeout: 3s',
    [],
    'service.timeout is about requests, and with appProtocol tcp there are only connections',
  ],
  [
    '',
    ['threshold: 1', 'iterations: 3', 'maxWeight: 50'],
    'analysis.maxWeight is ignored beside iterations, with which there are no shares',
  ],
  [
    '',
    ['threshold: 1', 'stepWeights: [1, 2]', 'maxWeight: 50'],
    'analysis.maxWeight is ignored beside stepWeights, whose last one is the maximum',
  ],
  [
    '',
    ['threshold: 1', 'iterations: 3', 'mirror: true', 'match: [{headers: {a: {exact: b}}}]'],
    'analysis.mirror has no effect in an A/B test: the rule that mirrors is written anew without the mirror',
  ],
  ['', ['threshold: 1', 'stepWeight: 10', 'mirrorWeight: 20'], 'analysis.mirrorWeight has no effect without mirror'],
  [
    '',
    ['threshold: 0', 'stepWeight: 10'],
    'analysis.threshold is less than 1, and is taken as 1: the first check that fails rolls back',
  ],
  [
    ', trafficDistribution: PreferClose, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN, localityLbSetting: {enabled: true}}}',
    [],
    'service.trafficDistribution is ignored by proxies where localityLbSetting says where requests go',
  ],
])('GIVEN %s with %j THEN it says why', (service, analysis, message) => {
  const [first, , ...others] = found(release('istio', service, ...analysis));
  expect(first?.replace(/^.*?: /, '')).toBe(message);
  expect(others).toEqual([]);
});

test.each([
  ['what its provider reads', release('istio', ', timeout: 3s, retries: {attempts: 1}, gateways: [mesh]')],
  ['an unknown provider', release('nginx', ', backendTimeout: 3s')],
  ['nothing said', release('istio', ', backends: [], delegation: false')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
