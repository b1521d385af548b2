import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { slowHooks } from './slow-hooks';

const found = telling(slowHooks);
const hooked = (fields: string) =>
  found(canaryExample({ also: [`webhooks: [{name: a, url: 'http://test/', ${fields}}]`] }));

test('GIVEN hooks that take longer than the interval THEN ticks are skipped', () => {
  expect(hooked('timeout: 20s, retries: 2')).toEqual([
    'warning Canary/reviews spec.analysis.webhooks: hooks of type rollout may take 60 s, no less than the interval of 60 s: then ticks are skipped',
  ]);
});

test.each(['timeout: 20s', 'timeout: 5m, type: pre-rollout'])('GIVEN %s THEN nothing is reported', (fields) => {
  expect(hooked(fields)).toEqual([]);
});
