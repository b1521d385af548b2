import { discoveredPorts } from '../../../flagger-objects/target';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (gateways: string) =>
  yaml(
    deploymentExample({ ports: '[{name: web, containerPort: 9080}, {name: http-metrics, containerPort: 9090}]' }),
    canaryExample({
      service: `port: 80, targetPort: 9080, portDiscovery: true, hosts: [reviews.example.com], gateways: [${gateways}]`,
    }),
    objectExample(
      'networking.istio.io/v1',
      'Gateway',
      'public',
      'spec:',
      '  selector: {istio: ingressgateway}',
      "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.example.com']}]",
    ),
  );

export const portAmbiguous: Rule = {
  id: 'FLAGGER_PORT_AMBIGUOUS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a Canary with discovered ports whose first gateway is `mesh`',
    why: 'Flagger writes the port into its routes only when the first of `service.gateways` is not `mesh`. At a gateway a route without a port to a Service with several has none to go to.',
    fix: 'Write `mesh` after the gateways.',
    symptoms: ['503 NR', '404 at the gateway', 'routes without a port'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example('mesh, public'),
    right: example('public, mesh'),
  },

  check(mesh, report) {
    for (const { entity, spec, target } of istioReleases(mesh)) {
      const { gateways = [], delegation } = spec.service ?? {};
      if (delegation === true || gateways[0] !== MESH_GATEWAY || gateways.length < 2) continue;
      const [port] = discoveredPorts(spec, target?.workload.pod?.containers);
      if (port === undefined) continue;
      report(entity, ['spec', 'service', 'gateways', 0], {
        message: `routes have no port when the first gateway is mesh, and the Services have several, such as ${port.name}: requests that arrive at ${gateways[1]} have nowhere to go`,
        fix: 'write mesh last',
      });
    }
  },
};
