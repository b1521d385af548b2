import { expect, test } from '@jest/globals';
import { whyDenied } from './istiod-webhook';

const routed = (...weights: number[]) => ({
  kind: 'VirtualService',
  spec: { http: [{ route: weights.map((weight) => ({ weight })) }] },
});

test('GIVEN weights below zero THEN the least is named; GIVEN others or another kind THEN nothing is denied', () => {
  expect(whyDenied(routed(-10, 110))).toBe(
    'admission webhook "validation.istio.io" denied the request: configuration is invalid: weight -10 < 0',
  );
  expect(whyDenied(routed(0, 100))).toBe(undefined);
  expect(whyDenied({ kind: 'Service' })).toBe(undefined);
  expect(whyDenied(undefined)).toBe(undefined);
});
