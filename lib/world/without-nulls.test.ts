import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasNull, withoutNulls } from './without-nulls';

/** Written the long way. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, clean(item)]])),
  );
}

test('GIVEN any value THEN entries that are null are gone, and items stay', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(withoutNulls(value)).toEqual(clean(value))));
});

test('GIVEN any value THEN it is known whether null is anywhere in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const within = (each: unknown): boolean =>
        each === null || (typeof each === 'object' && Object.values(each as object).some(within));
      expect(hasNull(value)).toBe(within(value));
    }),
  );
});

test('GIVEN a value without nulls THEN it is the value itself', () => {
  const value = { a: [{ b: 1 }, null], c: { d: 'e' } };
  expect(withoutNulls(value)).toBe(value);
  expect(withoutNulls({ a: [{ b: null }], c: null })).toEqual({ a: [{}] });
});
