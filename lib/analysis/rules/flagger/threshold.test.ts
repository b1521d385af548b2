import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { threshold } from './threshold';

const found = saying(threshold);
const metric = (fields: string) => canaryExample({ metrics: `{interval: 1m, ${fields}}` });

test.each([
  ['name: request-success-rate', 'warning', 'without a limit no success rate is too low: the metric never fails'],
  ['name: request-duration', 'warning', 'without a limit any value above 0 fails the check'],
  ['name: a, query: up', 'warning', 'without a limit any value above 0 fails the check'],
  ['name: a, query: up, thresholdRange: {}', 'warning', 'an empty range is always kept: the metric never fails'],
  [
    'name: a, query: up, thresholdRange: {min: 2, max: 1}',
    'error',
    'no value is at least 2 and at most 1: every check fails, and each release is rolled back',
  ],
  [
    'name: a, query: up, threshold: 1, thresholdRange: {max: 2}',
    'warning',
    'threshold 1 is ignored: thresholdRange replaces it',
  ],
  [
    'name: request-success-rate, thresholdRange: {min: 0.995}',
    'warning',
    'the success rate is in percent: 0.995 lets 99.005 % of the requests fail',
  ],
  [
    'name: request-success-rate, threshold: 0.99',
    'warning',
    'the success rate is in percent: 0.99 lets 99.01 % of the requests fail',
  ],
  [
    'name: request-success-rate, thresholdRange: {min: 101}',
    'error',
    'no success rate is 101 %: every check fails, and each release is rolled back',
  ],
  [
    'name: request-success-rate, thresholdRange: {max: 1}',
    'error',
    'a success rate above 1 % fails the check: a version without errors is rolled back',
  ],
  ['name: request-duration, thresholdRange: {min: 500}', 'warning', 'only what is faster than 500 ms fails the check'],
  [
    'name: request-duration, thresholdRange: {max: 0.5}',
    'warning',
    'the duration is in whole milliseconds: any request above 0.5 fails the check',
  ],
])('GIVEN {%s} THEN it is said what that means', (fields, severity, message) => {
  expect(found(metric(fields))[0]).toBe(`a.yaml:13 ${severity} FLAGGER_THRESHOLD: ${message}`);
});

test.each([
  'name: request-success-rate, thresholdRange: {min: 99}',
  'name: request-success-rate, threshold: 99',
  'name: request-success-rate, thresholdRange: {min: 99, max: 100}',
  'name: request-duration, thresholdRange: {max: 500}',
  'name: a, query: up, threshold: 0.5',
  'name: a, query: up, thresholdRange: {max: 0.5}',
])('GIVEN {%s} THEN nothing is reported', (fields) => {
  expect(found(metric(fields))).toEqual([]);
});
