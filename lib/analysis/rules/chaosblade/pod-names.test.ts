import { expect, test } from '@jest/globals';
import { attackExample } from '../../experiment/example';
import { podYaml, saying, telling } from '../../fixtures';
import { podNames } from './pod-names';

const found = telling(podNames);
const named = (names: string, also: Record<string, string> = {}) =>
  attackExample({ flags: { labels: undefined, 'evict-count': undefined, names, ...also } });

test('GIVEN a number beyond the replicas THEN there is no such pod', () => {
  expect(saying(podNames)(podNames.docs.wrong)).toEqual([
    'a.yaml:25 error CHAOSBLADE_POD_NAMES: StatefulSet shop/ratings has 3 pods, from ratings-0 on: there is no ratings-7',
    '  fix: write up to ratings-2',
    '  a.yaml:35: its pods',
  ]);
});

test('GIVEN as many as an autoscaler may run THEN a number beyond them is no pod', () => {
  const autoscaler = `
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ratings, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: ratings}, maxReplicas: 7}
`;
  const [first] = found(podNames.docs.wrong + autoscaler);
  expect(first).toMatch(/StatefulSet shop\/ratings has at most 7 pods, from ratings-0 on: there is no ratings-7$/);
  expect(found(podNames.docs.wrong + autoscaler.replace('maxReplicas: 7', 'maxReplicas: 8'))).toEqual([]);
});

test('GIVEN a name that a Deployment gives THEN it changes', () => {
  expect(found(named('reviews-75d5744fff-b6nzv'))).toEqual([
    'warning ChaosBlade/reviews-loss spec.experiments[0].matchers[5].value: the names of the pods of Deployment shop/reviews change with each restart: reviews-75d5744fff-b6nzv is passed over in silence then',
  ]);
});

test('GIVEN another name THEN no pod has it', () => {
  expect(found(named('reviews'))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[5].value: no pod of shop is called reviews: ChaosBlade passes over it in silence',
  ]);
});

test('GIVEN labels beside names THEN more is hit', () => {
  expect(found(`${podYaml('a')}${named('a', { labels: 'app=reviews' })}`)).toEqual([
    expect.stringMatching(
      /^warning .*: with names and labels together, every pod that has one of the labels is hit, too$/,
    ),
  ]);
});

test.each([
  podYaml('a') + named('a'),
  named('a', { namespace: 'elsewhere' }),
  podNames.docs.right,
  attackExample({ what: 'node cpu load', flags: { names: 'node-1' } }),
])('GIVEN pods that have the name THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
