import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { targetIsPrimary } from './target-is-primary';

const found = saying(targetIsPrimary);

test('GIVEN a primary as the target THEN it has a primary of its own', () => {
  expect(found(canaryExample({ target: 'kind: Deployment, name: a-primary' }))).toEqual([
    'a.yaml:6 warning FLAGGER_TARGET_IS_PRIMARY: a-primary is what Flagger calls the primary of a, which it makes itself: here it makes a-primary-primary',
    '  fix: name the workload that new versions are applied to',
  ]);
  expect(found(canaryExample())).toEqual([]);
});
