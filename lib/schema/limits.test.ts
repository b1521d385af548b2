import { describe, expect, test } from '@jest/globals';
import { markRepeated } from '../kube/repeated';
import { checkLimits } from './limits';

/** A map in a map, so many times. */
function nested(depth: number, inner: object = {}): object {
  return Array.from({ length: depth }).reduce<object>((value) => ({ a: value }), inner);
}

const MEGABYTE = 1024 * 1024;
const isRefused = (value: unknown) => checkLimits(value) !== undefined;

describe('what an object may be', () => {
  test('passes when it is neither too deep nor too large', () => {
    const objects = [
      {},
      nested(999),
      { a: 'x'.repeat(2 * MEGABYTE) },
      Array(MEGABYTE - 10).fill(null),
      null,
      'text',
      1,
    ];
    expect(objects.map(isRefused)).toEqual(objects.map(() => false));
  });

  test('reports what is too deep, or too large in texts, in names, or in numbers of entries', () => {
    const cycle: Record<string, unknown> = {};
    cycle.a = [cycle, cycle];
    const objects = [
      nested(1000),
      cycle,
      { a: 'x'.repeat(2 * MEGABYTE), b: ['x'.repeat(2 * MEGABYTE)] },
      { ['x'.repeat(4 * MEGABYTE)]: 1 },
      Array(MEGABYTE + 10).fill(null),
      Array(2 ** 31),
      'x'.repeat(4 * MEGABYTE),
    ];
    expect(objects.map(isRefused)).toEqual(objects.map(() => true));
  });

  test('GIVEN a part that stands in several WHEN it was right in one THEN it counts in the next as much, and as deep', () => {
    const [large, deep] = [{ a: 'x'.repeat(MEGABYTE) }, nested(500)];
    markRepeated(large);
    markRepeated(deep);
    const objects = [{ large }, { large, b: large }, { a: large, b: large, c: large }, { deep }, nested(600, deep)];
    const told = [objects, objects].map((each) => each.map(isRefused));
    const once = [false, false, true, false, true];
    expect(told).toEqual([once, once]);
  });
});
