import { overlaps } from '../../../mesh/host-names';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId } from '../../../world/entity';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { serviceBehindWaypoint } from '../ambient/waypoints';
import { api } from './example';

const PARTS = [meshNamespace(), service('reviews'), deployment('reviews')];
const ROUTE = api(
  'HTTPRoute',
  'reviews',
  'parentRefs: [{group: "", kind: Service, name: reviews}]\nrules: [{timeouts: {request: 2s}, backendRefs: [{name: reviews, port: 80}]}]',
);

export const mixedRoutes: Rule = {
  id: 'GATEWAY_API_MIXED_ROUTES',
  severity: 'warning',
  kinds: [HTTP_ROUTE, GRPC_ROUTE],
  docs: {
    says: 'a VirtualService and a route of the Gateway API for one host, or an HTTPRoute and a GRPCRoute',
    why: 'Callers follow one of them alone. Which one is not defined, and changes with their age and with the version of Istio.',
    fix: 'Write all rules for the host as routes of one kind, or all as one VirtualService.',
    symptoms: ['rules are ignored', 'requests go to the wrong version'],
    see: 'https://gateway-api.sigs.k8s.io/api-types/grpcroute/#cross-serving',
    wrong: documents(
      ...PARTS,
      ROUTE,
      istio(
        'VirtualService',
        'reviews',
        'hosts: [reviews]\nhttp: [{timeout: 5s, route: [{destination: {host: reviews}}]}]',
      ),
    ),
    right: documents(...PARTS, ROUTE),
  },

  check(mesh, report) {
    const all = mesh.virtualServicesOfRoutes.filter(({ http }) => http.length > 0);
    const told = new Set<unknown>();
    for (const ofRoute of all) {
      const [host = ''] = ofRoute.hosts;
      const others = [
        ...all.filter(({ entity }) => entity.id.kind !== ofRoute.entity.id.kind),
        ...(ofRoute.gateways.includes(MESH_GATEWAY)
          ? mesh.virtualServices.filter(({ http, gateways }) => http.length > 0 && gateways.includes(MESH_GATEWAY))
          : []),
      ];
      const other = others.find(
        (each) =>
          each.gateways.some((gateway) => ofRoute.gateways.includes(gateway)) &&
          each.hosts.some((own) => (ofRoute.gateways.includes(MESH_GATEWAY) ? own === host : overlaps(own, host))) &&
          (ofRoute.visibility.includes(each.namespace) || each.visibility.includes(ofRoute.namespace)) &&
          mesh.given.together(each.entity, ofRoute.entity),
      );
      if (other === undefined || told.has(ofRoute.entity) || told.has(other.entity)) continue;
      // Waypoints have a rule of their own.
      if (!other.isOfRoutes && serviceBehindWaypoint(mesh, host, ofRoute.namespace) !== undefined) continue;
      told.add(ofRoute.entity);
      report(ofRoute.entity, ['spec', 'parentRefs'], {
        message: `${describeId(other.entity.id)} is for ${host === '*' ? 'its hosts' : host}, too: which of the two counts is not defined`,
        fix: 'write all rules as routes of one kind, or all as one VirtualService',
        related: [{ entity: other.entity, path: ['spec'], message: 'is for it, too' }],
      });
    }
  },
};
