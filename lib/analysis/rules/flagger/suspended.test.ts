import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { suspended } from './suspended';

test('GIVEN a Canary that is suspended THEN nothing is released', () => {
  expect(telling(suspended)(suspended.docs.wrong)).toEqual([
    'note Canary/reviews spec.suspend: Flagger leaves the Canary as it is: no new version is released',
  ]);
  expect(telling(suspended)(suspended.docs.right)).toEqual([]);
});
