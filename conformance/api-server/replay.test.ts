import { describe, expect, test } from '@jest/globals';
import { replay } from './replay';

/** The rest is replayed by `npm run conformance -- replay`. */
const EVERY = 4;

describe('verdicts of a real API server', () => {
  test('GIVEN recorded ones WHEN the objects are judged THEN no verdict and no place differs', () => {
    const { verdicts, differences } = replay(EVERY);
    expect(verdicts).toBeGreaterThan(5_000);
    expect(differences.map(({ difference, name }) => `${difference}: ${name}`)).toEqual([]);
  });
});
