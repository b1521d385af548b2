import { Chart, Duration } from 'cdk8s';
import { App, Gateway, HttpAction, HttpMatch, Microservice, Port, StringMatch, VirtualService } from 'meshwright';
import { CanaryMetric, CanaryRelease, CanaryStrategy } from 'meshwright/flagger';
import { WorkloadEntry } from 'meshwright/imports/networking.istio.io';
import {
  Host,
  Identity,
  nonEmpty,
  PeerAuthentication,
  Resolution,
  Server,
  ServiceEntry,
  TELEMETRY_PROVIDERS,
  Telemetry,
} from 'meshwright/istio';
import { ConfigMap, LifecycleHook, Mount, Namespace, Probe, ServiceAccount, Spread } from 'meshwright/kubernetes';
import {
  Autoscaling,
  CallGraph,
  CronJob,
  DisruptionBudget,
  EnvironmentSource,
  Workload,
} from 'meshwright/microservice';

interface Settings {
  readonly domains: readonly string[];
  readonly most: number;
}

const TARGETS: Readonly<Record<string, Settings>> = {
  'dev/west': { domains: ['dev.example.com'], most: 2 },
  'prod/east': { domains: ['example.com', 'example.org'], most: 10 },
};

App.runTargets(TARGETS, (app, { domains, most }) => {
  new Namespace(new Chart(app, 'namespaces'), 'shop', { injection: true });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  // What the installation of Istio makes.
  const ingress = Identity.serviceAccount({ name: 'istio-ingressgateway-service-account', namespace: 'istio-system' });

  const carts = new Microservice(shop, 'carts', {
    port: Port.redis(6379),
    serviceType: 'Headless',
    versions: {
      v1: {
        image: 'registry.example.com/redis:7.4.1',
        replicas: 3,
        workload: Workload.statefulSet({ claims: { data: { path: '/data', size: '10Gi' } } }),
        disruptionBudget: DisruptionBudget.maxUnavailable(1),
      },
    },
  });

  const features = new ConfigMap(shop, 'features', { data: { FAST_CHECKOUT: 'true' } });
  const settings = Mount.emptyDir({ name: 'settings', path: '/settings' });
  const checkout = new Microservice(shop, 'checkout', {
    port: Port.grpc(5050),
    versions: {
      v1: {
        image: 'registry.example.com/checkout:1.0.0',
        env: { CARTS: carts.address, CARTS_URL: carts.address.url('redis') },
        envFrom: [EnvironmentSource.configMap(features)],
        initContainers: [{ name: 'settings', image: 'registry.example.com/settings:1.0.0', mounts: [settings] }],
        mounts: [settings],
        readinessProbe: Probe.grpc(),
        preStop: LifecycleHook.sleep(5),
        terminationGracePeriod: Duration.seconds(60),
        scheduling: { spread: Spread.zones() },
        autoscaling: Autoscaling.horizontal({ min: 2, max: most }),
      },
    },
    release: new CanaryRelease({
      strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 80 }),
      interval: Duration.seconds(30),
      threshold: 5,
      metrics: [CanaryMetric.builtin.requestSuccessRate({ min: 99, interval: Duration.minutes(1) })],
    }),
  });

  const frontend = new Microservice(shop, 'frontend', {
    port: Port.http(80, { targetPort: 8080 }),
    versions: {
      v1: { image: 'registry.example.com/frontend:1.0.0', replicas: 2, env: { CHECKOUT: checkout.address } },
    },
  });

  const cleaner = new CronJob(shop, 'cleaner', {
    image: 'registry.example.com/cleaner:1.0.0',
    schedule: '0 3 * * *',
    env: { CARTS: carts.address },
  });

  new PeerAuthentication(shop, 'mtls', { mtls: 'STRICT' });
  new CallGraph(shop, 'calls', {
    calls: [
      { from: ingress, to: frontend },
      { from: frontend, to: checkout },
      { from: [checkout, cleaner], to: carts },
    ],
  });

  const hosts = nonEmpty(domains.map((domain) => Host.dns(`shop.${domain}`)));
  const gateway = new Gateway(shop, 'shop', { servers: [Server.http({ hosts })] });
  new VirtualService(shop, 'shop-route', {
    hosts,
    gateways: [gateway],
    rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/admin'))], action: HttpAction.directResponse(404) }],
    otherwise: HttpAction.to(frontend),
  });

  const services: readonly Microservice[] = [carts, checkout, frontend];
  for (const selector of services) {
    const accessLogging = { provider: TELEMETRY_PROVIDERS.envoy, filter: 'response.code >= 500' };
    new Telemetry(shop, `${selector.app}-logs`, { selector, accessLogging });
  }

  const account = new ServiceAccount(shop, 'stock-machines');
  new WorkloadEntry(shop, 'stock-1', {
    spec: { address: '10.0.0.12', labels: { app: 'stock' }, serviceAccount: account },
  });
  new ServiceEntry(shop, 'stock', {
    hosts: ['stock.example.com'],
    location: 'MESH_INTERNAL',
    ports: [{ number: 80, protocol: 'HTTP' }],
    resolution: Resolution.workloads({ app: 'stock' }),
  });
});
