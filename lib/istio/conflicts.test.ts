import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import {
  ConnectionRoute,
  DestinationRule,
  EgressHosts,
  Gateway,
  Host,
  HttpAction,
  MESH,
  PeerAuthentication,
  Server,
  Sidecar,
  Telemetry,
  VirtualService,
  type VirtualServiceProps,
  WorkloadSelector,
} from '.';

const cart = Host.service({ name: 'cart', namespace: 'shop' });
const otherwise = HttpAction.to(cart);

/** What is wrong with an app, one line each. */
function problems(build: (shop: Chart, app: App) => void): string[] {
  const app = new App();
  build(new Chart(app, 'shop', { namespace: 'shop' }), app);
  try {
    app.render();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const route = (scope: Construct, id: string, props: Partial<VirtualServiceProps> = {}) =>
  new VirtualService(scope, id, { hosts: [cart], otherwise, ...props } as VirtualServiceProps);
const scenario = (app: App, id: string) =>
  new Scenario(app, id, { folder: 'x', title: 'It differs.', namespace: 'shop' });

describe('two VirtualServices for one host of the mesh', () => {
  test('GIVEN two THEN the second is a mistake', () => {
    const message =
      "is a second VirtualService for HTTP of host cart.shop.svc.cluster.local, beside 'shop/a': sidecars follow the older one " +
      'alone; put all rules into one, or give each another host or exportTo';
    expect(
      problems((shop) => {
        route(shop, 'a');
        route(shop, 'b', { gateways: [MESH, Gateway.reference({ name: 'edge', namespace: 'istio-system' })] });
      }),
    ).toEqual([`[shop/b] ${message}`]);
    expect(
      problems((shop, app) => {
        route(shop, 'a');
        route(new Chart(app, 'other', { namespace: 'other' }), 'b');
      }),
    ).toEqual([`[other/b] ${message}`]);
  });

  test.each<[string, (shop: Chart, app: App) => void]>([
    ['alternatives', (shop, app) => [route(shop, 'a'), route(scenario(app, 's'), 'b'), route(scenario(app, 't'), 'b')]],
    [
      'one for gateways, which join them',
      (shop) => {
        const gateway = new Gateway(shop, 'edge', { servers: [Server.http({ hosts: ['*'] })] });
        route(shop, 'a');
        route(shop, 'b', { gateways: [gateway] });
        route(shop, 'c', { gateways: [gateway] });
      },
    ],
    [
      'namespaces apart',
      (shop, app) => [
        route(shop, 'a', { exportTo: ['.'] }),
        route(new Chart(app, 'other', { namespace: 'other' }), 'b', { exportTo: ['.', 'third'] }),
      ],
    ],
    [
      'requests and connections',
      (shop) => [
        route(shop, 'a'),
        route(shop, 'b', { otherwise: undefined, tcp: { otherwise: ConnectionRoute.to(cart) } }),
      ],
    ],
    ['another host', (shop) => [route(shop, 'a'), route(shop, 'b', { hosts: [Host.dns('a.example.com')] })]],
  ])('GIVEN %s THEN there is nothing to say', (_, build) => expect(problems(build)).toEqual([]));

  test('GIVEN two in one scenario THEN it is a mistake of that scenario', () => {
    const both = problems((_shop, app) => {
      const together = scenario(app, 's');
      route(together, 'a');
      route(together, 'b');
    });
    expect(both).toEqual([expect.stringMatching(/^\[s\/b\] is a second VirtualService/)]);
  });
});

describe('two DestinationRules for one host', () => {
  const rule = (scope: Construct, id: string, props = {}) => new DestinationRule(scope, id, { host: cart, ...props });

  test('GIVEN two in a namespace THEN the second is a mistake', () => {
    expect(
      problems((shop) => [rule(shop, 'a'), rule(shop, 'b', { subsets: { v2: { labels: { version: 'v2' } } } })]),
    ).toEqual([
      "[shop/b] is a second DestinationRule for host cart.shop.svc.cluster.local, beside 'shop/a': Istio takes the policy of the " +
        'older one alone; put everything into one, of a microservice by its prop `destinationRule`',
    ]);
  });

  test('GIVEN other clients, another namespace or an alternative THEN there is nothing to say', () => {
    expect(
      problems((shop, app) => {
        rule(shop, 'a');
        rule(shop, 'b', { workloadSelector: { app: 'fortio' } });
        rule(new Chart(app, 'other', { namespace: 'other' }), 'c');
        rule(scenario(app, 's'), 'd');
      }),
    ).toEqual([]);
  });
});

describe('policies of which there is one for some pods', () => {
  const egress = [{ hosts: [EgressHosts.everything] }] as const;

  test('GIVEN two for all pods of a namespace, or for the same pods, THEN the second is a mistake', () => {
    const selector = WorkloadSelector.labels({ app: 'cart' });
    expect(
      problems((shop) => {
        new PeerAuthentication(shop, 'a', { mtls: 'STRICT' });
        new PeerAuthentication(shop, 'b', { mtls: 'PERMISSIVE' });
        new PeerAuthentication(shop, 'c', { mtls: 'STRICT', selector });
        new PeerAuthentication(shop, 'd', { mtls: 'PERMISSIVE', selector });
        new Sidecar(shop, 'e', { egress });
        new Sidecar(shop, 'f', { egress });
        new Telemetry(shop, 'g', { tracing: {} });
        new Telemetry(shop, 'h', { metrics: {} });
      }).sort(),
    ).toEqual([
      "[shop/b] is a second PeerAuthentication for all pods of namespace shop, beside 'shop/a': Istio takes the older one alone; join them, or give one a selector of its own",
      "[shop/d] is a second PeerAuthentication for pods with app=cart of namespace shop, beside 'shop/c': Istio takes the older one alone; join them, or give one a selector of its own",
      "[shop/f] is a second Sidecar for all pods of namespace shop, beside 'shop/e': Istio takes one of them alone; join them, or give one a selector of its own",
      "[shop/h] is a second Telemetry for all pods of namespace shop, beside 'shop/g': Istio takes the older one alone; join them, or give one a selector of its own",
    ]);
  });

  test('GIVEN one for all and one for some, or other namespaces, THEN there is nothing to say', () => {
    expect(
      problems((shop, app) => {
        new PeerAuthentication(shop, 'a', { mtls: 'STRICT' });
        new PeerAuthentication(shop, 'b', { mtls: 'PERMISSIVE', selector: WorkloadSelector.labels({ app: 'cart' }) });
        new PeerAuthentication(new Chart(app, 'other', { namespace: 'other' }), 'a', { mtls: 'STRICT' });
        new PeerAuthentication(scenario(app, 's'), 'c', { mtls: 'PERMISSIVE' });
      }),
    ).toEqual([]);
  });
});

describe('a Sidecar and the routes of its pods', () => {
  const y = Host.service({ name: 'y', namespace: 'other' });

  test('GIVEN a route to a host that it does not list THEN it hides the host', () => {
    const hosts = [EgressHosts.ownNamespace, EgressHosts.namespace('istio-system')] as const;
    expect(
      problems((shop) => {
        route(shop, 'a', { otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { egress: [{ hosts }] });
      }),
    ).toEqual([
      "[shop/s] hides y.other.svc.cluster.local, to which 'shop/a' sends requests of these pods (it lists ./*, istio-system/*): " +
        'add EgressHosts.of(…) with that host to `egress`',
    ]);
  });

  test.each<[string, (shop: Chart, app: App) => void]>([
    [
      'the host',
      (shop) => {
        route(shop, 'a', { otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { egress: [{ hosts: [EgressHosts.ownNamespace, EgressHosts.of({ host: y })] }] });
      },
    ],
    [
      'everything',
      (shop) => {
        route(shop, 'a', { otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { egress: [{ hosts: [EgressHosts.everything] }] });
      },
    ],
    [
      'no egress at all',
      (shop) => {
        route(shop, 'a', { otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });
      },
    ],
    [
      'not the route either, which its pods then do not follow',
      (shop, app) => {
        route(new Chart(app, 'other', { namespace: 'other' }), 'a', { hosts: [y], otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { egress: [{ hosts: [EgressHosts.ownNamespace] }] });
      },
    ],
    [
      'not what only gateways follow',
      (shop) => {
        const gateway = new Gateway(shop, 'edge', { servers: [Server.http({ hosts: ['*'] })] });
        route(shop, 'a', { gateways: [gateway], otherwise: HttpAction.to(y) });
        new Sidecar(shop, 's', { egress: [{ hosts: [EgressHosts.ownNamespace] }] });
      },
    ],
  ])('GIVEN one that lists %s THEN there is nothing to say', (_, build) => expect(problems(build)).toEqual([]));
});
