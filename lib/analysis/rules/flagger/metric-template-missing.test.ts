import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { metricTemplateMissing } from './metric-template-missing';

const found = saying(metricTemplateMissing);
const { wrong, right } = metricTemplateMissing.docs;

test('GIVEN a template that does not exist THEN every check fails', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:22 error FLAGGER_METRIC_TEMPLATE_MISSING: MetricTemplate shop/errors-rate does not exist: every check fails, and each release is rolled back',
    '  fix: did you mean error-rate?',
    '  a.yaml:26: is MetricTemplate shop/error-rate',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN the namespace of another THEN it is looked for there', () => {
  expect(
    found(right.replace('{name: error-rate}, threshold', '{name: error-rate, namespace: test}, threshold'))[0],
  ).toMatch(/warning FLAGGER_METRIC_TEMPLATE_MISSING: MetricTemplate test\/error-rate is not in the files/);
});

test('GIVEN nothing else of the namespace THEN it is a warning', () => {
  expect(
    found(canaryExample({ metrics: '{name: a, templateRef: {name: not-there, namespace: shop}, interval: 1m}' }))[0],
  ).toMatch(/ warning FLAGGER_METRIC_TEMPLATE_MISSING: MetricTemplate shop\/not-there is not in the files given/);
});
