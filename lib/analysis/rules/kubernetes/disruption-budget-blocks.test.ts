import { expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { disruptionBudgetBlocks } from './disruption-budget-blocks';

const found = saying(disruptionBudgetBlocks);
const budget = (bound: string) =>
  object('policy/v1', 'PodDisruptionBudget', 'b', `spec: {${bound}, selector: {matchLabels: {app: web}}}`);
const pods = (replicas: number) => deploymentYaml('web', { replicas });
const autoscaler = (least: number) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'h',
    `spec: {minReplicas: ${least}, maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}`,
  );

test('GIVEN as many that must be there as there are THEN none can be evicted', () => {
  expect(found(pods(1) + budget('minAvailable: 1'))).toEqual([
    'a.yaml:12 warning K8S_DISRUPTION_BUDGET_BLOCKS: minAvailable 1 of 1 pod lets none be evicted: nodes with them cannot be drained',
    '  fix: run two pods, or leave the budget out',
    '  a.yaml:5: Deployment shop/web has 1 pod',
  ]);
});

test('GIVEN as many as an autoscaler runs at least THEN they are counted', () => {
  expect(found(deploymentYaml('web') + autoscaler(2) + budget('minAvailable: 2')).slice(1)).toEqual([
    '  fix: write maxUnavailable: 1',
    '  a.yaml:4: Deployment shop/web has at least 2 pods',
  ]);
});

test.each([
  ['minAvailable: 2', pods(2), true],
  ['minAvailable: 1', pods(2), false],
  ['minAvailable: 51%', pods(2), true],
  ['minAvailable: 50%', pods(2), false],
  ['maxUnavailable: 0', pods(2), true],
  ['maxUnavailable: 0%', pods(2), true],
  ['maxUnavailable: 1%', pods(2), false],
  ['minAvailable: 1', pods(0), false],
  ['minAvailable: 1', deploymentYaml('web') + autoscaler(1), true],
  ['minAvailable: 1', deploymentYaml('web') + autoscaler(2), false],
  ['minAvailable: 2', pods(4) + autoscaler(2), true],
  ['minAvailable: 1', '', false],
])('GIVEN %s of %s THEN it is known whether that blocks', (bound, workloads, blocks) => {
  expect(found(workloads + budget(bound)).length > 0).toBe(blocks);
});
