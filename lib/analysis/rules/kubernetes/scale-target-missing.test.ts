import { expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { scaleTargetMissing } from './scale-target-missing';

const found = saying(scaleTargetMissing);
const autoscaler = (target: string) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', `spec: {maxReplicas: 3, scaleTargetRef: ${target}}`);

test('GIVEN a target that does not exist THEN the nearest is proposed', () => {
  expect(
    found(deploymentYaml('reviews') + autoscaler('{apiVersion: apps/v1, kind: Deployment, name: revews}')).slice(0, 2),
  ).toEqual([
    'a.yaml:12 error K8S_SCALE_TARGET_MISSING: Deployment shop/revews does not exist: the autoscaler does nothing (FailedGetScale)',
    '  fix: did you mean reviews?',
  ]);
});

test('GIVEN a target of another kind THEN it is not the same', () => {
  expect(
    found(deploymentYaml('reviews') + autoscaler('{apiVersion: apps/v1, kind: StatefulSet, name: reviews}')),
  ).toHaveLength(2);
});

test('GIVEN a target that cannot be scaled THEN that is said', () => {
  const set = deploymentYaml('agent').replace('kind: Deployment', 'kind: DaemonSet').replace('  paused: false\n', '');
  expect(found(set + autoscaler('{apiVersion: apps/v1, kind: DaemonSet, name: agent}'))).toEqual([
    'a.yaml:11 error K8S_SCALE_TARGET_MISSING: DaemonSet shop/agent cannot be scaled: the autoscaler does nothing (FailedGetScale)',
    '  fix: name a Deployment, a StatefulSet or another kind with a scale',
    '  a.yaml:2: has no scale',
  ]);
});

test('GIVEN a ScaledObject THEN it means a Deployment unless it says otherwise', () => {
  const scaled = (name: string) =>
    object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      's',
      `spec: {scaleTargetRef: {name: ${name}}, triggers: [{type: cron, metadata: {}}]}`,
    );
  expect(found(deploymentYaml('reviews') + scaled('reviews'))).toEqual([]);
  expect(found(deploymentYaml('reviews') + scaled('ratings'))).toHaveLength(2);
});

test('GIVEN a target that Flagger makes THEN it exists', () => {
  const canary = object(
    'flagger.app/v1beta1',
    'Canary',
    'reviews',
    'spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}, service: {port: 80}, analysis: {interval: 1m, threshold: 1, iterations: 5}}',
  );
  const target = '{apiVersion: apps/v1, kind: Deployment, name: reviews-primary}';
  expect(found(deploymentYaml('reviews') + canary + autoscaler(target))).toEqual([]);
});
