import { expect, test } from '@jest/globals';
import { analysisInterval } from './canary';
import { parseGoDuration } from './go-duration';
import { podinfoCanary } from './podinfo.testing';

test.each([
  ['40s', 40],
  ['1m30s', 90],
  ['1.5m', 90],
  ['250ms', 0.25],
  ['-2h', -7200],
  ['0', 0],
  ['1m30', undefined],
  ['', undefined],
  ['1 m', undefined],
])('%s are %s seconds', (text, seconds) => {
  expect(parseGoDuration(text)).toBe(seconds);
});

test.each([
  ['40s', 40],
  ['5s', 10],
  ['1minute', 60],
])('GIVEN interval %s THEN Flagger ticks every %d seconds', (interval, seconds) => {
  expect(analysisInterval(podinfoCanary({ analysis: { interval, threshold: 1, stepWeight: 1 } }).spec)).toBe(seconds);
});
