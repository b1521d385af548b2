import { Chart, Duration } from 'cdk8s';
import { App, Microservice, Port, StandaloneChart } from 'meshwright';
import {
  EastWestGateway,
  IngressGateway,
  IstioInstallation,
  LoadBalancer,
  Locality,
  Network,
  type Region,
} from 'meshwright/istio';
import { Namespace } from 'meshwright/kubernetes';

/** A file for `istioctl install -f`, beside what `kubectl` applies. */
class Installation extends StandaloneChart {}

interface Cluster {
  readonly name: string;
  readonly region: Region;
  /** Where requests go while its own pods fail. */
  readonly standIn: Region;
}

const frankfurt = Locality.region('eu-central-1');
const ireland = Locality.region('eu-west-1');
const CLUSTERS: Readonly<Record<string, Cluster>> = {
  'prod/east': { name: 'east', region: frankfurt, standIn: ireland },
  'prod/west': { name: 'west', region: ireland, standIn: frankfurt },
};

App.runTargets(CLUSTERS, (app, { name, region, standIn }) => {
  const network = new Network(name);
  const eastWestGateway = IngressGateway.eastWest({ network });
  new IstioInstallation(new Installation(app, 'istio', 'install/istio'), name, {
    version: '1.30.3',
    profile: 'default',
    ingressGateway: new IngressGateway({ exposure: 'LoadBalancer', ports: { http2: { port: 80, targetPort: 8080 } } }),
    cluster: { mesh: 'shop', name, network, eastWestGateway },
  });
  const system = new Chart(app, 'istio-system', { namespace: 'istio-system' });
  new Namespace(system, 'istio-system', { labels: network.labels });
  new EastWestGateway(system, 'cross-network-gateway', { proxies: eastWestGateway });

  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(shop, 'shop', { injection: true });
  new Microservice(shop, 'cart', {
    port: Port.http(8080),
    versions: { v1: { image: 'registry.example.com/cart:1.0.0', replicas: 3 } },
    destinationRule: {
      trafficPolicy: {
        loadBalancer: LoadBalancer.leastRequest({ localityLbSetting: { failover: [{ from: region, to: standIn }] } }),
        outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: Duration.minutes(1) },
      },
    },
  });
});
