import { App } from 'meshwright';
import { meshOf } from 'meshwright/vitest';
import { describe, expect, test } from 'vitest';
import { shop } from './main.js';

describe('the shop', () => {
  const app = new App();
  const { client, reviews } = shop(app);
  const mesh = meshOf(app);

  test('routes requests by a header', () => {
    const get = (headers: Record<string, string>) => mesh.from(client).get('http://reviews:9080/', { headers });
    expect(get({ 'end-user': 'jason' })).toReach(reviews.version('v2'));
    expect(get({})).toSplit([
      [reviews.version('v1'), 80],
      [reviews.version('v2'), 20],
    ]);
    expect(mesh).toBeCovered();
    expect(app).toBeAccepted();
  });
});
