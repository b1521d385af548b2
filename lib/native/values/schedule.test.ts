import { describe, expect, test } from '@jest/globals';
import { scheduleProblem } from './schedule';

describe('scheduleProblem', () => {
  test.each(['* * * * *', '*/5 0-12/2 1,15 jan-mar MON-FRI', '? * * * 0', '@daily', '@every 1h30m', ' 0 0 1 1 * '])(
    'passes when %j is a schedule',
    (schedule) => {
      // WHEN
      const problem = scheduleProblem(schedule);

      // THEN
      expect(problem).toBeUndefined();
    },
  );

  test.each([
    ['', 'empty spec string'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['* 24 * * *', 'end of range (24) above maximum (23): 24'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['30-10 * * * *', 'beginning of range (30) beyond end of range (10): 30-10'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['@often', 'unrecognized descriptor: @often'],
  ])('reports when %j is none', (schedule, expected) => {
    // WHEN
    const problem = scheduleProblem(schedule);

    // THEN
    expect(problem).toBe(expected);
  });
});
