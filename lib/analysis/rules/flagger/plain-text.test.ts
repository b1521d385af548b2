import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { plainText } from './plain-text';

const found = saying(plainText);
const { wrong } = plainText.docs;

test('GIVEN mutual TLS that nobody speaks by himself THEN requests get 503', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:26 error FLAGGER_PLAIN_TEXT: requests get 503: sidecars speak plain text with the primary and the canary, and their pods take mutual TLS alone',
    '  fix: write trafficPolicy.tls.mode: ISTIO_MUTUAL',
    '  a.yaml:9: requires mutual TLS',
  ]);
  expect(found(wrong.replace('port: 9080}\n', 'port: 9080, trafficPolicy: {tls: {mode: DISABLE}}}\n'))).toHaveLength(3);
});

test.each([
  ['sidecars that speak it by themselves', wrong.replace('enableAutoMtls: false', 'enableAutoMtls: true')],
  ['pods that take both', wrong.replace('STRICT', 'PERMISSIVE')],
  ['another namespace', wrong.replace('name: strict, namespace: shop', 'name: strict, namespace: test')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
