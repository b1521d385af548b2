import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { disruptionBudgetOverlap } from './disruption-budget-overlap';

const found = saying(disruptionBudgetOverlap);
const budget = (name: string, labels: string) =>
  object('policy/v1', 'PodDisruptionBudget', name, `spec: {maxUnavailable: 1, selector: {matchLabels: ${labels}}}`);
const POD = podYaml('web', { labels: '{app: web, tier: front}' });

test('GIVEN two budgets for one pod THEN it cannot be evicted', () => {
  expect(found(POD + budget('b', '{tier: front}') + budget('a', '{app: web}'))).toEqual([
    'a.yaml:9 error K8S_DISRUPTION_BUDGET_OVERLAP: pods of Pod shop/web are selected by PodDisruptionBudget shop/a, too: they cannot be evicted at all',
    '  fix: make the selectors disjoint, or keep one of the two',
    '  a.yaml:14: the other budget',
  ]);
});

test.each([
  [
    'pods of their own',
    POD + podYaml('api', { labels: '{app: api}' }) + budget('a', '{app: web}') + budget('b', '{app: api}'),
  ],
  ['alternatives of one', { 'a.yaml': POD + budget('a', '{app: web}'), 'x/b.yaml': budget('a', '{tier: front}') }],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
