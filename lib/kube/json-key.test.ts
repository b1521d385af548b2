import { expect, test } from '@jest/globals';
import { jsonKey } from './json';

test('GIVEN values that JSON writes alike WHEN they differ THEN so do their keys', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, null, 'NaN', 1, 1n, '1', [], {}, { a: 1 }, { a: [1] }];
  expect(new Set(values.map((value) => jsonKey([value]))).size).toBe(values.length);
  expect(jsonKey({ a: [1n, { b: Number.NaN }] })).toBe(jsonKey({ a: [1n, { b: Number.NaN }] }));
});
