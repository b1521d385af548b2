import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CallPolicy, DEFAULT_RETRY_ON, followTries, lossOutcomes, type TryOutcome } from './tries';

const policy = (more: Partial<CallPolicy> = {}, retryOn = DEFAULT_RETRY_ON): CallPolicy => ({
  ...{ timeout: undefined, attempts: 2, perTryTimeout: undefined, sticky: false },
  retryOn: new Set(retryOn.split(',')),
  ...more,
});
const late = (seconds: number): readonly TryOutcome[] => [{ probability: 1, result: 'answer', late: seconds }];
const failing = (result: 'refused' | '503'): readonly TryOutcome[] => [{ probability: 1, result, late: 0 }];
const ALONE = { hit: 1, all: 1 };

// The tries are those that a real Envoy makes.
describe('the tries of a call', () => {
  test('GIVEN a slow answer and a timeout THEN it is tried once, and 504 comes with the timeout', () => {
    expect(followTries(policy({ timeout: 0.6 }), ALONE, late(1))).toEqual({
      ends: [{ probability: 1, result: 504, late: 0.6 }],
      tries: 1,
    });
  });

  test('GIVEN a timeout of each try THEN the default conditions do not try again, gateway-error does', () => {
    const given = policy({ perTryTimeout: 0.5 });
    expect(followTries(given, ALONE, late(1))).toEqual({
      ends: [{ probability: 1, result: 504, late: 0.5 }],
      tries: 1,
    });
    const more = policy({ perTryTimeout: 0.5 }, 'gateway-error');
    expect(followTries(more, ALONE, late(1))).toEqual({ ends: [{ probability: 1, result: 504, late: 1.5 }], tries: 3 });
  });

  test('GIVEN refused connections or 503 THEN they are tried again by default, on another pod', () => {
    for (const result of ['refused', '503'] as const) {
      expect(followTries(policy(), ALONE, failing(result))).toEqual({
        ends: [{ probability: 1, result: 503, late: 0 }],
        tries: 3,
      });
      expect(followTries(policy(), { hit: 1, all: 2 }, failing(result))).toEqual({
        ends: [{ probability: 1, result: 'answer', late: 0 }],
        tries: 1.5,
      });
    }
    // WHEN two of three are hit, the third try is at the one that is not
    expect(followTries(policy(), { hit: 2, all: 3 }, failing('503')).ends).toEqual([
      { probability: 1, result: 'answer', late: 0 },
    ]);
    // WHEN a consistent hash leads to the same pod
    expect(followTries(policy({ sticky: true }), { hit: 1, all: 2 }, failing('503')).ends).toEqual([
      { probability: 0.5, result: 'answer', late: 0 },
      { probability: 0.5, result: 503, late: 0 },
    ]);
  });

  test('GIVEN nobody answers and no timeout THEN callers wait', () => {
    expect(followTries(policy(), { hit: 1, all: 4 }, late(Number.POSITIVE_INFINITY)).ends).toEqual([
      { probability: 0.75, result: 'answer', late: 0 },
      { probability: 0.25, result: 'waits', late: Number.POSITIVE_INFINITY },
    ]);
  });

  test('GIVEN lost packets THEN what is late is late by the waits of TCP', () => {
    const { ends } = followTries(policy({ timeout: 1 }), ALONE, lossOutcomes(0.5));
    expect(ends.map(({ probability, result, late: by }) => [probability, result, Math.round(by * 1000)])).toEqual([
      [0.5, 'answer', 0],
      [0.25, 'answer', 200],
      [0.125, 'answer', 600],
      [0.125, 504, 1000],
    ]);
  });

  test('GIVEN any policy and any fault THEN probabilities sum to one, and there are at most as many tries as allowed', () => {
    const outcomes = fc.oneof(
      fc.double({ min: 0, max: 20, noNaN: true }).map(late),
      fc.constantFrom(failing('503'), failing('refused'), late(Number.POSITIVE_INFINITY)),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }).map(lossOutcomes),
    );
    const policies = fc
      .record({
        timeout: fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: undefined }),
        perTryTimeout: fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: undefined }),
        attempts: fc.nat(4),
        sticky: fc.boolean(),
      })
      .chain((given) => fc.constantFrom('5xx', 'gateway-error', DEFAULT_RETRY_ON).map((on) => policy(given, on)));
    fc.assert(
      fc.property(policies, fc.nat(6), fc.integer({ min: 1, max: 6 }), outcomes, (given, hit, all, fault) => {
        const { ends, tries } = followTries(given, { hit: Math.min(hit, all), all }, fault);
        expect(ends.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
        expect(tries).toBeGreaterThanOrEqual(1 - 1e-6);
        expect(tries).toBeLessThanOrEqual(given.attempts + 1 + 1e-6);
        for (const { late: by } of ends) expect(by).toBeLessThanOrEqual(given.timeout ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 200 },
    );
  });
});
