import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { testerOutside } from './tester-outside';

const found = saying(testerOutside);
const { wrong, right } = testerOutside.docs;

test('GIVEN a load tester without a sidecar, and mutual TLS alone, THEN its requests are cut off', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:49 error FLAGGER_TESTER_OUTSIDE: Deployment test/tester has no sidecar, and the pods of reviews take mutual TLS alone: each request of hook load is cut off',
    '  fix: label namespace test istio-injection: enabled',
    '  a.yaml:25: calls them',
    '  a.yaml:12: requires mutual TLS',
  ]);
});

test.each([
  ['a sidecar', right],
  ['plain text is taken', wrong.replace('mode: STRICT', 'mode: PERMISSIVE')],
  ['the namespace is not given', wrong.replace('apiVersion: v1\nkind: Namespace\nmetadata: {name: test}\n---\n', '')],
  ['it calls others', wrong.replace('reviews-canary.shop', 'other.shop')],
])('GIVEN %s THEN nothing is reported', (_, yaml) => {
  expect(found(yaml)).toEqual([]);
});
