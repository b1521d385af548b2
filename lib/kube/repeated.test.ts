import { describe, expect, test } from '@jest/globals';
import { FoundClean, isRepeated, markRepeated } from './repeated';

describe('values that repeat', () => {
  test('GIVEN a value that was marked THEN it repeats, and one that is only equal does not', () => {
    const value = { app: 'shop' };
    markRepeated(value);
    expect([value, { app: 'shop' }].map(isRepeated)).toEqual([true, false]);
  });

  test('GIVEN values found clean THEN only those that repeat are remembered', () => {
    const [seenTwice, seenOnce] = [{}, {}];
    const clean = new FoundClean();
    clean.add(seenOnce);
    markRepeated(seenTwice);
    const before = clean.has(seenTwice);
    clean.add(seenTwice);
    expect([before, clean.has(seenTwice), clean.has(seenOnce)]).toEqual([false, true, false]);
  });
});
