import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { metricWithoutSource } from './metric-without-source';

const found = saying(metricWithoutSource);

test('GIVEN a metric that nobody can be asked for THEN every check fails', () => {
  expect(found(canaryExample({ metrics: '{name: request-successrate}, {name: errors}' }))).toEqual([
    'a.yaml:13 error FLAGGER_METRIC_WITHOUT_SOURCE: request-successrate is neither built in nor has it a query or a template: every check fails, and each release is rolled back',
    '  fix: did you mean request-success-rate?',
    'a.yaml:13 error FLAGGER_METRIC_WITHOUT_SOURCE: errors is neither built in nor has it a query or a template: every check fails, and each release is rolled back',
    '  fix: name a MetricTemplate in templateRef',
  ]);
});

test.each(['{name: request-duration}', '{name: a, query: up}', '{name: a, templateRef: {name: a}}'])(
  'GIVEN %s THEN nothing is reported',
  (metrics) => {
    expect(found(canaryExample({ metrics }))).toEqual([]);
  },
);
