import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { targetMissing } from './target-missing';

const found = saying(targetMissing);

test('GIVEN a target that does not exist THEN the nearest is proposed', () => {
  expect(found(yaml(canaryExample({ target: 'kind: Deployment, name: review' }), deploymentExample()))).toEqual([
    'a.yaml:6 error FLAGGER_TARGET_MISSING: Deployment shop/review does not exist: Flagger makes nothing, and says so at each interval ("get query error")',
    '  fix: did you mean reviews?',
    '  a.yaml:17: is Deployment shop/reviews',
  ]);
});

test('GIVEN another kind of the name THEN it is not the target', () => {
  expect(found(yaml(canaryExample({ target: 'kind: DaemonSet, name: reviews' }), deploymentExample()))).toHaveLength(2);
});

test('GIVEN another version than that of the target THEN only the kind counts', () => {
  expect(found(yaml(canaryExample().replace('apps/v1', 'extensions/v1beta1'), deploymentExample()))).toEqual([]);
});

test('GIVEN nothing of the namespace THEN it is a note', () => {
  expect(found(canaryExample())[0]).toMatch(
    / note FLAGGER_TARGET_MISSING: Deployment shop\/reviews is not in the files/,
  );
});
