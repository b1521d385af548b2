import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { templateLabels } from './template-labels';

const found = saying(templateLabels);
const rollout = (selector: string) =>
  object(
    'argoproj.io/v1alpha1',
    'Rollout',
    'web',
    `spec:\n  selector: ${selector}\n  template: {metadata: {labels: {app: web}}}`,
  );

test('GIVEN a selector for other labels THEN there are no pods', () => {
  expect(found(rollout('{matchLabels: {app: api}}'))).toEqual([
    'a.yaml:6 error K8S_TEMPLATE_LABELS: the selector app=api does not match the labels of the pods: the Rollout has none (InvalidSpec)',
    '  fix: give the template the labels that the selector asks for',
    '  a.yaml:5: the selector',
  ]);
  expect(found(rollout('{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}'))).toHaveLength(3);
});

test.each([
  ['the labels', rollout('{matchLabels: {app: web}}')],
  ['an expression that they meet', rollout('{matchExpressions: [{key: app, operator: Exists}]}')],
  [
    'the pods of a Deployment',
    object(
      'argoproj.io/v1alpha1',
      'Rollout',
      'web',
      'spec: {selector: {matchLabels: {app: x}}, workloadRef: {kind: Deployment, name: web}}',
    ),
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
