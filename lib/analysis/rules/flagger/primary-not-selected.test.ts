import { expect, test } from '@jest/globals';
import { saying, telling } from '../../fixtures';
import { objectExample, releaseExample } from '../../release/example';
import { primaryNotSelected } from './primary-not-selected';

const found = telling(primaryNotSelected);
const { wrong, right } = primaryNotSelected.docs;
const budget = (selector: string) =>
  found(
    releaseExample(
      {},
      objectExample('policy/v1', 'PodDisruptionBudget', 'reviews', `spec: {minAvailable: 1, selector: ${selector}}`),
    ),
  );

test('GIVEN a policy for the target THEN the primary has none', () => {
  expect(saying(primaryNotSelected)(wrong)).toEqual([
    'a.yaml:28 error FLAGGER_PRIMARY_NOT_SELECTED: it selects reviews by app=reviews, and not reviews-primary, which serves with app=reviews-primary: requests to it are not judged by these rules',
    '  fix: select by a label that both have, or by app=reviews-primary, too',
    '  a.yaml:15: Canary shop/reviews makes the primary',
    '  a.yaml:7: the labels',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN another for the primary THEN nothing is reported', () => {
  const second = wrong
    .slice(wrong.lastIndexOf('---\n'))
    .replace('name: reviews,', 'name: primary,')
    .replace('{app: reviews}', '{app: reviews-primary}');
  expect(found(wrong + second)).toEqual([]);
});

test.each([
  ['{matchLabels: {app: reviews}}', 1],
  ['{matchExpressions: [{key: app, operator: In, values: [reviews, reviews-primary]}]}', 0],
  ['{matchLabels: {app: ratings}}', 0],
])('GIVEN a budget for %s', (selector, findings) => {
  expect(budget(selector)).toHaveLength(findings);
});
