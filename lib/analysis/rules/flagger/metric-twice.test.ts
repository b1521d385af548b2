import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { metricTwice } from './metric-twice';

const found = saying(metricTwice);

test('GIVEN the name of a built-in metric and a template THEN both are asked', () => {
  expect(found(canaryExample({ metrics: '{name: request-duration, templateRef: {name: t}, interval: 1m}' }))).toEqual([
    'a.yaml:13 warning FLAGGER_METRIC_TWICE: Flagger asks for the built-in request-duration and for the template, with the same limits for both',
    '  fix: give the metric a name of its own',
  ]);
  expect(found(canaryExample({ metrics: '{name: request-duration}, {name: a, query: up}' }))).toEqual([]);
});
