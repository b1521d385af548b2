import { describe, expect, test } from '@jest/globals';
import { App } from '..';
import { meshOf } from '../jest';
import { failure, shop, slow } from './fixtures';

const app = new App();
const built = shop(app);
const scenario = slow(app, built);
const before = meshOf(app);
const after = meshOf(scenario);

describe('toChangeOnly', () => {
  test('GIVEN the same mesh, made once more THEN nothing may change', () => {
    const again = new App();
    shop(again);
    expect(meshOf(again)).toChangeOnly(before, []);
  });

  test('passes when all that changes is allowed', () => {
    expect(after).toChangeOnly(before, [built.reviews]);
    expect(after).toChangeOnly(before, ['reviews.shop']);
    expect(after).toChangeOnly(before, ['shop/reviews']);
    expect(after).toChangeOnly(before, [{ to: 'reviews.shop', effect: ['moves', 'treats'] }]);
  });

  test('reports what else changes, who it is for, and what makes it so', () => {
    expect(failure(() => expect(after).toChangeOnly(before, ['details.shop']))).toEqual(
      `expected that nothing else changes for traffic, but these do

  goes elsewhere: requests to reviews.shop:9080 from everybody with a sidecar, with header end-user: jason
    shop/reviews-v2 → shop/reviews-v1 (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])
    copies: 10 % to shop/details-v1 → none (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])
    timeout: 3 s → none (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])
    retries: 5 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes → 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])

  goes elsewhere: requests to reviews.shop:9080 from everybody with a sidecar, without header end-user: jason
    shop/reviews-v1 80 % → 100 %, shop/reviews-v2 20 % → 0 % (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])

  is treated otherwise: requests to reviews.shop:9080 from everybody with a sidecar
    delay: none → 50 % wait 2 s (VirtualService shop/reviews-route, slow/reviews-route spec.http[0])`,
    );
    expect(failure(() => expect(after).toChangeOnly(before, [{ to: built.reviews, effect: 'breaks' }]))).toContain(
      'requests to reviews.shop:9080',
    );
    expect(
      failure(() => expect(after).toChangeOnly(before, [{ to: built.reviews, which: 'with header end-user' }])),
    ).toContain(
      'goes elsewhere: requests to reviews.shop:9080 from everybody with a sidecar, without header end-user: jason',
    );
  });

  test('says what is to be given', () => {
    expect(() => expect(app).toChangeOnly(before, [])).toThrow('toChangeOnly: give two meshes');
    expect(() => expect(after).toChangeOnly(before, [built.edge])).toThrow(
      "toChangeOnly: there is no Service in 'shop/edge'",
    );
  });
});
