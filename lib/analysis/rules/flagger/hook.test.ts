import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { hook } from './hook';

const found = telling(hook);
const hooked = (fields: string) => found(canaryExample({ also: [`webhooks: [{name: a, ${fields}}]`] }));

test.each([
  [
    'url: test',
    'error',
    'url: hook a has no URL that can be called: every check fails, and each release is rolled back',
  ],
  ["url: 'tcp://test/', type: event", 'warning', 'url: hook a has no URL that can be called: events are lost'],
  [
    "url: 'http://test/', type: confirm-rollout, timeout: 30sec",
    'error',
    'timeout: timeout 30sec of hook a is no duration: no release ever begins',
  ],
])('GIVEN %s THEN it says what is lost', (fields, severity, says) => {
  expect(hooked(fields)).toEqual([`${severity} Canary/reviews spec.analysis.webhooks[0].${says}`]);
});

test('GIVEN a server of metrics without a scheme THEN every check fails', () => {
  expect(found(canaryExample({ spec: ['metricsServer: prometheus:9090'] }))).toEqual([
    'error Canary/reviews spec.metricsServer: prometheus:9090 is no URL that can be called: every check fails, and each release is rolled back',
  ]);
});

test.each(["url: 'http://test/'", "url: 'https://test.example.com/a', timeout: 1m30s"])(
  'GIVEN %s THEN nothing is reported',
  (fields) => {
    expect(hooked(fields)).toEqual([]);
  },
);
