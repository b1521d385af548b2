import { expect, test } from '@jest/globals';
import { deploymentYaml, object, saying } from '../../fixtures';
import { overlappingSelectors } from './overlapping-selectors';

const found = saying(overlappingSelectors);
const of = (name: string, labels: string, selector = labels) => deploymentYaml(name, { labels, selector });

test('GIVEN selectors of the same labels THEN it is told once', () => {
  expect(found(of('a', '{app: web}') + of('b', '{app: web}'))).toEqual([
    'a.yaml:6 warning K8S_OVERLAPPING_SELECTORS: app=web also selects the pods of Deployment shop/b',
    '  fix: add a label to the selector and the template that the other does not have',
    '  a.yaml:15: has the labels, too',
  ]);
});

test('GIVEN a selector that is wider THEN it is told of that one', () => {
  expect(found(of('b', '{app: web, version: v2}') + of('a', '{app: web, version: v1}', '{app: web}'))[0]).toBe(
    'a.yaml:14 warning K8S_OVERLAPPING_SELECTORS: app=web also selects the pods of Deployment shop/b',
  );
});

test('GIVEN autoscalers of both THEN neither scales', () => {
  const autoscaler = (name: string) =>
    object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      name,
      `spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}}`,
    );
  const both = of('a', '{app: web}') + of('b', '{app: web}');
  expect(found(both + autoscaler('a') + autoscaler('b'))[0]).toBe(
    'a.yaml:6 error K8S_OVERLAPPING_SELECTORS: app=web also selects the pods of Deployment shop/b: their autoscalers do nothing (AmbiguousSelector)',
  );
  expect(found(both + autoscaler('a'))[0]).toMatch(/ warning /);
});

test.each([
  ['labels apart', of('a', '{app: web, version: v1}') + of('b', '{app: web, version: v2}')],
  ['two namespaces', of('a', '{app: web}') + of('b', '{app: web}').replace('namespace: shop', 'namespace: other')],
  [
    'a Job',
    of('a', '{app: web}') +
      object(
        'batch/v1',
        'Job',
        'j',
        'spec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: example.com/c:1.0.0}]}}}',
      ),
  ],
  [
    'alternatives',
    {
      'x/a.yaml': of('a', '{app: web}') + of('same', '{app: s}'),
      'y/a.yaml': of('b', '{app: web}') + of('same', '{app: t}'),
    },
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
