import { expect, test } from '@jest/globals';
import { goDurationSeconds, printGoDuration } from './go-duration';

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
  expect(goDurationSeconds(text)).toBe(seconds);
});

test.each([
  [0, '0s'],
  [250, '250ms'],
  [1500, '1.5s'],
  [90_000, '1m30s'],
  [3_600_000, '1h0m0s'],
  [-5, '-5ms'],
])('%d ms are %s', (milliseconds, text) => {
  expect(printGoDuration(milliseconds)).toBe(text);
});
