import { describe, expect, test } from '@jest/globals';
import { closest, isSlip } from './suggestion';

describe('what was meant', () => {
  test.each([
    ['revews', ['ratings', 'reviews'], 'reviews'],
    ['app_config', ['app-config'], 'app-config'],
    ['a', ['b'], undefined],
    ['payments', ['reviews'], undefined],
  ])('GIVEN %s of %j THEN it is %s', (text, candidates, expected) => {
    expect(closest(text, candidates)).toBe(expected);
  });
});

describe('slips of the pen', () => {
  test.each([
    ['revews', 'reviews', true],
    ['app_config', 'appConfig', true],
    ['reviews-v1', 'reviews-v2', false],
    ['reviews-v1', 'reviews', false],
    ['web', 'wen', false],
    ['checkoutservice', 'chekoutservce', true],
    ['shop', 'stop', true],
    ['shop', 'step', false],
    ['same', 'same', false],
    ['service-a', 'service-b', false],
    ['shop-eu', 'shop-us', false],
    ['web-frontend', 'web-fronted', true],
  ])('GIVEN %s for %s THEN it is one: %s', (text, meant, expected) => {
    expect(isSlip(text, meant)).toBe(expected);
  });
});
