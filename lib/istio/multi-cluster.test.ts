import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import {
  DestinationRule,
  EastWestGateway,
  Host,
  IngressGateway,
  LoadBalancer,
  Locality,
  type LocalityLoadBalancing,
  Network,
  Resolution,
  ServiceEntry,
} from '.';
import { IstioSettings } from './installation';

const chart = (namespace?: string) => new Chart(Testing.app(), 'mesh', { namespace });
const west = new Network('west');
const proxies = IngressGateway.eastWest({ network: west });
const frankfurt = Locality.region('eu-central-1');
const ireland = Locality.region('eu-west-1');
const host = Host.service({ name: 'cart', namespace: 'shop' });

describe('Locality', () => {
  test('GIVEN a region, a zone and a part of it THEN they are written as Istio does', () => {
    const zone = frankfurt.zone('eu-central-1a');
    expect([frankfurt, zone, zone.subZone('rack-1')].map(String)).toEqual([
      'eu-central-1',
      'eu-central-1/eu-central-1a',
      'eu-central-1/eu-central-1a/rack-1',
    ]);
    // @ts-expect-error a zone has no zones
    expect(() => zone.zone('a')).toBeDefined();
  });

  test.each(['', 'a/b', '*'])('GIVEN the region "%s" THEN it is reported', (name) => {
    expect(() => Locality.region(name)).toThrow(`[Locality] region "${name}" must be one name`);
  });
});

describe('localities of a load balancer', () => {
  const localities = (localityLbSetting: LocalityLoadBalancing) => {
    const scope = chart('shop');
    const loadBalancer = LoadBalancer.roundRobin({ localityLbSetting });
    new DestinationRule(scope, 'cart', { host, trafficPolicy: { loadBalancer, outlierDetection: {} } });
    return Testing.synth(scope)[0].spec.trafficPolicy.loadBalancer.localityLbSetting;
  };

  test('GIVEN a stand-in for a region THEN it is named', () => {
    const failover = [{ from: frankfurt, to: ireland }] as const;
    expect(localities({ failover })).toEqual({ failover: [{ from: 'eu-central-1', to: 'eu-west-1' }] });
    // @ts-expect-error regions stand in for regions, not zones
    expect(() => localities({ failover: [{ from: frankfurt, to: ireland.zone('eu-west-1a') }] })).toThrow(
      'failover names "eu-west-1/eu-west-1a", which is not a region',
    );
  });

  test('GIVEN shares THEN they are by locality, and make 100', () => {
    expect(localities({ distribute: [{ from: frankfurt, to: [frankfurt.share(80), ireland.share(20)] }] })).toEqual({
      distribute: [{ from: 'eu-central-1', to: { 'eu-central-1': 80, 'eu-west-1': 20 } }],
    });
    expect(() => localities({ distribute: [{ from: frankfurt, to: [ireland.share(20)] }] })).toThrow(
      'the shares of requests from eu-central-1 make 20: they must make 100',
    );
    expect(() => localities({ distribute: [{ from: frankfurt, to: [ireland.share(80), ireland.share(20)] }] })).toThrow(
      'locality eu-west-1 has two shares: give it the sum of both',
    );
  });

  test('GIVEN failover without outlier detection THEN it is reported', () => {
    const loadBalancer = LoadBalancer.random({
      localityLbSetting: { failoverPriority: ['topology.istio.io/network'] },
    });
    expect(() => new DestinationRule(chart('shop'), 'cart', { host, trafficPolicy: { loadBalancer } })).toThrow(
      'failover between localities does nothing without outlierDetection: give it too',
    );
  });
});

describe('EastWestGateway', () => {
  test('GIVEN proxies of a network THEN it passes the mutual TLS of all Services through', () => {
    const system = chart('istio-system');
    const gateway = new EastWestGateway(system, 'cross-network-gateway', { proxies });
    expect(gateway).toMatchObject({ gatewayName: 'cross-network-gateway', gatewayNamespace: 'istio-system' });
    expect(Testing.synth(system)).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'cross-network-gateway', namespace: 'istio-system' },
        spec: {
          selector: { istio: 'eastwestgateway' },
          servers: [
            {
              port: { number: 15443, name: 'tls', protocol: 'TLS' },
              hosts: ['*.local'],
              tls: { mode: 'AUTO_PASSTHROUGH' },
            },
          ],
        },
      },
    ]);
  });

  test('GIVEN some Services THEN only they are let in, by their names in full', () => {
    const system = chart('istio-system');
    new EastWestGateway(system, 'east-west', { proxies, services: [host] });
    expect(Testing.synth(system)[0].spec.servers[0].hosts).toEqual(['cart.shop.svc.cluster.local']);
  });

  test.each<[string, () => unknown]>([
    [
      'istio-ingressgateway is in no network: make it by IngressGateway.eastWest',
      () => ({ proxies: new IngressGateway({ exposure: 'LoadBalancer', ports: { tls: { port: 15443 } } }) }),
    ],
    [
      'istio-ingressgateway has no port 15443, where other networks ask: add it',
      () => ({ proxies: new IngressGateway({ exposure: 'LoadBalancer', ports: { a: { port: 1 } }, network: west }) }),
    ],
    [
      'api.example.com is no Service of a namespace that is known',
      () => ({ proxies, services: [Host.dns('api.example.com')] }),
    ],
  ])('reports: %s', (message, props) => {
    expect(() => new EastWestGateway(chart('istio-system'), 'a', props() as never)).toThrow(message);
  });
});

describe('a cluster of a mesh', () => {
  const ingressGateway = new IngressGateway({ exposure: 'LoadBalancer', ports: { http2: { port: 80 } } });
  const cluster = { mesh: 'shop', name: 'west', network: west, eastWestGateway: proxies };
  const ports = [
    { name: 'status-port', port: 15021, protocol: 'TCP', targetPort: 15021 },
    { name: 'tls', port: 15443, protocol: 'TCP', targetPort: 15443 },
    { name: 'tls-istiod', port: 15012, protocol: 'TCP', targetPort: 15012 },
    { name: 'tls-webhook', port: 15017, protocol: 'TCP', targetPort: 15017 },
  ];
  const values = { global: { meshID: 'shop', multiCluster: { clusterName: 'west' }, network: 'west' } };

  test('GIVEN its network and gateway THEN istioctl and the Helm charts are told the same', () => {
    const settings = new IstioSettings('west', { version: '1.30.3', ingressGateway, cluster });
    expect(settings.operatorSpec).toMatchObject({
      values,
      components: {
        ingressGateways: [
          { name: 'istio-ingressgateway' },
          {
            name: 'istio-eastwestgateway',
            enabled: true,
            label: {
              app: 'istio-eastwestgateway',
              istio: 'eastwestgateway',
              'topology.istio.io/network': 'west',
            },
            k8s: {
              env: [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'west' }],
              service: { type: 'LoadBalancer', ports },
            },
          },
        ],
      },
    });
    expect(settings.istiodValues).toMatchObject(values);
    expect(settings.eastWestGatewayValues).toEqual({
      name: 'istio-eastwestgateway',
      labels: { app: 'istio-eastwestgateway', istio: 'eastwestgateway' },
      networkGateway: 'west',
      service: { type: 'LoadBalancer', ports },
    });
  });

  test('GIVEN Services that each cluster has for itself THEN the mesh knows', () => {
    const own = { ...cluster, ownServices: [host] } as const;
    const { meshConfig } = new IstioSettings('west', { version: '1.30.3', ingressGateway, cluster: own });
    expect(meshConfig).toMatchObject({
      serviceSettings: [{ settings: { clusterLocal: true }, hosts: ['cart.shop.svc.cluster.local'] }],
    });
  });

  test('GIVEN a gateway of another network THEN it is reported', () => {
    const eastWestGateway = IngressGateway.eastWest({ network: new Network('east') });
    const wrong = { ...cluster, eastWestGateway };
    expect(() => new IstioSettings('west', { version: '1.30.3', ingressGateway, cluster: wrong })).toThrow(
      '[west] istio-eastwestgateway leads to network east, and the cluster is in west: give both the same',
    );
  });

  test('GIVEN an endpoint in another network THEN it says where', () => {
    const scope = chart('shop');
    new ServiceEntry(scope, 'legacy', {
      hosts: ['legacy.example.com'],
      location: 'MESH_INTERNAL',
      ports: [{ number: 80, protocol: 'HTTP' }],
      resolution: Resolution.static([{ address: '10.0.0.1', network: west, locality: ireland.zone('eu-west-1a') }]),
    });
    expect(Testing.synth(scope)[0].spec.endpoints).toEqual([
      { address: '10.0.0.1', network: 'west', locality: 'eu-west-1/eu-west-1a' },
    ]);
  });
});
