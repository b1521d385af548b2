import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import { Host, HttpAction, HttpMatch, LoadBalancer, MESH, StringMatch, VirtualService } from '../istio';
import { Gateway } from '../istio/gateway';
import { Port } from '../kubernetes';
import { Microservice, Workload } from '../microservice';
import {
  AlertProvider,
  Canary,
  CanaryAutoscaler,
  CanaryMatch,
  CanaryMetric,
  type CanaryProps,
  CanaryStrategy,
  CanaryTarget,
  CanaryWebhook,
  CanaryWorkload,
  LoadCommand,
  MetricProvider,
  MetricTemplate,
} from '.';

const image = 'example.com/ad:1.0.0';
const progressive = CanaryStrategy.progressive({ stepWeight: 20 });
const tester = { url: 'http://flagger-loadtester.test/' };

function setUp() {
  const app = new App();
  const chart = new Chart(app, 'weather', { namespace: 'weather' });
  const target = new CanaryWorkload(chart, 'ad', { image, port: Port.http(3003) });
  const canary = (props: Partial<CanaryProps> = {}, id = 'ad-canary') =>
    new Canary(chart, id, { target, strategy: progressive, interval: Duration.minutes(1), threshold: 3, ...props });
  const spec = () => chart.toJson().find(({ kind }) => kind === 'Canary').spec;
  return { app, chart, target, canary, spec };
}

function ofPort(port: Port): CanaryTarget {
  return CanaryTarget.deployment({ name: 'ad', namespace: 'weather', selector: { app: 'ad' }, port });
}

describe('Canary', () => {
  test('GIVEN a workload and a strategy WHEN nothing else is said THEN nothing else is written', () => {
    const { chart, canary } = setUp();
    canary();
    expect(chart.toJson().at(-1)).toEqual({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'ad-canary', namespace: 'weather' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ad' },
        service: { port: 3003 },
        analysis: { interval: '1m', threshold: 3, stepWeight: 20 },
      },
    });
  });

  test('GIVEN everything WHEN rendered THEN each setting has its field, and references are names', () => {
    const { chart, canary, spec, target } = setUp();
    const template = new MetricTemplate(chart, 'errors', {
      provider: MetricProvider.prometheus({ address: 'http://prometheus:9090' }),
      query: 'sum(rate(x{d="{{ variables.direction }}"}[{{ interval }}]))',
    });
    const provider = new AlertProvider(chart, 'team', { type: 'slack', secret: { name: 'hook' } });
    canary({
      strategy: CanaryStrategy.steps([5, 25, 100], {
        mirror: { mirrorWeight: 10 },
        stepWeightPromotion: 50,
        sessionAffinity: { cookieName: 'canary', maxAge: Duration.hours(1), sameSite: 'Lax' },
      }),
      interval: Duration.hours(1),
      metrics: [
        CanaryMetric.builtin.requestSuccessRate({ min: 99 }),
        CanaryMetric.builtin.requestDuration({ max: Duration.millis(500), interval: Duration.seconds(90) }),
        CanaryMetric.fromTemplate(template, {
          range: { min: 0, max: 5 },
          interval: Duration.minutes(1),
          variables: { direction: 'inbound' },
        }),
      ],
      webhooks: [
        CanaryWebhook.acceptance(tester, {
          cmd: LoadCommand.curl({ host: target.canaryHost, path: '/ad' }),
          timeout: Duration.seconds(30),
        }),
        CanaryWebhook.loadTest(tester, { cmd: LoadCommand.hey({ host: target, duration: Duration.minutes(2) }) }),
        CanaryWebhook.gate(tester, 'confirm-promotion', { muteAlert: true }),
        CanaryWebhook.rollbackGate(tester),
        CanaryWebhook.event({ url: 'https://events.example.com/flagger', retries: 2, metadata: { team: 'a' } }),
      ],
      alerts: [{ provider, severity: 'warn' }],
      autoscaler: CanaryAutoscaler.horizontalPodAutoscaler({ name: 'ad' }, { minReplicas: 2, maxReplicas: 4 }),
      progressDeadline: Duration.minutes(15),
      primaryReadyThreshold: 50,
      canaryReadyThreshold: 0,
      skipAnalysis: false,
      suspend: false,
      revertOnDeletion: true,
      provider: 'istio',
      metricsServer: 'http://prometheus:9090',
    });
    expect(spec()).toEqual({
      provider: 'istio',
      metricsServer: 'http://prometheus:9090',
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ad' },
      autoscalerRef: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        name: 'ad',
        primaryScalerReplicas: { minReplicas: 2, maxReplicas: 4 },
      },
      progressDeadlineSeconds: 900,
      service: { port: 3003 },
      skipAnalysis: false,
      suspend: false,
      revertOnDeletion: true,
      analysis: {
        interval: '60m',
        threshold: 3,
        stepWeights: [5, 25, 100],
        mirror: true,
        mirrorWeight: 10,
        stepWeightPromotion: 50,
        sessionAffinity: { cookieName: 'canary', maxAge: 3600, sameSite: 'Lax' },
        primaryReadyThreshold: 50,
        canaryReadyThreshold: 0,
        metrics: [
          { name: 'request-success-rate', thresholdRange: { min: 99 } },
          { name: 'request-duration', interval: '90s', thresholdRange: { max: 500 } },
          {
            name: 'errors',
            interval: '1m',
            thresholdRange: { min: 0, max: 5 },
            templateRef: { name: 'errors' },
            templateVariables: { direction: 'inbound' },
          },
        ],
        webhooks: [
          {
            name: 'acceptance-test',
            type: 'pre-rollout',
            url: 'http://flagger-loadtester.test/',
            timeout: '30s',
            metadata: { type: 'bash', cmd: 'curl -sSf -o /dev/null http://ad-canary.weather:3003/ad' },
          },
          {
            name: 'load-test',
            type: 'rollout',
            url: 'http://flagger-loadtester.test/',
            metadata: { type: 'cmd', cmd: 'hey -z 2m -q 5 -c 2 http://ad.weather:3003/', logCmdOutput: 'true' },
          },
          {
            name: 'confirm-promotion',
            type: 'confirm-promotion',
            url: 'http://flagger-loadtester.test/gate/check',
            muteAlert: true,
          },
          { name: 'rollback', type: 'rollback', url: 'http://flagger-loadtester.test/rollback/check' },
          {
            name: 'event',
            type: 'event',
            url: 'https://events.example.com/flagger',
            retries: 2,
            metadata: { team: 'a' },
          },
        ],
        alerts: [{ name: 'team', severity: 'warn', providerRef: { name: 'team' } }],
      },
    });
  });

  test('GIVEN settings of the Service WHEN rendered THEN they are those of Istio as Flagger writes them', () => {
    const { canary, spec, target } = setUp();
    canary({
      service: {
        hosts: [target, Host.dns('ad.example.com')],
        gateways: [Gateway.reference({ name: 'edge', namespace: 'istio-system' }), MESH],
        match: [HttpMatch.uri(StringMatch.prefix('/ad'))],
        rewrite: { uri: '/' },
        timeout: Duration.seconds(5),
        retries: { attempts: 2, perTryTimeout: Duration.seconds(1), retryOn: ['5xx', 'reset'] },
        headers: { request: { set: { 'x-canary': 'yes' } } },
        corsPolicy: { allowOrigins: [StringMatch.exact('https://example.com')], maxAge: Duration.hours(24) },
        trafficPolicy: { loadBalancer: LoadBalancer.roundRobin({ warmup: { duration: Duration.seconds(30) } }) },
        apex: { labels: { team: 'a' } },
      },
    });
    expect(spec().service).toEqual({
      port: 3003,
      hosts: ['ad', 'ad.example.com'],
      gateways: ['istio-system/edge', 'mesh'],
      match: [{ uri: { prefix: '/ad' } }],
      rewrite: { uri: '/' },
      timeout: '5s',
      retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,reset' },
      headers: { request: { set: { 'x-canary': 'yes' } } },
      corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }], maxAge: '24h' },
      trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN', warmupDurationSecs: '30s' } },
      apex: { labels: { team: 'a' } },
    });
  });

  test('GIVEN targets of other kinds, names and ports WHEN rendered THEN the Service says what differs', () => {
    const { canary, spec } = setUp();
    canary({
      target: CanaryTarget.deployment({
        name: 'ads',
        namespace: 'weather',
        selector: { 'app.kubernetes.io/name': 'ads' },
        port: Port.tcp(80, { name: 'db', targetPort: 5432 }),
        serviceName: 'advertisements',
      }),
    });
    expect(spec().service).toEqual({
      name: 'advertisements',
      port: 80,
      portName: 'tcp-db',
      targetPort: 5432,
      appProtocol: 'tcp',
    });
  });

  test.each([
    [
      'an interval that Flagger would raise',
      { interval: Duration.seconds(9) },
      'interval of 9 seconds: Flagger takes whole seconds, 10 or more',
    ],
    ['half a second', { interval: Duration.millis(30_500) }, 'Flagger takes whole seconds'],
    ['no failure at all', { threshold: 0 }, 'threshold 0: give a whole number from 1'],
    ['fractions', { threshold: 1.5 }, 'threshold 1.5: give a whole number'],
    [
      'more than all pods',
      { canaryReadyThreshold: 101 },
      'canaryReadyThreshold 101: give a whole number from 0 to 100',
    ],
    ['no time to become ready', { progressDeadline: Duration.seconds(0) }, 'progressDeadline of'],
    [
      'two metrics of one name',
      {
        metrics: [
          CanaryMetric.builtin.requestSuccessRate({ min: 1 }),
          CanaryMetric.builtin.requestSuccessRate({ min: 2 }),
        ],
      },
      'two metrics are called "request-success-rate"',
    ],
    [
      'a match over TCP',
      {
        target: ofPort(Port.tcp(1)),
        strategy: CanaryStrategy.abTest({ iterations: 1, match: [CanaryMatch.cookie('a', 'b')] }),
      },
      'port tcp is not one of HTTP',
    ],
    ['UDP', { target: ofPort(Port.udp(1)) }, 'is UDP, which Istio does not route'],
    [
      'a match by the query that would be lost',
      {
        strategy: CanaryStrategy.abTest({
          iterations: 1,
          match: [CanaryMatch.queryParameter('a', StringMatch.exact('b'))],
        }),
        service: { match: [HttpMatch.method('GET')] },
      },
      'is lost beside `service.match`',
    ],
    [
      'connection pools that Flagger does not know',
      { service: { trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } } },
      'Flagger does not know connectionPool.tcp of a traffic policy: it has http',
    ],
    [
      'a target of another namespace',
      { target: { ...ofPort(Port.http(1)), namespace: 'other' } },
      'Deployment ad is in namespace other, the canary in weather',
    ],
    [
      "Flagger's own copy",
      {
        target: CanaryTarget.deployment({
          name: 'ad-primary',
          namespace: 'weather',
          selector: { app: 'a' },
          port: Port.http(1),
        }),
      },
      'is named like a copy that Flagger makes',
    ],
    [
      'a selector without a label that Flagger knows',
      {
        target: CanaryTarget.deployment({
          name: 'ad',
          namespace: 'weather',
          selector: { tier: 'a' },
          port: Port.http(1),
        }),
      },
      'selects its pods by tier, but',
    ],
    [
      'a selector with more than one label',
      {
        target: CanaryTarget.deployment({
          name: 'ad',
          namespace: 'weather',
          selector: { app: 'ad', version: 'v1' },
          port: Port.http(1),
        }),
      },
      'selects its pods by app, version, but',
    ],
  ] satisfies [string, Partial<CanaryProps>, string][])('GIVEN %s THEN it is an error', (_, props, message) => {
    const { canary } = setUp();
    expect(() => canary(props)).toThrow(message);
  });

  test('GIVEN objects that Flagger makes, or a second canary of the target, THEN the synthesis fails', () => {
    const { app, chart, canary } = setUp();
    canary();
    canary({}, 'again');
    const service = new Microservice(chart, 'other', {
      serviceName: 'ad-primary',
      port: Port.http(3003),
      versions: { v1: { image } },
    });
    new VirtualService(chart, 'route', { name: 'ad', hosts: [service], otherwise: HttpAction.to(service) });
    expect(() => app.render()).toThrow(
      expect.objectContaining({
        problems: expect.arrayContaining([
          '[weather/ad-canary] canary weather/again has the same target, ad: keep one of the two',
          '[weather/ad-canary] Service ad-primary (weather/other/Service) is one that Flagger makes and owns: leave it out',
          '[weather/ad-canary] VirtualService ad (weather/route/Resource) is one that Flagger makes and owns: leave it out',
        ]),
      }),
    );
  });

  test('GIVEN a scenario that replaces the canary THEN the two do not exclude each other', () => {
    const { app, target, canary } = setUp();
    canary();
    const scenario = new Scenario(app, 'blue-green', { folder: 'canary', title: 'Another way.', namespace: 'weather' });
    new Canary(scenario, 'ad-canary', {
      target,
      strategy: CanaryStrategy.blueGreen({ iterations: 5 }),
      interval: Duration.minutes(1),
      threshold: 1,
    });
    expect([...app.render().keys()]).toContain('scenarios/canary/blue-green.k8s.yaml');
  });

  test('GIVEN a version of a microservice THEN the workload is named, and selected, as it is', () => {
    const { chart, canary, spec } = setUp();
    const versions = { v1: { image, replicas: 'autoscaled' } } as const;
    const web = new Microservice(chart, 'web', { existing: { selector: { app: 'web' } }, versions });
    canary({ target: CanaryTarget.of(web.version('v1'), { port: Port.http(80), serviceName: 'web-svc' }) });
    expect(spec()).toMatchObject({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      service: { name: 'web-svc', port: 80 },
    });
    const workload = Workload.statefulSet();
    const db = new Microservice(chart, 'db', { versions: { v1: { image, workload } } });
    expect(() => CanaryTarget.of(db.version('v1'), { port: Port.http(80) })).toThrow(
      'Flagger releases Deployments and DaemonSets, no StatefulSet',
    );
  });

  test('GIVEN a canary of Services THEN the Services that it is about may be there', () => {
    const { app, chart, canary } = setUp();
    canary({ target: CanaryTarget.service({ name: 'web', namespace: 'weather', port: Port.http(80) }) });
    new Microservice(chart, 'web', { serviceName: 'web-primary', port: Port.http(80), versions: { v1: { image } } });
    expect(() => app.render()).not.toThrow();
  });
});
