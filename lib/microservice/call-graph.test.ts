import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Identity } from '../istio';
import { Namespace } from '../kubernetes/namespaces';
import { Port } from '../kubernetes/port';
import { CallGraph, type CallGraphProps } from './call-graph';
import { CronJob, Job } from './job';
import { Microservice } from './microservice';
import { image } from './microservice.testing';

const versions = { v1: { image } };

/** A frontend that calls a cart of another namespace, with a graph in the chart of the frontend. */
function mesh(more: Omit<CallGraphProps, 'calls'> = {}, only?: CallGraphProps['calls'][number]['only']) {
  const app = new App();
  const web = new Chart(app, 'web', { namespace: 'web' });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const frontend = new Microservice(web, 'frontend', { port: Port.http(80, { targetPort: 8080 }), versions });
  const cart = new Microservice(shop, 'cart', { ports: [Port.grpc(7070), Port.http(9000)], versions });
  const gateway = Identity.serviceAccount({ name: 'gateway', namespace: 'istio-system' });
  new CallGraph(web, 'calls', {
    calls: [
      { from: gateway, to: frontend },
      { from: frontend, to: cart, only },
    ],
    ...more,
  });
  const objects = (chart: Chart) =>
    chart.toJson().filter(({ kind }) => ['AuthorizationPolicy', 'Sidecar', 'NetworkPolicy'].includes(kind));
  return { web: objects(web), shop: objects(shop) };
}

describe('who calls whom', () => {
  test('GIVEN a waypoint THEN it looks at who calls and for what, and pods take what comes from it and from gateways', () => {
    const waypoint = Identity.serviceAccount({ name: 'waypoint', namespace: 'shop' });
    const { web, shop } = mesh({ waypoint, denyOthers: false }, { methods: ['GET'] });
    const policies = (objects: typeof web) => objects.map(({ metadata, spec }) => [metadata.name, spec]);
    expect(policies(web)).toEqual([
      [
        'frontend-callers',
        {
          action: 'ALLOW',
          targetRefs: [{ group: '', kind: 'Service', name: 'frontend' }],
          rules: [{ from: [{ source: { serviceAccounts: ['istio-system/gateway'] } }] }],
        },
      ],
      [
        'frontend-waypoint',
        {
          action: 'ALLOW',
          selector: { matchLabels: { app: 'frontend' } },
          rules: [
            {
              from: [{ source: { serviceAccounts: ['shop/waypoint', 'istio-system/gateway'] } }],
              to: [{ operation: { ports: ['8080'] } }],
            },
          ],
        },
      ],
    ]);
    expect(policies(shop)).toEqual([
      [
        'cart-callers',
        {
          action: 'ALLOW',
          targetRefs: [{ group: '', kind: 'Service', name: 'cart' }],
          rules: [
            { from: [{ source: { serviceAccounts: ['web/frontend'] } }], to: [{ operation: { methods: ['GET'] } }] },
          ],
        },
      ],
      [
        'cart-waypoint',
        {
          action: 'ALLOW',
          selector: { matchLabels: { app: 'cart' } },
          rules: [
            {
              from: [{ source: { serviceAccounts: ['shop/waypoint'] } }],
              to: [{ operation: { ports: ['7070', '9000'] } }],
            },
          ],
        },
      ],
    ]);
  });

  describe('GIVEN a waypoint, and callers in a namespace with sidecars, which go past it', () => {
    /** The namespace of the caller is made last: the order of constructs means nothing. */
    function mixed(only?: CallGraphProps['calls'][number]['only'], podLabels: Record<string, string> = {}) {
      const app = new App();
      const shop = new Chart(app, 'shop', { namespace: 'shop' });
      const web = new Chart(app, 'web', { namespace: 'web' });
      const waypoint = Identity.serviceAccount({ name: 'waypoint', namespace: 'shop' });
      const cart = new Microservice(shop, 'cart', { port: Port.http(80), versions });
      const frontend = new Microservice(web, 'frontend', {
        port: Port.http(80),
        versions: { v1: { image, podLabels } },
      });
      new CallGraph(shop, 'calls', { waypoint, calls: [{ from: frontend, to: cart, only }] });
      new Namespace(new Chart(app, 'namespaces'), 'web', { injection: true });
      return { app, shop };
    }
    const lettingIn = (chart: Chart) =>
      chart.toJson().find(({ metadata: { name } }) => name === 'cart-waypoint')?.spec.rules[0].from[0].source
        .serviceAccounts;

    test('WHEN they may call for everything THEN pods take what comes from them', () => {
      expect(lettingIn(mixed().shop)).toEqual(['shop/waypoint', 'web/frontend']);
    });

    test('WHEN their pods refuse sidecars THEN what comes from them comes through the waypoint', () => {
      const { shop } = mixed(undefined, { 'sidecar.istio.io/inject': 'false' });
      expect(lettingIn(shop)).toEqual(['shop/waypoint']);
    });

    test('WHEN a Job or a CronJob calls THEN its namespace counts as that of others does', () => {
      const app = new App();
      const shop = new Chart(app, 'shop', { namespace: 'shop' });
      const web = new Chart(app, 'web', { namespace: 'web' });
      const waypoint = Identity.serviceAccount({ name: 'waypoint', namespace: 'shop' });
      const cart = new Microservice(shop, 'cart', { port: Port.http(80), versions });
      const nightly = new CronJob(web, 'nightly', { image, schedule: '0 3 * * *' });
      const cleaner = new Job(shop, 'cleaner', { image });
      new CallGraph(shop, 'calls', { waypoint, calls: [{ from: [nightly, cleaner], to: cart }] });
      new Namespace(new Chart(app, 'namespaces'), 'web', { injection: true });
      expect(lettingIn(shop)).toEqual(['shop/waypoint', 'web/nightly']);
    });

    test('WHEN only some requests are allowed THEN it is a mistake, as nobody looks at them', () => {
      expect(mixed({ methods: ['GET'] }).app.node.validate()).toEqual([
        "[shop/calls] 'web/frontend' has sidecars, which go past waypoints, so that nobody looks at what it may call 'shop/cart' for, and every call is denied: put its namespace into ambient mode, or leave out `only`",
      ]);
      expect(mixed().app.node.validate()).toEqual([]);
    });
  });

  test('GIVEN calls THEN each that is called lets in its callers alone, and its namespace denies the rest', () => {
    const { web, shop } = mesh({}, { methods: ['GET'] });
    expect(web.map(({ metadata, spec }) => [metadata, spec])).toEqual([
      [
        { name: 'frontend-callers', namespace: 'web' },
        {
          action: 'ALLOW',
          selector: { matchLabels: { app: 'frontend' } },
          rules: [
            {
              from: [{ source: { serviceAccounts: ['istio-system/gateway'] } }],
              to: [{ operation: { ports: ['8080'] } }],
            },
          ],
        },
      ],
      [{ name: 'deny-others', namespace: 'web' }, { action: 'ALLOW' }],
    ]);
    expect(shop.map(({ metadata, spec }) => [metadata, spec])).toEqual([
      [
        { name: 'cart-callers', namespace: 'shop' },
        {
          action: 'ALLOW',
          selector: { matchLabels: { app: 'cart' } },
          rules: [
            {
              from: [{ source: { serviceAccounts: ['web/frontend'] } }],
              to: [{ operation: { methods: ['GET'], ports: ['7070', '9000'] } }],
            },
          ],
        },
      ],
      [{ name: 'deny-others', namespace: 'shop' }, { action: 'ALLOW' }],
    ]);
  });

  test('GIVEN that others are not denied THEN there is no such policy', () => {
    expect(mesh({ denyOthers: false }).shop.map(({ metadata }) => metadata.name)).toEqual(['cart-callers']);
  });

  test('GIVEN sidecars THEN callers know of whom they call', () => {
    const { web } = mesh({ sidecars: true });
    expect(web.find(({ kind }) => kind === 'Sidecar')).toMatchObject({
      metadata: { name: 'frontend-reach', namespace: 'web' },
      spec: {
        workloadSelector: { labels: { app: 'frontend' } },
        egress: [{ hosts: ['shop/cart.shop.svc.cluster.local', 'istio-system/*'] }],
      },
    });
  });

  test('GIVEN network policies THEN the network is told as well', () => {
    const { web, shop } = mesh({ networkPolicies: true });
    const from = [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } },
        podSelector: { matchLabels: { app: 'frontend' } },
      },
    ];
    expect(shop.find(({ kind }) => kind === 'NetworkPolicy')).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'cart-callers', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: { app: 'cart' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from,
            ports: [
              { port: 7070, protocol: 'TCP' },
              { port: 9000, protocol: 'TCP' },
            ],
          },
          { from, ports: [{ port: 15008, protocol: 'TCP' }] },
        ],
      },
    });
    expect(web.find(({ kind }) => kind === 'NetworkPolicy').spec.ingress[0].from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } },
        podSelector: {},
      },
    ]);
  });

  test('GIVEN nothing, or somebody without a port THEN that is refused', () => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const job = new Microservice(chart, 'job', { versions });
    expect(() => new CallGraph(chart, 'none', { calls: [] })).toThrow('`calls` is empty');
    expect(() => new CallGraph(chart, 'job-calls', { calls: [{ from: job, to: job }] })).toThrow('it has no port');
  });
});
