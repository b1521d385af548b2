import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  type AuthorizationRule,
  DestinationRule,
  PeerAuthentication,
  RequestAuthentication,
  WorkloadSelector,
} from '../istio';
import { Port } from '../kubernetes';
import { Microservice, SharedService } from '.';

const image = 'example.com/app:1.0.0';

interface Shop {
  readonly app: App;
  readonly chart: Chart;
  readonly cart: Microservice<'cart', 'v1' | 'v2'>;
  readonly ad: Microservice<'ad', 'v1'>;
  readonly redis: Microservice<'redis', 'v1'>;
}

/** What is wrong with an app, one line each. */
function problems(build: (shop: Shop) => void): string[] {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const versions = { v1: { image } };
  const shop = {
    app,
    chart,
    cart: new Microservice(chart, 'cart', { port: Port.grpc(7070), versions: { ...versions, v2: { image } } }),
    ad: new Microservice(chart, 'ad', { port: Port.http(80, { targetPort: 8080 }), versions }),
    redis: new Microservice(chart, 'redis', { port: Port.redis(6379), versions }),
  };
  try {
    build(shop);
    app.render();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const allow = (scope: Construct, selector: WorkloadSelector, rule: AuthorizationRule) =>
  new AuthorizationPolicy(scope, 'p', { selector, action: AuthorizationAction.allow([rule]) });
const deny = (scope: Construct, selector: WorkloadSelector, rule: AuthorizationRule) =>
  new AuthorizationPolicy(scope, 'p', { selector, action: AuthorizationAction.deny([rule]) });
const get: AuthorizationRule = { to: [{ methods: ['GET'] }] };
const labels = WorkloadSelector.labels;

describe('policies for pods of another namespace', () => {
  test('GIVEN a selector of an app of another namespace THEN it is a mistake, but in the root namespace', () => {
    const other = (namespace: string) =>
      problems(({ app, ad }) => allow(new Chart(app, 'other', { namespace }), WorkloadSelector.app(ad), get));
    expect(other('other')).toEqual([
      "[other/p] selects pods of 'shop/ad', which are in namespace shop, but a policy is for pods of its own, other: move it into a chart of theirs",
    ]);
    expect(other('istio-system')).toEqual([]);
    expect(
      problems(({ app, cart }) => {
        const selector = WorkloadSelector.app(cart.version('v1'));
        new PeerAuthentication(new Chart(app, 'other', { namespace: 'other' }), 'p', { selector, mtls: 'STRICT' });
      }),
    ).toEqual([expect.stringContaining("[other/p] selects pods of 'shop/cart/v1', which are in namespace shop")]);
  });
});

describe('policies that select nothing', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a slip of the pen', { app: 'carrt' }, 'did you mean app=cart? WorkloadSelector.app(…) takes the app itself'],
    [
      'a version that there is not',
      { app: 'cart', version: 'v9' },
      'cart has other versions (v1, v2); give WorkloadSelector.app(…) the app, or its version',
    ],
    [
      'a label that the app has not',
      { app: 'cart', tier: 'web' },
      'cart has other labels; give WorkloadSelector.app(…) the app, or its version',
    ],
  ])('GIVEN %s THEN it is a mistake', (_, selected, hint) => {
    const text = Object.entries(selected)
      .map((pair) => pair.join('='))
      .join(', ');
    const message = `[shop/p] selects pods with ${text}, which no pod of namespace shop has: ${hint}`;
    expect(problems(({ chart }) => allow(chart, labels(selected), get))).toEqual([message]);
    expect(
      problems(({ chart }) => {
        const jwtRules = [{ issuer: 'a' }] as const;
        new RequestAuthentication(chart, 'p', { selector: labels(selected), jwtRules });
      }),
    ).toEqual([message]);
  });

  test('GIVEN an app of another namespace THEN the message says which', () => {
    expect(
      problems(({ app, chart }) => {
        new Microservice(new Chart(app, 'other', { namespace: 'other' }), 'mail', { versions: { v1: { image } } });
        allow(chart, labels({ app: 'mail' }), get);
      }),
    ).toEqual([
      '[shop/p] selects pods with app=mail, which no pod of namespace shop has: mail is in namespace other; move the policy into a chart of that one',
    ]);
  });

  test.each<[string, (shop: Shop) => void]>([
    ['pods that others make', ({ chart }) => allow(chart, labels({ app: 'legacy' }), get)],
    [
      'pods of the root namespace',
      ({ app }) => allow(new Chart(app, 'i', { namespace: 'istio-system' }), labels({ app: 'carrt' }), get),
    ],
    [
      'a Deployment of another make',
      ({ chart }) => {
        const template = { metadata: { labels: { app: 'carrt' } } };
        const spec = { selector: { matchLabels: { app: 'carrt' } }, template };
        new k8s.KubeDeployment(chart, 'd', { spec });
        allow(chart, labels({ app: 'carrt' }), get);
      },
    ],
    [
      'a label that is added later',
      ({ chart, cart }) => [allow(chart, labels({ app: 'cart', tier: 'x' }), get), cart.addPodLabel('tier', 'x')],
    ],
    [
      'pods of a scenario and of the steady state',
      ({ app, cart }) => allow(scenario(app), WorkloadSelector.app(cart), get),
    ],
  ])('GIVEN %s THEN there is nothing to say', (_, build) => expect(problems(build)).toEqual([]));
});

const scenario = (app: App) => new Scenario(app, 's', { folder: 'x', title: 'It differs.', namespace: 'shop' });

describe('ports of policies', () => {
  test('GIVEN the port of a Service that is none of the pods THEN it is a mistake', () => {
    const message = (port: number) =>
      `[shop/p] port ${port} is that of the Service of ad, and policies compare the port that its pods listen on, which is 8080: give 8080`;
    const on = (build: (chart: Chart, selector: WorkloadSelector) => void) =>
      problems(({ chart, ad }) => build(chart, WorkloadSelector.app(ad)));
    expect(on((chart, selector) => allow(chart, selector, { to: [{ ports: [80] }] }))).toEqual([message(80)]);
    expect(on((chart, selector) => deny(chart, selector, { to: [{ notPorts: [80] }] }))).toEqual([message(80)]);
    expect(
      on((chart, selector) => deny(chart, selector, { when: [{ key: 'destination.port', values: ['80'] }] })),
    ).toEqual([message(80)]);
    expect(
      on((chart, selector) => new PeerAuthentication(chart, 'p', { selector, portLevelMtls: { 80: 'DISABLE' } })),
    ).toEqual([message(80)]);
    expect(problems(({ chart }) => allow(chart, labels({ app: 'ad' }), { to: [{ ports: [80] }] }))).toEqual([
      message(80),
    ]);
  });

  test('GIVEN a port of the pods, or one that nothing is said of, THEN there is nothing to say', () => {
    expect(
      problems(({ chart, ad, cart }) => {
        allow(chart, WorkloadSelector.app(ad), { to: [{ ports: [8080, 15020] }] });
        new PeerAuthentication(chart, 'q', {
          selector: WorkloadSelector.app(cart),
          portLevelMtls: { 7070: 'DISABLE' },
        });
      }),
    ).toEqual([]);
  });
});

describe('conditions of HTTP where there is none', () => {
  const on = (rule: AuthorizationRule, action = allow) =>
    problems(({ chart, redis }) => action(chart, WorkloadSelector.app(redis), rule));
  const message = (name: string, effect: string) =>
    `[shop/p] ${name} is a condition of HTTP, and the pods of redis are asked over 6379 (redis), of which a sidecar sees ` +
    `connections alone: ${effect}; use identities, namespaces, addresses and ports`;
  const nothing = 'the rule allows nothing there';
  const everything = 'Istio leaves the condition out there, and the rule is for every connection';

  test('GIVEN pods of TCP alone THEN it is a mistake, of which the message says what happens', () => {
    expect(on(get)).toEqual([message('methods', nothing)]);
    expect(on({ to: [{ ports: [6379], paths: ['/a'] }] }, deny)).toEqual([message('paths', everything)]);
    expect(on({ from: [{ notRequestPrincipals: ['*'] }] }, deny)).toEqual([
      message('notRequestPrincipals', everything),
    ]);
    expect(on({ when: [{ key: 'request.headers[a]', values: ['b'] }] })).toEqual([
      message('request.headers[a]', nothing),
    ]);
  });

  test('GIVEN other conditions, or pods that speak HTTP too, THEN there is nothing to say', () => {
    expect(on({ from: [{ namespaces: ['shop'] }], to: [{ ports: [6379] }] })).toEqual([]);
    expect(problems(({ chart, cart }) => allow(chart, WorkloadSelector.app(cart), get))).toEqual([]);
    const both = (rule: AuthorizationRule) =>
      problems(({ chart }) => {
        const ports = [Port.http(8080), Port.tcp(9000)] as const;
        const mixed = new Microservice(chart, 'mixed', { ports, versions: { v1: { image } } });
        allow(chart, WorkloadSelector.app(mixed), rule);
      });
    expect(both(get)).toEqual([]);
    expect(both({ to: [{ ports: [9000], methods: ['GET'] }] })).toEqual([expect.stringContaining('9000 (tcp)')]);
  });
});

describe('subsets', () => {
  const subset = (scope: Construct, host: Microservice<'ad', 'v1'>, wanted: Record<string, string>) =>
    new DestinationRule(scope, 'r', { host, subsets: { x: { labels: wanted } } });

  test('GIVEN labels that no pod of the host has THEN it is a mistake', () => {
    expect(problems(({ chart, ad }) => subset(chart, ad, { version: 'v9' }))).toEqual([
      '[shop/r] subset "x" is for pods of ad.shop.svc.cluster.local with version=v9, and none has that: requests to it would get 503; ' +
        'its versions are ad/v1',
    ]);
    // v2 is a version of another app.
    expect(problems(({ chart, ad }) => subset(chart, ad, { version: 'v2' }))).toHaveLength(1);
    expect(problems(({ app, ad }) => subset(scenario(app), ad, { version: 'v9' }))).toEqual([
      expect.stringMatching(/^\[s\/r\] subset "x"/),
    ]);
  });

  test.each<[string, (shop: Shop) => void]>([
    [
      'labels of pods, and of their place',
      ({ chart, ad }) => subset(chart, ad, { version: 'v1', 'topology.kubernetes.io/zone': 'a' }),
    ],
    [
      'a version that comes with the scenario',
      ({ app, ad }) => {
        const within = scenario(app);
        new Microservice(within, 'ad', { serviceAccountName: 'ad-v9', versions: { v9: { image } } });
        subset(within, ad, { version: 'v9' });
      },
    ],
    [
      'a workload of another make',
      ({ chart, ad }) => {
        const template = { metadata: { labels: { app: 'ad', version: 'v9' } } };
        new ApiObject(chart, 'w', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { template } } as never);
        subset(chart, ad, { version: 'v9' });
      },
    ],
    [
      'a Service for several apps',
      ({ chart, cart, ad }) => {
        const web = new SharedService(chart, 'web', { port: Port.http(1, { targetPort: 8080 }), backends: [ad] });
        new DestinationRule(chart, 'r', { host: web, subsets: { ad: { labels: { app: 'ad' } } } });
        new DestinationRule(chart, 'q', { host: ad, subsets: { all: {} } });
        cart.addPodLabel('a', 'b');
      },
    ],
  ])('GIVEN %s THEN there is nothing to say', (_, build) => expect(problems(build)).toEqual([]));
});

describe('autoscalers', () => {
  const scale = (scope: Construct, name: string, kind = 'HorizontalPodAutoscaler', target = 'Deployment') =>
    new ApiObject(scope, 'hpa', {
      apiVersion: kind === 'ScaledObject' ? 'keda.sh/v1alpha1' : 'autoscaling/v2',
      kind,
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: target, name } },
    } as never);

  test('GIVEN a Deployment with a number of pods THEN it is a mistake', () => {
    const message =
      "[shop/hpa] scales Deployment ad-v1, which 'shop/ad/v1' gives 1 pod each time it is applied: give it `replicas: 'autoscaled'`";
    expect(problems(({ chart }) => scale(chart, 'ad-v1'))).toEqual([message]);
    expect(problems(({ chart }) => scale(chart, 'ad-v1', 'ScaledObject'))).toEqual([message]);
  });

  test('GIVEN one without, or another workload, THEN there is nothing to say', () => {
    expect(
      problems(({ chart }) => {
        new Microservice(chart, 'web', { defaults: { replicas: 'autoscaled' }, versions: { v1: { image } } });
        scale(chart, 'web-v1');
      }),
    ).toEqual([]);
    expect(problems(({ chart }) => scale(chart, 'ad-v1', undefined, 'StatefulSet'))).toEqual([]);
    expect(problems(({ app }) => scale(new Chart(app, 'other', { namespace: 'other' }), 'ad-v1'))).toEqual([]);
  });
});
