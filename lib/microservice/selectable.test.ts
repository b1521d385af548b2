import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { CanaryMatch } from '../flagger/canary-match';
import { DestinationRule, EgressHosts, HttpMatch, PeerAuthentication, Sidecar, Telemetry } from '../istio';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { chart, image } from './microservice.testing';

const APP = { app: 'reviews' };
const V1 = { app: 'reviews', version: 'v1' };

test('GIVEN an app or a version of it THEN it is taken wherever pods are selected', () => {
  const shop = chart('shop');
  const reviews = new Microservice(shop, 'reviews', { port: Port.http(9080), versions: { v1: { image } } });
  new PeerAuthentication(shop, 'mtls', { selector: reviews, mtls: 'STRICT' });
  new Telemetry(shop, 'logs', { selector: reviews.version('v1'), accessLogging: { enabled: false } });
  new Sidecar(shop, 'reach', { selector: reviews, egress: [{ hosts: [EgressHosts.ownNamespace] }] });
  new DestinationRule(shop, 'rule', { host: reviews, workloadSelector: reviews.version('v1') });
  const [mtls, logs, reach, rule] = shop
    .toJson()
    .slice(-4)
    .map(({ spec }) => spec.selector ?? spec.workloadSelector);
  expect([mtls, logs, reach, rule]).toEqual([
    { matchLabels: APP },
    { matchLabels: V1 },
    { labels: APP },
    { matchLabels: V1 },
  ]);
  expect(HttpMatch.sourceLabels(reviews)._toWire(shop as never)).toMatchObject({ sourceLabels: APP });
  expect(CanaryMatch.sourceLabels(reviews.version('v1'))._toWire()).toMatchObject({ sourceLabels: V1 });
});

test('GIVEN an app of another namespace THEN rules for pods of their own refuse it', () => {
  const shop = chart('shop');
  const reviews = new Microservice(shop, 'reviews', { port: Port.http(9080), versions: { v1: { image } } });
  const other = new Chart(shop.node.root, 'other', { namespace: 'other' });
  expect(() => new Telemetry(other, 'logs', { selector: reviews, accessLogging: { enabled: false } })).toThrow(
    'which are in namespace shop, but a policy is for pods of its own, other',
  );
  expect(() => new DestinationRule(other, 'rule', { host: reviews, workloadSelector: reviews })).toThrow('namespace');
});
