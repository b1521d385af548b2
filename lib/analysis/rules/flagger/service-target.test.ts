import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { serviceTarget } from './service-target';

const found = saying(serviceTarget);
const { wrong } = serviceTarget.docs;

test('GIVEN a Service with an address THEN it cannot be copied', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:20 error FLAGGER_SERVICE_TARGET: Service front has an address, which its copies cannot have as well: Flagger makes nothing ("reconcileCanaryService failed: updating service front-canary.shop failed: Service "front-canary" is invalid: spec.clusterIPs: Invalid value: ["…"]: first value must match `clusterIP`")',
    '  fix: release the Deployment behind it',
    '  a.yaml:13: is copied',
  ]);
});

test.each([
  [
    'a name of elsewhere',
    wrong.replace('selector: {tier: front}, ', 'type: ExternalName, externalName: a.example.com, '),
  ],
  ['a headless one', wrong.replace('spec: {selector:', 'spec: {clusterIP: None, selector:')],
  ['one that is not given', wrong.replace('name: front, namespace: shop', 'name: other, namespace: shop')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
