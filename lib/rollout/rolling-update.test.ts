import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rollingUpdate } from './rolling-update';

test.each([
  ['one pod, before it is ready', { replicas: 1, surge: 1, unavailable: 0 }, 10, 9, [1, 2, 0]],
  ['one pod, ready', { replicas: 1, surge: 1, unavailable: 0 }, 10, 10, [1, 1, 1]],
  ['four pods, the first wave', { replicas: 4, surge: 1, unavailable: 1 }, 13, 10, [2, 5, 0]],
  ['four pods, the second wave', { replicas: 4, surge: 1, unavailable: 1 }, 13, 20, [4, 5, 2]],
  ['four pods, done', { replicas: 4, surge: 1, unavailable: 1 }, 13, 26, [4, 4, 4]],
  ['pods that are ready at once', { replicas: 9, surge: 1, unavailable: 0 }, 0, 0, [9, 9, 9]],
  ['pods that never are', { replicas: 4, surge: 1, unavailable: 1 }, 'never' as const, 1e9, [2, 5, 0]],
])('%s', (_, limits, ready, seconds, [updated, total, available]) => {
  expect(rollingUpdate(limits, ready, seconds)).toEqual({ updated, total, available });
});

test('GIVEN any limits THEN there are never more or fewer pods than they allow, and in the end all are new', () => {
  const some = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), some, some, fc.nat(200), (replicas, surge, most, seconds) => {
      const unavailable = Math.min(surge === 0 && most === 0 ? 1 : most, replicas);
      const { updated, total, available } = rollingUpdate({ replicas, surge, unavailable }, 10, seconds);
      expect(total).toBeLessThanOrEqual(replicas + surge);
      expect(total - updated + available).toBeGreaterThanOrEqual(replicas - unavailable);
      const end = rollingUpdate({ replicas, surge, unavailable }, 10, 1000);
      expect(end).toEqual({ updated: replicas, total: replicas, available: replicas });
    }),
  );
});
