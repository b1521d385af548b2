import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { sharedLabel } from './shared-label';

const found = saying(sharedLabel);
const TARGET = deploymentExample({ labels: '{app: reviews, version: v1}' });

test('GIVEN another workload with the label THEN requests for the canary reach it', () => {
  const other = deploymentExample({ name: 'reviews-v2', labels: '{app: reviews, version: v2}' });
  expect(found(yaml(canaryExample(), TARGET, other))).toEqual([
    'a.yaml:6 error FLAGGER_SHARED_LABEL: Service reviews-canary selects app=reviews, which the pods of Deployment shop/reviews-v2 have, too: requests for the canary reach them',
    '  fix: give the others another value of app',
    '  a.yaml:30: has the label, too',
  ]);
});

test.each([
  ['another namespace', deploymentExample({ name: 'a', labels: '{app: reviews}' }).replace('shop', 'test')],
  ['another value', deploymentExample({ name: 'a' })],
  [
    'a Job',
    objectExample(
      'batch/v1',
      'Job',
      'a',
      'spec: {template: {metadata: {labels: {app: reviews}}, spec: {restartPolicy: Never, containers: [{name: a, image: "example.com/a:1.0.0"}]}}}',
    ),
  ],
])('GIVEN %s THEN nothing is reported', (_name, other) => {
  expect(found(yaml(canaryExample(), TARGET, other))).toEqual([]);
});
