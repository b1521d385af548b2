import { fullName } from '../../../mesh/host-names';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const example = (gateways: string) =>
  documents(
    shop('reviews'),
    istio(
      'Gateway',
      'edge',
      'selector: {istio: ingressgateway}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]',
    ),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]\ngateways: [${gateways}]\nhttp: [{timeout: 3s, route: [{destination: {host: reviews}}]}]`,
    ),
  );

export const gatewayOnly: Rule = {
  id: 'MESH_GATEWAY_ONLY',
  severity: 'note',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a VirtualService for a Service, and for gateways alone',
    why: 'With `gateways`, sidecars follow the rules only if `mesh` is among them. Clients inside call the Service as if there was no VirtualService: no weights, no timeouts, no faults.',
    fix: 'Add `mesh` to `gateways`, or write the host that clients outside call.',
    symptoms: ['rules are ignored', 'requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService-gateways',
    wrong: example('edge'),
    right: example('edge, mesh'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { hosts = [], gateways = [] } = entity.spec;
      if (gateways.length === 0 || gateways.includes(MESH_GATEWAY)) continue;
      for (const [index, host] of hosts.entries()) {
        const full = fullName(host, entity.id.namespace, mesh.config.clusterDomain);
        const service = mesh.servicesWithHost(full).find(({ registry }) => registry === 'Kubernetes');
        if (service === undefined) continue;
        const others = mesh.virtualServicesCovering(full);
        if (others.some((each) => each.gateways.includes(MESH_GATEWAY))) continue;
        report(entity, ['spec', 'hosts', index], {
          message: `clients inside the mesh that call ${host} do not follow these rules, which are for ${gateways.join(', ')} alone`,
          fix: 'add mesh to gateways, if they are meant, too',
          related: [{ entity: service.entity, path: ['metadata', 'name'], message: 'the Service' }],
        });
      }
    }
  },
};
