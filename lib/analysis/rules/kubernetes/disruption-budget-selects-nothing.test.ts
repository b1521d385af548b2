import { expect, test } from '@jest/globals';
import { object, podYaml, saying } from '../../fixtures';
import { disruptionBudgetSelectsNothing } from './disruption-budget-selects-nothing';

const found = saying(disruptionBudgetSelectsNothing);
const budget = (selector: string) =>
  object('policy/v1', 'PodDisruptionBudget', 'b', `spec: {maxUnavailable: 1, selector: ${selector}}`);
const POD = podYaml('web', { labels: '{app: web, tier: front}' });

test('GIVEN labels that no pod has THEN the nearest are named', () => {
  expect(found(POD + budget('{matchLabels: {app: wbe, tier: front}}'))).toEqual([
    'a.yaml:9 warning K8S_DISRUPTION_BUDGET_SELECTS_NOTHING: no pod of namespace shop matches app=wbe,tier=front: nothing is protected',
    '  fix: the pods of Pod web have app=web,tier=front',
    '  a.yaml:3: has other labels',
  ]);
});

test.each([
  ['the labels', POD + budget('{matchLabels: {app: web}}')],
  ['all pods', POD + budget('{}')],
  ['nothing that runs', budget('{matchLabels: {app: web}}')],
  [
    'an operator that may make the pods',
    POD + object('kafka.strimzi.io/v1beta2', 'Kafka', 'k', 'spec: {}') + budget('{matchLabels: {app: k}}'),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
