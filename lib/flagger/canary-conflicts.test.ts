import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  DestinationRule,
  Gateway,
  Host,
  HttpAction,
  Identity,
  MESH,
  StringMatch,
  VirtualService,
  WorkloadSelector,
} from '../istio';
import { Port } from '../kubernetes';
import { Microservice } from '../microservice';
import {
  Canary,
  CanaryMatch,
  type CanaryProps,
  CanaryStrategy,
  CanaryWebhook,
  CanaryWorkload,
  LoadCommand,
  type LoadTester,
} from '.';

const image = 'example.com/app:1.0.0';
const edge = Gateway.reference({ name: 'edge', namespace: 'istio-system' });
const tester = { url: 'http://flagger-loadtester.test/' } as LoadTester;

interface Lab {
  readonly app: App;
  readonly chart: Chart;
  readonly ad: CanaryWorkload;
}

/** What is wrong with an app with a canary, one line each. */
function problems(props: Partial<CanaryProps>, build: (lab: Lab) => void = () => undefined): string[] {
  const app = new App();
  const chart = new Chart(app, 'weather', { namespace: 'weather' });
  const ad = new CanaryWorkload(chart, 'ad-app', { image, port: Port.http(3003), serviceName: 'ad' });
  new Canary(chart, 'ad', {
    target: ad,
    strategy: CanaryStrategy.progressive({ stepWeight: 20 }),
    interval: Duration.seconds(30),
    threshold: 3,
    ...props,
  });
  build({ app, chart, ad });
  try {
    app.render();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const route = (scope: Chart, ad: CanaryWorkload, props = {}) =>
  new VirtualService(scope, 'ad-route', { hosts: [ad], otherwise: HttpAction.to(ad.primaryHost), ...props });

describe('other rules for the Service of a canary', () => {
  test('GIVEN a VirtualService for the mesh, or a DestinationRule, THEN Flagger has its own', () => {
    expect(problems({}, ({ chart, ad }) => route(chart, ad))).toEqual([
      "[weather/ad] VirtualService 'weather/ad-route' is for host ad.weather.svc.cluster.local, for which Flagger makes one of its own: " +
        'sidecars follow the older of the two alone; leave it out and say it by `service`, or let it delegate, with `service: { delegation: true }`',
    ]);
    expect(
      problems({}, ({ chart, ad }) => new DestinationRule(chart, 'pool', { host: ad, trafficPolicy: undefined })),
    ).toEqual([
      "[weather/ad] DestinationRule 'weather/pool' is for host ad.weather.svc.cluster.local, and Flagger's VirtualService sends all its " +
        'requests to ad-primary and ad-canary: it has no effect; say it by `service.trafficPolicy`',
    ]);
  });

  test.each<[string, Partial<CanaryProps>, (lab: Lab) => void]>([
    [
      'one for gateways',
      {},
      ({ chart, ad }) => route(chart, ad, { gateways: [edge], hosts: [Host.dns('a.example.com')] }),
    ],
    [
      'one of a scenario',
      {},
      ({ app, ad }) => route(new Scenario(app, 's', { folder: 'x', title: 'X.', namespace: 'weather' }), ad),
    ],
    ['one that delegates', { service: { delegation: true } }, ({ chart, ad }) => route(chart, ad)],
    ['a canary that is for gateways alone', { service: { gateways: [edge] } }, ({ chart, ad }) => route(chart, ad)],
    [
      'one for the primary',
      {},
      ({ chart, ad }) => new DestinationRule(chart, 'pool', { host: { host: ad.primaryHost } }),
    ],
  ])('GIVEN %s THEN there is nothing to say', (_, props, build) => {
    // The one for the primary is named otherwise than Flagger's.
    expect(problems(props, build)).toEqual([]);
  });
});

describe('a canary for what comes through gateways', () => {
  const load = (host: Host) =>
    CanaryWebhook.loadTest(tester, { cmd: LoadCommand.hey({ host, path: '/ad', duration: Duration.minutes(1) }) });
  const ad = Host.service({ name: 'ad', namespace: 'weather', ports: [Port.http(3003)] });
  const message = (who: string, asks = 'asks') =>
    `[weather/ad] is for what comes through gateways alone, and ${who} ${asks} ad.weather.svc.cluster.local from within the mesh, ` +
    'which passes by the canary: add MESH to `service.gateways`';

  test('GIVEN callers in the mesh THEN MESH is missing', () => {
    expect(problems({ service: { gateways: [edge] }, webhooks: [load(ad)] })).toEqual([message('webhook "load-test"')]);
    expect(
      problems({ service: { gateways: [edge] } }, ({ chart }) => {
        const port = Port.http(80);
        new Microservice(chart, 'front', { port, versions: { v1: { image, env: { AD: 'http://ad:3003/ad' } } } });
        const hosts = [Host.service({ name: 'front', namespace: 'weather' })] as const;
        new VirtualService(chart, 'front-route', { hosts, otherwise: HttpAction.to({ host: ad }) });
      }),
    ).toEqual([message("'weather/front/v1', 'weather/front-route'", 'ask')]);
  });

  test('GIVEN a policy that lets an app of the mesh ask THEN MESH is missing', () => {
    const allow = (identity: Identity) =>
      problems({ service: { gateways: [edge] } }, ({ chart }) => {
        const action = AuthorizationAction.allow([{ from: [{ serviceAccounts: [identity] }] }]);
        new AuthorizationPolicy(chart, 'p', { selector: WorkloadSelector.labels({ app: 'ad-app-primary' }), action });
      });
    expect(allow(Identity.serviceAccount({ name: 'front', namespace: 'weather' }))).toEqual([
      message('ServiceAccount front (weather/p)'),
    ]);
    expect(allow(Identity.serviceAccount({ name: 'gateway', namespace: 'istio-system' }))).toEqual([]);
  });

  test('GIVEN MESH, or callers of others, THEN there is nothing to say', () => {
    expect(problems({ service: { gateways: [edge, MESH] }, webhooks: [load(ad)] })).toEqual([]);
    const canary = Host.service({ name: 'ad-canary', namespace: 'weather', ports: [Port.http(3003)] });
    const elsewhere = Host.service({ name: 'ad', namespace: 'other', ports: [Port.http(3003)] });
    expect(problems({ service: { gateways: [edge] }, webhooks: [load(canary), load(elsewhere)] })).toEqual([]);
    expect(
      problems({ service: { gateways: [edge] } }, ({ chart }) => {
        const env = { A: 'http://ads:3003', B: 'ad', C: 'http://load:3003/ad' };
        new Microservice(chart, 'front', { versions: { v1: { image, env } } });
      }),
    ).toEqual([]);
  });

  test('GIVEN a match by the pod that asks THEN it is an error', () => {
    const match = [CanaryMatch.sourceLabels({ app: 'front' })] as const;
    const strategy = CanaryStrategy.abTest({ iterations: 2, match });
    expect(() => problems({ service: { gateways: [edge] }, strategy })).toThrow('[weather/ad] sourceLabels of a match');
    expect(problems({ service: { gateways: [edge, MESH] }, strategy })).toEqual([]);
    const header = CanaryStrategy.abTest({ iterations: 2, match: [CanaryMatch.header('a', StringMatch.exact('b'))] });
    expect(problems({ service: { gateways: [edge] }, strategy: header })).toEqual([]);
  });
});

test('GIVEN an attempt that may take longer than all of them THEN it is an error', () => {
  const retries = { attempts: 1, perTryTimeout: Duration.seconds(2) };
  expect(() => problems({ service: { timeout: Duration.seconds(1), retries } })).toThrow(
    '[weather/ad] perTryTimeout of 2s is longer than the timeout of 1s',
  );
});
