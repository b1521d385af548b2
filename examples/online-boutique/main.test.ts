import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { App, Canary } from 'meshwright';
import { failing, meshOf, outside, rehearse } from 'meshwright/testing';
import 'meshwright/jest';
import { boutique } from './boutique';
import { TARGETS } from './targets';

/** A target, as `main.ts` builds it. */
function build(name: keyof typeof TARGETS) {
  const app = new App();
  const shop = boutique(app, TARGETS[name]);
  return { app, mesh: meshOf(app), ...shop };
}

test.each(Object.entries(TARGETS))('%s: nothing is wrong, and customers get in by HTTPS', (name, { domain }) => {
  const { app, mesh, frontend } = build(name as keyof typeof TARGETS);
  expect(app).toHaveNoFindings();
  expect(mesh.from(outside).get(`https://${domain}/cart`)).toReach(frontend);
  expect(mesh.from(outside).get(`https://${domain}/_healthz`)).toBeAnswered(404);
  expect(mesh.from(outside).get(`http://${domain}/cart`)).toBeAnswered(301);
});

test('the frontend asks the cart, and nobody the other way round', () => {
  const { mesh, frontend, cart } = build('dev/west');
  expect(mesh.from(frontend).get('http://cartservice:7070/')).toReach(cart);
  expect(mesh.from(cart).get('http://frontend/')).not.toReach(frontend);
  expect(mesh.from('boutique/loadgenerator-v1').get('http://cartservice.boutique:7070/')).not.toReach(cart);
});

describe('in production', () => {
  const { app, mesh, frontend, checkout, cart, cartsFail, slowPayments } = build('prod/east');

  test('a good version of the checkout is promoted, a bad one meets few customers', () => {
    const canary = app.node.findAll().find((each): each is Canary => each instanceof Canary) as Canary;
    expect(rehearse(canary).promotes()).toTakeAtMost(Duration.minutes(6));
    expect(rehearse(canary, failing())).toRollBackWithin(Duration.minutes(4));
    expect(rehearse(canary, failing())).toExposeAtMost({ percent: 20, time: Duration.minutes(3) });
  });

  test('carts fail for testers alone', () => {
    const tried = mesh.with(cartsFail).from(frontend);
    expect(tried.get('http://cartservice:7070/', { headers: { 'x-tester': 'carts' } })).not.toReach(cart);
    expect(tried.get('http://cartservice:7070/')).toReach(cart);
  });

  test('slow payments are late, and fail nobody', () => {
    const experiment = mesh.forecast(slowPayments, [checkout.version('v1'), 'GET http://paymentservice:50051/']);
    expect(experiment).toShow();
    expect(experiment).toFailAtMost(0);
    expect(experiment).toEndWithin(Duration.minutes(6));
  });
});
