import { expect, test } from '@jest/globals';
import { saying, telling } from '../../fixtures';
import { preRolloutRepeats } from './pre-rollout-repeats';

const { wrong, right } = preRolloutRepeats.docs;

test('GIVEN a gate before each share THEN hooks before the first are called again', () => {
  expect(saying(preRolloutRepeats)(wrong)).toEqual([
    'a.yaml:22 warning FLAGGER_PRE_ROLLOUT_REPEATS: migrate is called again at each tick until gate gate opens for the first time',
    '  fix: use confirm-rollout for the gate, or a hook that may be called more than once',
    '  a.yaml:22: the gate',
  ]);
  expect(telling(preRolloutRepeats)(right)).toEqual([]);
});

test('GIVEN iterations THEN there are no shares', () => {
  expect(telling(preRolloutRepeats)(wrong.replace(/maxWeight: 50\n {4}stepWeight: 10/, 'iterations: 5'))).toEqual([]);
});
