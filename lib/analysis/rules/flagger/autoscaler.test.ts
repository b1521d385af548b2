import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { autoscaler } from './autoscaler';

const found = saying(autoscaler);
const { wrong, right } = autoscaler.docs;

test('GIVEN an autoscaler that is not named THEN the primary is not scaled', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:21 warning FLAGGER_AUTOSCALER: HorizontalPodAutoscaler shop/reviews scales the target, which has no pods between releases: reviews-primary, which serves, is not scaled',
    '  fix: write autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: reviews}',
    '  a.yaml:14: scales it',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN one of another workload THEN its copy is for the wrong load', () => {
  expect(
    found(right.replace('Deployment, name: reviews}\n  maxReplicas', 'Deployment, name: ratings}\n  maxReplicas'))[0],
  ).toMatch(/error FLAGGER_AUTOSCALER: HorizontalPodAutoscaler shop\/reviews scales ratings, not reviews/);
});

test('GIVEN one that does not exist THEN Flagger makes nothing', () => {
  const lines = found(
    right.replace('kind: HorizontalPodAutoscaler, name: reviews', 'kind: HorizontalPodAutoscaler, name: revews'),
  );
  expect(lines.filter((line) => /error/.test(line))).toEqual([
    expect.stringMatching(/HorizontalPodAutoscaler shop\/revews does not exist: Flagger makes nothing/),
  ]);
});

test('GIVEN a metric of another object THEN it is the same for both', () => {
  const queue = right.replace(
    /metrics: .*/,
    'metrics: [{type: External, external: {metric: {name: q}, target: {type: Value, value: 5}}}]',
  );
  expect(found(queue)).toEqual([
    'a.yaml:16 note FLAGGER_AUTOSCALER: metrics of type External are copied as they are: during a release target and primary are both scaled by all of the load',
  ]);
});

test('GIVEN a version that Kubernetes has no more THEN it is said which one Flagger reads', () => {
  expect(found(right.replace('autoscaling/v2, kind', 'autoscaling/v2beta2, kind'))).toEqual([
    'a.yaml:23 warning FLAGGER_AUTOSCALER: Flagger reads autoscaling/v2, whatever is written: an autoscaler of autoscaling/v2beta2 is not served by Kubernetes from 1.26 on',
    '  fix: write autoscaling/v2, here and in the autoscaler',
  ]);
});
