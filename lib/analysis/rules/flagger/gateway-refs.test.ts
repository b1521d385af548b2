import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { gatewayRefs } from './gateway-refs';

const found = saying(gatewayRefs);

test('GIVEN no parent THEN no route is made', () => {
  expect(found(canaryExample({ spec: ['provider: gatewayapi:v1beta1'] }))).toEqual([
    'a.yaml:7 error FLAGGER_GATEWAY_REFS: provider gatewayapi:v1beta1 has no gatewayRefs: Flagger makes no HTTPRoute, and says so at each interval',
    '  fix: name a Gateway in service.gatewayRefs',
  ]);
});

test('GIVEN a parent, or another provider THEN nothing is reported', () => {
  expect(found(gatewayRefs.docs.right)).toEqual([]);
  expect(found(canaryExample())).toEqual([]);
});
