import type { HTTPRoute, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId, isSound, type Sound } from '../../../world/entity';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, edgeGateway, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { destinationsIn } from '../../traffic/destinations';
import { podsOf } from '../../traffic/gateways';

const example = (gateways: string) =>
  documents(
    shop('reviews', ['v1', 'v2']),
    istio(
      'DestinationRule',
      'reviews',
      'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]',
    ),
    edgeGateway(),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews${gateways === '' ? '' : ', shop.example.com'}]\n${gateways}http: [{route: [{destination: {host: reviews, subset: v1}}]}]`,
    ),
    ...(gateways === ''
      ? [
          istio(
            'VirtualService',
            'shop',
            'hosts: [shop.example.com]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews}}]}]',
          ),
        ]
      : []),
  );

export const subsetAtGateway: Rule = {
  id: 'IST0140',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a route of a gateway to a host, whose VirtualService for the mesh chooses among its versions',
    why: 'A request takes the rules of one VirtualService, that of the proxy where it enters the mesh. What comes through the gateway goes to all versions of the host, whatever the VirtualService for sidecars says.',
    fix: 'Write the subsets into the route of the gateway, or name the gateway in the other VirtualService, beside `mesh`.',
    symptoms: ['requests from outside go to the wrong version'],
    see: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-have-no-effect-on-ingress-gateway-requests',
    wrong: example(''),
    right: example('gateways: [mesh, edge]\n'),
  },

  check(mesh, report) {
    const choosing = choosingVirtualServices(mesh);
    if (choosing.size === 0) return;
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { gateways = [] } = entity.spec;
      if (gateways.length === 0 || gateways.includes(MESH_GATEWAY) || isEgress(mesh, entity)) continue;
      const told = new Set<string>();
      for (const { destination, path, protocol, role } of destinationsIn(entity)) {
        if (protocol !== 'http' || role !== 'route' || destination.subset) continue;
        const host = fullName(destination.host, entity.id.namespace, mesh.config.clusterDomain);
        const other = choosing.get(host)?.find((each) => each !== entity && mesh.given.together(each, entity));
        if (other === undefined || told.has(host)) continue;
        told.add(host);
        report(entity, [...path, 'host'], {
          message: `what comes through the gateway goes to all versions of ${destination.host}: ${describeId(other.id)} chooses among them for sidecars only`,
          fix: 'write the subsets here, too, or name the gateway in the other VirtualService',
          related: [{ entity: other, path: ['spec', 'http'], message: 'chooses among them' }],
        });
      }
    }
  },
};

/** VirtualServices of sidecars that send some requests to some of the pods of their host, by the host. */
const choosingVirtualServices = perMesh((mesh): ReadonlyMap<string, readonly Sound<VirtualServiceSpec>[]> => {
  const found = new Map<string, Sound<VirtualServiceSpec>[]>();
  for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
    const { gateways = [], hosts = [], http = [] } = entity.spec;
    if (gateways.length > 0 && !(gateways.length === 1 && gateways[0] === MESH_GATEWAY)) continue;
    for (const written of hosts) {
      const host = fullName(written, entity.id.namespace, mesh.config.clusterDomain);
      if (http.some((rule) => chooses(mesh, entity, rule, host))) found.set(host, [...(found.get(host) ?? []), entity]);
    }
  }
  return found;
});

/** Whether a rule leaves out pods of a host, or treats them in another way than others. */
function chooses(
  mesh: Mesh,
  { id }: Sound<VirtualServiceSpec>,
  { route = [], match = [] }: HTTPRoute,
  host: string,
): boolean {
  const subsets = route.flatMap(({ destination }) => {
    const isHost = fullName(destination.host, id.namespace, mesh.config.clusterDomain) === host;
    return isHost && destination.subset ? [destination.subset] : [];
  });
  const [service] = mesh.servicesWithHost(host);
  if (subsets.length === 0) return false;
  if (subsets.length > 1 || match.length > 0 || service === undefined) return true;
  const labels = mesh.destinationRule({ namespace: id.namespace, labels: {} }, service)?.subsets.get(subsets[0] ?? '')
    ?.value.labels;
  return labels === undefined || mesh.endpoints(service, labels).length < mesh.endpoints(service).length;
}

/** Whether the gateways are for what leaves the mesh. */
function isEgress(mesh: Mesh, entity: Sound<VirtualServiceSpec>): boolean {
  return (entity.spec.gateways ?? []).some((name) => {
    const [namespace = '', own = ''] = gatewayName(name, entity.id.namespace).split('/');
    const gateway = mesh.given.get(GATEWAY, { namespace, name: own });
    if (gateway === undefined || !isSound(gateway)) return false;
    const { istio, app } = gateway.spec.selector ?? {};
    return (
      /egress/.test(`${istio ?? ''} ${app ?? ''}`) ||
      podsOf(mesh, gateway).proxies.some(({ labels, name: called }) => /egress/.test(`${labels.istio ?? ''} ${called}`))
    );
  });
}
