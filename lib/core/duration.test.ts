import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { goDuration } from './duration';

describe('goDuration', () => {
  test.each([
    [Duration.seconds(40), '40s'],
    [Duration.seconds(90), '90s'],
    [Duration.seconds(120), '2m'],
    [Duration.minutes(60), '1h'],
    [Duration.minutes(90), '90m'],
    [Duration.hours(36), '36h'],
    [Duration.days(1), '24h'],
    [Duration.millis(1500), '1500ms'],
    [Duration.millis(1), '1ms'],
    [Duration.seconds(0.5), '500ms'],
    [Duration.seconds(1.1), '1100ms'],
    [Duration.minutes(1.5), '90s'],
    [Duration.seconds(0), '0s'],
  ])('renders the largest unit that divides it (%#)', (duration, expected) => {
    expect(goDuration(duration)).toEqual(expected);
  });

  test('refuses a fraction of a millisecond', () => {
    expect(() => goDuration(Duration.millis(0.5))).toThrow(
      '[duration] 0.5ms is not a whole number of milliseconds: round it',
    );
    expect(() => goDuration(Duration.seconds(Number.NaN))).toThrow('is not a whole number of milliseconds');
    expect(() => goDuration(Duration.seconds(Number.POSITIVE_INFINITY))).toThrow('is not a whole number');
  });

  test('keeps every millisecond', () => {
    const size: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (millis) => {
        const [, count, unit = ''] = /^(\d+)(h|m|s|ms)$/.exec(goDuration(Duration.millis(millis))) ?? [];
        expect(Number(count) * (size[unit] ?? Number.NaN)).toEqual(millis);
      }),
    );
  });
});
