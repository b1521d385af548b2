import { expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { autoscalerWithoutRequests } from './autoscaler-without-requests';

const found = saying(autoscalerWithoutRequests);
const autoscaler = (metric: string) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'h',
    `spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [${metric}]}`,
  );
const SHARE = '{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}';

test('GIVEN a share of what nobody requests THEN the autoscaler does nothing', () => {
  expect(found(deploymentYaml('web', { container: ', resources: {requests: {cpu: 1}}' }) + autoscaler(SHARE))).toEqual([
    'a.yaml:12 warning K8S_AUTOSCALER_WITHOUT_REQUESTS: container c of Deployment shop/web requests no memory: the autoscaler does nothing (FailedGetResourceMetric: missing request for memory)',
    '  fix: give the container resources.requests.memory',
    '  a.yaml:7: its containers',
  ]);
});

test('GIVEN version 1 of an autoscaler THEN it is a share of the processor', () => {
  const old = object(
    'autoscaling/v1',
    'HorizontalPodAutoscaler',
    'h',
    'spec: {maxReplicas: 3, targetCPUUtilizationPercentage: 80, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
  );
  expect(found(deploymentYaml('web') + old)[0]).toMatch(/requests no cpu/);
});

test.each([
  ['a request', deploymentYaml('web', { container: ', resources: {requests: {memory: 1Gi}}' }) + autoscaler(SHARE)],
  [
    'a limit, which is a request',
    deploymentYaml('web', { container: ', resources: {limits: {memory: 1Gi}}' }) + autoscaler(SHARE),
  ],
  [
    'an amount',
    deploymentYaml('web') +
      autoscaler('{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}'),
  ],
  [
    'defaults of the namespace',
    deploymentYaml('web') +
      object('v1', 'LimitRange', 'l', 'spec: {limits: [{type: Container, defaultRequest: {memory: 1Gi}}]}') +
      autoscaler(SHARE),
  ],
  ['no target', autoscaler(SHARE)],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
