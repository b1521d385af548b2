import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { App, Canary } from 'meshwright';
import { failing, meshOf, outside, rehearse } from 'meshwright/testing';
import 'meshwright/jest';
import { Boutique, namespaces } from './boutique';
import { TARGETS } from './targets';

/** The app of a target, as `main.ts` builds it. */
function build(name: keyof typeof TARGETS) {
  const app = new App();
  namespaces(app);
  return { app, shop: new Boutique(app, 'boutique', TARGETS[name]) };
}

const names = Object.keys(TARGETS) as (keyof typeof TARGETS)[];

test.each(names)('%s: nothing is wrong, and customers reach the shop', (name) => {
  const { app, shop } = build(name);
  expect(app).toHaveNoFindings();
  const mesh = meshOf(app);
  expect(mesh.from(outside).get(`http://${shop.domain}/cart`)).toReach(shop.frontend);
  expect(mesh.from(outside).get(`http://${shop.domain}/_healthz`)).toBeAnswered(404);
});

describe('who calls whom', () => {
  const { app, shop } = build('dev/west');
  const mesh = meshOf(app);

  test('the frontend asks the cart, and the cart nobody but its disk', () => {
    expect(mesh.from(shop.frontend).get('http://cartservice:7070/')).toReach(shop.cart);
    expect(mesh.from(shop.cart).get('http://frontend/')).not.toReach(shop.frontend);
    expect(mesh.from('boutique/loadgenerator-v1').get('http://cartservice.boutique:7070/')).not.toReach(shop.cart);
  });
});

describe('the release of the checkout', () => {
  const { app } = build('prod/east');
  const canary = app.node.findAll().find((each): each is Canary => each instanceof Canary);

  test('a good version is promoted, a bad one meets few customers', () => {
    if (canary === undefined) throw new Error('there is no canary');
    expect(rehearse(canary).promotes()).toTakeAtMost(Duration.minutes(6));
    expect(rehearse(canary, failing())).toRollBackWithin(Duration.minutes(4));
    expect(rehearse(canary, failing())).toExposeAtMost({ percent: 20, time: Duration.minutes(3) });
  });
});
