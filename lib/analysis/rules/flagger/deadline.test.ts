import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { deadline } from './deadline';

const found = saying(deadline);
const { wrong, right } = deadline.docs;

test('GIVEN probes that begin after the deadline THEN each release is rolled back', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:15 error FLAGGER_DEADLINE: each release is rolled back, whatever the version is like: probes of Deployment reviews begin too late for the deadline of 60 s',
    '  fix: give the Canary a longer progressDeadlineSeconds',
    '  a.yaml:8: the probes',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN a deadline shorter than the interval THEN there is one look', () => {
  const canary = (seconds: number) =>
    canaryExample({ spec: ['provider: istio', `progressDeadlineSeconds: ${seconds}`] });
  expect(found(canary(30))).toEqual([
    'a.yaml:6 warning FLAGGER_DEADLINE: the deadline of 30 s is shorter than the interval of 60 s: Flagger looks at the pods once, and rolls back if they are not ready then',
    '  fix: write a deadline of several intervals',
  ]);
  expect(found(canary(60))).toEqual([]);
});
