import { describe, expect, test } from '@jest/globals';
import { compareSharing } from './repeated-parts';

/** The rest is compared by `npm run conformance -- replay`. */
const EVERY = 50;

describe('parts that stand in several objects', () => {
  test('GIVEN objects with parts in common WHEN they are judged one after the other THEN each is as by itself', () => {
    const { objects, differences } = compareSharing(EVERY);
    expect(objects).toBeGreaterThan(500);
    expect(differences.slice(0, 3)).toEqual([]);
  });
});
