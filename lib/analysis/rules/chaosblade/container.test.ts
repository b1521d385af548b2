import { expect, test } from '@jest/globals';
import { attackExample } from '../../experiment/example';
import { saying, telling } from '../../fixtures';
import { container } from './container';

const found = telling(container);
const MESH = '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';
const PLAIN = '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
const at = (flags: Record<string, string>) => attackExample({ what: 'container container remove', flags });

test('GIVEN a name that no container has THEN nothing is hit', () => {
  expect(saying(container)(container.docs.wrong)).toEqual([
    'a.yaml:25 error CHAOSBLADE_CONTAINER: the pods of Deployment shop/reviews have no container revews: the experiment goes to Error',
    '  fix: did you mean reviews?',
    '  a.yaml:9: its containers',
  ]);
  const withInit = at({ 'container-names': 'setup' }).replace(
    'spec: {containers',
    'spec: {initContainers: [{name: setup, image: a}], containers',
  );
  expect(found(withInit)[0]).toMatch(
    /setup of Deployment shop\/reviews is an init container, among which ChaosBlade does not look$/,
  );
});

test.each([
  ['-1', PLAIN, 'error', 'container-index -1 is negative: the operator panics, and tries again for ever'],
  [
    '1',
    PLAIN,
    'error',
    'the pods of Deployment shop/reviews have 1 container: there is none at place 1, counted from 0',
  ],
  [
    '0',
    MESH,
    'warning',
    'the pods of Deployment shop/reviews have a sidecar, which may come before their own containers: container-index 0 may be another one than in the manifest',
  ],
])('GIVEN place %s THEN it says what is there', (index, namespace, severity, says) => {
  expect(found(at({ 'container-index': index }) + namespace)).toEqual([
    `${severity} ChaosBlade/reviews-loss spec.experiments[0].matchers[4].value: ${says}`,
  ]);
});

test.each([
  at({ 'container-names': 'reviews' }),
  at({ 'container-names': 'other,reviews' }),
  at({ 'container-index': '0' }) + PLAIN,
])('GIVEN a container of the pods THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});

test('GIVEN the sidecar THEN it is said that the app is left as it is', () => {
  expect(found(at({ 'container-names': 'istio-proxy' }) + MESH)).toEqual([
    'warning ChaosBlade/reviews-loss spec.experiments[0].matchers[4].value: container container remove hits the sidecar, through which all requests of the pod go: the app itself is left as it is',
  ]);
});
