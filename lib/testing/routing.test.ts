import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Chart, Duration, App as PlainApp } from 'cdk8s';
import { App, HttpAction, Microservice, Port } from '..';
import { Gateway, HTTPRoute, Listener } from '../gateway-api';
import { Host, IngressGateway } from '../istio';
import { type MeshUnderTest, meshFrom, meshOf, outside } from '../jest';
import { failure, shop, slow } from './fixtures';

const app = new App();
const built = shop(app);
const scenario = slow(app, built);
const { client, reviews, details, database, edge } = built;
const mesh = meshOf(app);
const toReviews = (headers: Record<string, string> = {}) => mesh.from(client).get('http://reviews:9080/', { headers });
const JASON = { 'end-user': 'jason' };

describe('toReach', () => {
  test('passes when all requests end there', () => {
    expect(toReviews(JASON)).toReach(reviews.version('v2'));
    expect(toReviews(JASON)).toReach('shop/reviews-v2');
    expect(toReviews(JASON)).toReach({ host: 'reviews', port: 9080, subset: 'v2' });
    expect(toReviews(JASON)).toReach('reviews:9080, subset v2');
    expect(toReviews()).toReach(reviews);
    expect(toReviews()).toReach(reviews.host);
    expect(mesh.from(outside).get('http://shop.example.com/details/1')).toReach('details');
    expect(mesh.from('shop/client').tcp('database:3306')).toReach(database);
  });

  test('GIVEN a share of the requests THEN it is neither so nor never so', () => {
    expect(failure(() => expect(toReviews()).toReach(reviews.version('v2')))).toContain('but it is: 80 % ');
    expect(failure(() => expect(toReviews()).not.toReach(reviews.version('v2')))).toContain('never to reach');
    expect(toReviews()).not.toReach(details);
  });

  test('says the way that it takes, and what would have to change', () => {
    expect(failure(() => expect(mesh.from(client).get('http://reviews:9080/')).toReach('shop/reviews-v2'))).toEqual(
      `expected GET http://reviews:9080/ from shop/client to reach shop/reviews-v2
but it is: 80 % shop/reviews-v1, 20 % shop/reviews-v2

  GET http://reviews:9080/  from shop/client (sidecar)
    reviews is reviews.shop.svc.cluster.local                                   shop/reviews/Service
    listener 0.0.0.0:9080: HTTP, by port http                                   shop/reviews/Service spec.ports[0]
    host reviews:9080: VirtualService shop/reviews-route                        shop/reviews-route spec.hosts
      http[0].match[0]: header end-user is missing, wanted "jason"              shop/reviews-route spec.http[0].match[0].headers.end-user
      http[1] matches                                                           shop/reviews-route spec.http[1]
     80 %  reviews.shop.svc.cluster.local:9080, subset v1: 1 pod of reviews-v1
           DestinationRule shop/reviews: subsets only                           shop/reviews/DestinationRule spec.host
           reviews-v1 takes mutual TLS and plain text at port 9080, by default
           mutual TLS, timeout none, 2 retries by default on connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes
     20 %  reviews.shop.svc.cluster.local:9080, subset v2: 1 pod of reviews-v2
           DestinationRule shop/reviews: subsets only                           shop/reviews/DestinationRule spec.host
           reviews-v2 takes mutual TLS and plain text at port 9080, by default
           mutual TLS, timeout none, 2 retries by default on connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes

what would have to change, one of:
  the request, for http[0].match[0] of VirtualService shop/reviews-route: header end-user: jason (shop/reviews-route spec.http[0].match[0])
  the destinations and their weights in spec.http[1] of VirtualService shop/reviews-route, which takes the request (shop/reviews-route spec.http[1])`,
    );
  });

  test('GIVEN what is not there THEN it says so, and what may be meant', () => {
    expect(failure(() => expect(toReviews()).toReach('shop/review-v1'))).toBe(
      'there is no shop/review-v1: did you mean shop/reviews-v1?',
    );
    expect(failure(() => expect(toReviews()).not.toReach('nobody'))).toContain('there is no nobody');
    expect(failure(() => mesh.from('shop/clients'))).toBe('no workload shop/clients: did you mean shop/client?');
    expect(failure(() => mesh.from(reviews))).toContain(
      'several workloads, Deployment reviews-v1, Deployment reviews-v2',
    );
    const elsewhere = shop(new PlainApp());
    expect(failure(() => meshOf(elsewhere.reviews).from(elsewhere.client))).toContain(
      "Deployment shop/client ('shop/client/v1/Resource') is not in this mesh",
    );
    expect(failure(() => mesh.from(edge))).toBe('passed');
    expect(failure(() => expect(5).toReach(reviews))).toContain('toReach: give a request');
  });
});

describe('toBeAnswered', () => {
  test('passes when a proxy answers with the status', () => {
    expect(mesh.from(outside).get('http://shop.example.com/nowhere')).toBeAnswered(404);
    expect(mesh.from(outside).get('http://shop.example.com/nowhere')).toBeAnswered(404, 'NR');
    expect(mesh.from(outside).get('http://shop.example.com/nowhere')).not.toBeAnswered(404, 'UH');
    expect(mesh.from(client).delete('http://details:9080/1')).toBeAnswered(403);
    expect(mesh.from(client).get('http://details:9080/1')).not.toBeAnswered(403);
  });

  test('says who decides', () => {
    expect(failure(() => expect(mesh.from(client).delete('http://details:9080/1')).toReach(details))).toContain(
      `what would have to change, one of:
  spec.rules[0] of AuthorizationPolicy shop/no-deletes, where it ends: AuthorizationPolicy shop/no-deletes denies it (shop/no-deletes spec.rules[0])`,
    );
  });
});

describe('toSplit', () => {
  test('passes when shares are as expected', () => {
    expect(toReviews()).toSplit([
      [reviews.version('v1'), 80],
      [reviews.version('v2'), 20],
    ]);
    expect(mesh.from(outside).get('http://shop.example.com/x')).toSplit([[404, 100]]);
    expect(toReviews()).not.toSplit([
      ['shop/reviews-v1', 50],
      ['shop/reviews-v2', 50],
    ]);
  });

  test('GIVEN shares of something else than all THEN it says so', () => {
    expect(failure(() => expect(toReviews()).toSplit([[reviews, 80]]))).toBe(
      'toSplit: the shares sum up to 80 %: give all of them, 100 % together',
    );
  });
});

test('toRedirectTo', () => {
  const old = mesh.from(edge).get('http://shop.example.com/old/1');
  expect(old).toRedirectTo('http://shop.example.com/new/');
  expect(old).toRedirectTo(/new/, 308);
  expect(old).not.toRedirectTo('http://shop.example.com/old/');
  expect(old).not.toRedirectTo(/new/, 301);
  expect(failure(() => expect(old).toRedirectTo(/nowhere/))).toContain(
    'but it is: 308 to http://shop.example.com/new/',
  );
});

test('toArriveWith, toHaveTimeout, toBeRetried, toUseTls and toBeCopiedTo', () => {
  const through = mesh.from(outside).get('http://shop.example.com/details/1?a=b');
  expect(through).toArriveWith({ path: '/1?a=b', headers: { 'x-edge': 'yes', 'x-other': null } });
  expect(through).not.toArriveWith({ path: '/details/1' });
  expect(failure(() => expect(through).toArriveWith({ path: '/' }))).toContain('; path /1?a=b');
  expect(toReviews(JASON)).toHaveTimeout(Duration.seconds(3));
  expect(toReviews()).toHaveTimeout('none');
  expect(toReviews(JASON)).toBeRetried(5);
  expect(toReviews()).toBeRetried(2);
  expect(toReviews()).toUseTls('istio-mutual');
  expect(toReviews(JASON)).toBeCopiedTo(details, 10);
  expect(failure(() => expect(toReviews(JASON)).toBeCopiedTo(details))).toContain(
    'copies to details.shop.svc.cluster.local:9080, 10 % of them',
  );
  expect(toReviews()).not.toBeCopiedTo(details);
});

test('toGetNoAnswer', () => {
  expect(toReviews()).not.toGetNoAnswer();
  expect(mesh.from(outside).get('https://elsewhere.example.com/')).toGetNoAnswer();
  expect(failure(() => expect(toReviews()).toGetNoAnswer())).toContain('to get no answer');
});

describe('meshOf', () => {
  test('GIVEN a scenario THEN it is on top of the steady state, as with `with`', () => {
    for (const each of [meshOf(scenario), meshOf(app, { with: scenario }), mesh.with(scenario)]) {
      const request = each.from(client).get('http://reviews:9080/', { headers: JASON });
      expect(request).toReach(reviews.version('v1'));
      expect(request).toBeDelayed(Duration.seconds(2), 50);
      expect(request).not.toBeDelayed(Duration.seconds(1));
      expect(failure(() => expect(request).toBeDelayed(Duration.seconds(2)))).toContain('; a wait of 2s, 50 % of them');
      expect(each).toBeCovered();
    }
  });

  test('GIVEN an app of cdk8s, a chart or plain objects THEN it is the same', () => {
    const plain = new PlainApp();
    const { chart, ...others } = shop(plain);
    const meshes: readonly MeshUnderTest[] = [meshOf(plain), meshOf(chart), meshOf(chart.toJson())];
    for (const each of meshes) {
      const request = each.from(others.client).get('http://reviews:9080/', { headers: JASON });
      expect(request).toReach(others.reviews.version('v2'));
    }
  });

  test('GIVEN objects that are taken away THEN requests go as without them', () => {
    const without = mesh.without('VirtualService shop/reviews-route');
    expect(without.from(client).get('http://reviews:9080/')).toSplit([
      [reviews.version('v1'), 50],
      [reviews.version('v2'), 50],
    ]);
    const { outcome } = mesh.without(details).from(client).get('http://details:9080/');
    expect(outcome.ends[0]?.destination?.cluster).toBe('PassthroughCluster');
    expect(failure(() => mesh.without('VirtualService shop/nothing'))).toBe(
      'without: no VirtualService shop/nothing is in this mesh',
    );
  });

  test('GIVEN no release, or one without such a tick THEN it says so', () => {
    expect(failure(() => mesh.during('shop/reviews', 1))).toBe('during: there is no Canary shop/reviews in this mesh');
    const canary = {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'details', namespace: 'shop' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'details-v1' },
        service: { port: 9080 },
        analysis: { interval: '1m', threshold: 2, stepWeight: 50, maxWeight: 50 },
      },
    };
    const released = mesh.with([canary]);
    expect(released.during('shop/details', 1).from(client).get('http://details-v1:9080/')).toSplit([
      ['shop/details-v1-primary', 50],
      ['shop/details-v1', 50],
    ]);
    expect(failure(() => released.during('shop/details', 99))).toMatch(/has no tick 99: there are \d+, from 0$/);
  });

  test('GIVEN the pods of a gateway THEN a client outside connects to them', () => {
    const ingress = new IngressGateway({ exposure: 'LoadBalancer', ports: { http2: { port: 80, targetPort: 8080 } } });
    expect(mesh.from(ingress).get('http://shop.example.com/details/')).toReach(details);
    expect(mesh.from(ingress).request('PURGE', 'http://shop.example.com/')).toBeAnswered(404);
  });

  test('GIVEN a Gateway of the Gateway API THEN a client outside connects to the pods that istiod makes for it', () => {
    const app = new App();
    const edge = new Chart(app, 'edge', { namespace: 'shop' });
    const gateway = new Gateway(edge, 'entrance', { listeners: { http: Listener.http() } });
    const web = new Microservice(edge, 'web', {
      port: Port.http(80),
      versions: { v1: { image: 'example.com/web:1' } },
    });
    new HTTPRoute(edge, 'web-route', { parents: [gateway.listener('http')], otherwise: HttpAction.to(web) });
    expect(meshOf(app).from(gateway).get('http://shop.example.com/')).toReach(web);
    expect(failure(() => mesh.from(gateway))).toContain('Gateway shop/entrance');
  });

  test('GIVEN what the API server would refuse THEN it says so', () => {
    const wrong = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'a' }, spec: { ports: 5 } };
    expect(failure(() => meshOf([wrong]))).toMatch(/^meshOf: the API server would refuse Service a\/a: /);
    expect(failure(() => meshOf([]))).toBe('meshOf: there are no objects: give an app, a chart or a list with some');
    expect(failure(() => meshOf(5 as never))).toContain('meshOf: give an app');
  });

  test('GIVEN something that is not modelled THEN neither an expectation nor its contrary passes', () => {
    const filter = {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: { name: 'lua', namespace: 'shop' },
      spec: {
        configPatches: [
          { applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_OUTBOUND' }, patch: { operation: 'MERGE', value: {} } },
        ],
      },
    };
    const doubtful = mesh.with([filter]).from(client).get('http://reviews:9080/', { headers: JASON });
    const why = 'EnvoyFilter shop/lua changes filters of shop/client, which is not modelled';
    expect(failure(() => expect(doubtful).toReach(reviews))).toContain(why);
    expect(failure(() => expect(doubtful).not.toReach(details))).toContain(why);
    const sure = meshOf(app, { with: [filter], unknown: 'is ignored' });
    expect(sure.from(client).get('http://reviews:9080/')).toReach(reviews);
  });
});

describe('meshFrom', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
    for (const [file, content] of app.render()) {
      if (!file.includes('/')) writeFileSync(join(folder, file), content);
    }
    writeFileSync(join(folder, 'slow.txt.yaml'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('GIVEN files THEN requests go as in a cluster to which they are applied, and places are in the files', () => {
    const files = meshFrom(folder);
    const request = files.from(client).get('http://reviews:9080/', { headers: JASON });
    expect(request).toReach(reviews.version('v2'));
    expect(request.trace).toContain(`${folder}/shop.k8s.yaml:`);
    expect(request.from).toBe('shop/client');
    const absent = join(folder, 'absent.yaml');
    expect(failure(() => meshFrom(absent))).toContain('there is no such file or folder');
    expect(failure(() => files.with(absent))).toContain('there is no such file or folder');
  });
});

describe('toBeCovered', () => {
  test('GIVEN routes that no request of an expectation has reached THEN it names them and their places', () => {
    const fresh = meshOf(app);
    fresh.from(client).get('http://reviews:9080/');
    expect(fresh.coverage().reached).toBe(0);
    expect(fresh.from(client).get('http://reviews:9080/')).not.toReach(details);
    expect(fresh.from(outside).get('http://shop.example.com/old/')).toBeAnswered(308);
    expect(failure(() => expect(fresh).toBeCovered())).toBe(
      `expected that tests reach every route, but they reach 2 of 4: not
  VirtualService shop/edge-route http[1].match[0] (shop/edge-route spec.http[1].match[0])
  VirtualService shop/reviews-route http[0].match[0] (shop/reviews-route spec.http[0].match[0])`,
    );
    expect(fresh).not.toBeCovered();
    expect(failure(() => expect(app).toBeCovered())).toContain('toBeCovered: give a mesh');
  });

  test('GIVEN the tests above THEN every route of the shop is covered', () => {
    expect(mesh).toBeCovered();
    expect(failure(() => expect(mesh).not.toBeCovered())).toContain('but 4 of 4 are');
  });
});

test('hosts as routes name them', () => {
  expect(toReviews()).toReach(Host.service({ name: 'reviews', namespace: 'shop' }));
  expect(toReviews()).not.toReach(Host.dns('elsewhere.example.com'));
});
