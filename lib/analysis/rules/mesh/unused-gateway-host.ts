import type { Server } from '../../../../imports/networking.istio.io';
import { overlaps } from '../../../mesh/host-names';
import { protocolNamed } from '../../../mesh/protocols';
import { GATEWAY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const example = (hosts: string) =>
  documents(
    shop('reviews'),
    istio(
      'Gateway',
      'edge',
      `selector: {istio: ingressgateway}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [${hosts}]}]`,
    ),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [shop.example.com]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews}}]}]',
    ),
  );

export const unusedGatewayHost: Rule = {
  id: 'MESH_GATEWAY_HOST_UNUSED',
  severity: 'note',
  kinds: [GATEWAY],
  docs: {
    says: 'a host of a Gateway that no VirtualService has rules for',
    why: 'A request to the host is let in, and gets 404 since there is no route.',
    fix: 'Add a VirtualService for the host that names the Gateway, or remove the host.',
    symptoms: ['404 NR', 'route_not_found'],
    see: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server-hosts',
    wrong: example('shop.example.com, api.example.com'),
    right: example('shop.example.com'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(GATEWAY)) {
      const name = `${entity.id.namespace}/${entity.id.name}`;
      const bound = mesh.virtualServices.filter(({ gateways }) => gateways.includes(name));
      // Its routes are not given; or they have hosts that it does not serve, which is told of them.
      const served = (entity.spec.servers ?? []).flatMap(({ hosts }) => hosts.map(withoutNamespace));
      const isServed = (host: string) => served.some((each) => overlaps(each, host));
      if (bound.length === 0 || bound.some(({ hosts }) => !hosts.some(isServed))) continue;
      for (const [index, server] of (entity.spec.servers ?? []).entries()) {
        if (!isRouted(server)) continue;
        for (const [at, host] of server.hosts.entries()) {
          const own = withoutNamespace(host);
          if (own === '*' || bound.some(({ hosts }) => hosts.some((each) => overlaps(each, own)))) continue;
          report(entity, ['spec', 'servers', index, 'hosts', at], {
            message: `no VirtualService among the files has rules for ${host}: requests to it get 404`,
            fix: 'add a VirtualService for the host, or remove it',
          });
        }
      }
    }
  },
};

/** Whether requests are read, and a redirect is not the answer to all of them. */
function isRouted({ port, tls }: Server): boolean {
  const protocol = protocolNamed(port.protocol);
  if (tls?.httpsRedirect === true) return false;
  return /^(?:http|grpc)/.test(protocol) && (protocol !== 'https' || !/PASSTHROUGH/.test(tls?.mode ?? 'PASSTHROUGH'));
}

function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1).toLowerCase();
}
