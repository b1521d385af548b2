import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { external, StandaloneChart } from 'meshwright';
import {
  EastWestGateway,
  type HostOwner,
  IngressGateway,
  IstioInstallation,
  Network,
  type NonEmpty,
} from 'meshwright/istio';
import { Namespace } from 'meshwright/kubernetes';
import type { Settings } from './targets';

export const NAMESPACE = 'boutique';
/** The Secret with the certificate of the shop, which somebody else renews. */
export const CERTIFICATE = 'boutique-certificate';

/** The file for `istioctl install -f`: not for `kubectl`, so it lies in a folder of its own. */
class Installation extends StandaloneChart {}

/** What a cluster gives the shop: Istio, as one of two clusters of a mesh, and namespaces. */
export function platform(scope: Construct, settings: Settings, ownServices: NonEmpty<HostOwner>): void {
  const { environment: mesh, cluster: name } = settings;
  const network = new Network(`${mesh}-${name}`);
  const eastWestGateway = IngressGateway.eastWest({ network });
  new IstioInstallation(new Installation(scope, 'istio', 'install/istio'), 'istio', {
    version: '1.30.3',
    profile: 'default',
    ingressGateway: new IngressGateway({
      exposure: 'LoadBalancer',
      ports: {
        'status-port': { port: 15021 },
        http2: { port: 80, targetPort: 8080 },
        https: { port: 443, targetPort: 8443 },
      },
    }),
    cluster: { mesh, name, network, eastWestGateway, ownServices },
  });
  const system = new Chart(scope, 'istio-system', { namespace: 'istio-system' });
  new Namespace(system, 'istio-system', { labels: network.labels });
  new EastWestGateway(system, 'cross-network-gateway', { proxies: eastWestGateway });
  external(system, { secrets: [`istio-system/${CERTIFICATE}`] });
  new Namespace(new Chart(scope, 'namespaces'), NAMESPACE, { injection: true, podSecurity: { warn: 'restricted' } });
}
