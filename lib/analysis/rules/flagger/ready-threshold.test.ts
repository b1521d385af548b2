import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { readyThreshold } from './ready-threshold';

const found = saying(readyThreshold);

test('GIVEN nothing to wait for, or what is never reached THEN it says so', () => {
  expect(found(canaryExample({ also: ['primaryReadyThreshold: 0', 'canaryReadyThreshold: 120'] }))).toEqual([
    'a.yaml:13 warning FLAGGER_READY_THRESHOLD: with 0 % Flagger does not wait for pods: requests may go where there are none',
    '  fix: write a share from 1 to 100, or leave it out for all pods',
    'a.yaml:14 error FLAGGER_READY_THRESHOLD: 120 % of the pods are never ready: each release fails at the deadline',
    '  fix: write a share from 1 to 100, or leave it out for all pods',
  ]);
});

test('GIVEN a share THEN nothing is reported', () => {
  expect(found(canaryExample({ also: ['primaryReadyThreshold: 100', 'canaryReadyThreshold: 1'] }))).toEqual([]);
});
