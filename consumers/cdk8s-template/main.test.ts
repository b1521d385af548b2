import { App, Testing } from 'cdk8s';
import { meshOf } from 'meshwright/jest';
import { Shop } from './main';

describe('the shop', () => {
  test('is accepted by the API server', () => {
    const chart = new Shop(Testing.app(), 'shop');
    expect(Testing.synth(chart)).toBeAccepted();
  });

  test('routes requests by a header', () => {
    const app = new App();
    const { client, reviews } = new Shop(app, 'shop');
    const mesh = meshOf(app);
    const get = (headers: Record<string, string>) => mesh.from(client).get('http://reviews:9080/', { headers });
    expect(get({ 'end-user': 'jason' })).toReach(reviews.version('v2'));
    expect(get({})).toReach(reviews.version('v1'));
    expect(mesh).toBeCovered();
  });
});
