import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { metricVariable } from './metric-variable';

const found = saying(metricVariable);
const { wrong, right } = metricVariable.docs;

test('GIVEN a variable that is not given THEN every check fails', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:22 error FLAGGER_METRIC_VARIABLE: MetricTemplate shop/errors asks for variable direction, which metric errors does not give: every check fails, and each release is rolled back',
    '  fix: call dirction direction',
    '  a.yaml:29: asks for it',
  ]);
  expect(found(right.replace(' templateVariables: {direction: inbound},', ''))[1]).toBe(
    '  fix: give direction in templateVariables',
  );
});

test('GIVEN it, or no template THEN nothing is reported', () => {
  expect(found(right)).toEqual([]);
  expect(found(right.replace('{name: errors}', '{name: others}'))).toEqual([]);
});
