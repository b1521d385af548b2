import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { rollbackHook } from './rollback-hook';

const hooked = (type: string, url: string) =>
  telling(rollbackHook)(canaryExample({ also: [`webhooks: [{name: a, type: ${type}, url: '${url}'}]`] }));

test('GIVEN a gate that is open THEN each release is rolled back', () => {
  expect(hooked('rollback', 'http://test/gate/approve')).toEqual([
    'error Canary/reviews spec.analysis.webhooks[0].url: http://test/gate/approve always answers with success, which asks for a rollback: each release is rolled back at once',
  ]);
});

test.each([
  ['rollback', 'http://test/rollback/check'],
  ['confirm-rollout', 'http://test/gate/approve'],
])('GIVEN %s by %s THEN nothing is reported', (type, url) => {
  expect(hooked(type, url)).toEqual([]);
});
