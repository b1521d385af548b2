import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { metricInterval } from './metric-interval';

const found = saying(metricInterval);
const release = (metric: string, query = 'up', type = 'prometheus') =>
  yaml(
    canaryExample({ metrics: `{name: m, thresholdRange: {max: 1}, ${metric}}` }),
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      't',
      `spec: {provider: {type: ${type}, address: "http://a.test"}, query: "${query}"}`,
    ),
  );
const TEMPLATE = 'templateRef: {name: t}';

describe('none', () => {
  test('GIVEN a template that asks for it THEN every check fails', () => {
    expect(found(release(TEMPLATE, 'sum(rate(a[{{ interval }}]))'))).toEqual([
      'a.yaml:13 error FLAGGER_METRIC_INTERVAL: metric m has no interval, so that {{ interval }} is empty in the query: every check fails, and each release is rolled back',
      '  fix: write interval: 1m',
      '  a.yaml:18: the template',
    ]);
  });

  test('GIVEN a provider that needs it THEN every check fails', () => {
    expect(found(release(TEMPLATE, 'q', 'datadog'))[0]).toMatch(/without which provider datadog cannot be asked/);
  });

  test.each([
    ['a template that does not ask', release(TEMPLATE)],
    ['a query of its own', release('query: "rate(a[{{ interval }}])"')],
    ['a template that is not given', release('templateRef: {name: other}')],
  ])('GIVEN %s THEN nothing is reported', (_name, text) => {
    expect(found(text)).toEqual([]);
  });
});

test('GIVEN one that is no duration THEN every check fails', () => {
  expect(found(release(`${TEMPLATE}, interval: 1minute`, 'a[{{ interval }}]'))[0]).toMatch(
    /error FLAGGER_METRIC_INTERVAL: interval 1minute is no duration/,
  );
});

test('GIVEN one that is short THEN a rate has no value', () => {
  expect(found(canaryExample({ metrics: '{name: request-duration, interval: 20s}' }))[0]).toBe(
    'a.yaml:13 warning FLAGGER_METRIC_INTERVAL: 20s holds fewer than two scrapes of Prometheus, unless it scrapes more often than every 15 s: a rate has no value then, and checks fail',
  );
  expect(found(canaryExample({ metrics: '{name: request-duration, interval: 30s}' }))).toEqual([]);
  expect(found(release(`${TEMPLATE}, interval: 20s`, 'q', 'datadog'))).toEqual([]);
});
