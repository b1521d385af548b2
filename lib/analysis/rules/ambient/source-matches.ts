import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { istio } from '../../examples';
import type { Rule } from '../../rule';
import { ambient, WITH_WAYPOINT, waypoint } from './example';
import { areAllAmbient, hasAmbient, serviceBehindWaypoint } from './waypoints';

const route = (match: string) =>
  istio(
    'VirtualService',
    'reviews',
    `hosts: [reviews]
http:
- match: [{${match}}]
  timeout: 3s
  route: [{destination: {host: reviews}}]
- route: [{destination: {host: reviews}}]`,
  );
const SOURCES = ['sourceLabels', 'sourceNamespace'] as const;

export const sourceMatches: Rule = {
  id: 'AMBIENT_SOURCE_MATCH',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a rule for requests of some pods, for a Service behind a waypoint',
    why: 'Whose sidecar follows a rule says who the client is; a waypoint follows the rules for all clients, and does not compare `sourceLabels` and `sourceNamespace` with them.',
    fix: 'Match by something that is in the request, such as a header.',
    symptoms: ['rules are ignored', 'requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
    wrong: ambient(WITH_WAYPOINT, waypoint(), route('sourceLabels: {app: web}')),
    right: ambient(WITH_WAYPOINT, waypoint(), route('headers: {x-client: {exact: web}}')),
  },

  check(mesh, report) {
    if (!hasAmbient(mesh)) return;
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { gateways = [], hosts = [], http = [] } = entity.spec;
      if (gateways.length > 0 && !gateways.includes(MESH_GATEWAY)) continue;
      const services = hosts.map((host) => serviceBehindWaypoint(mesh, host, entity.id.namespace));
      if (!areAllAmbient(mesh) || services.length === 0 || services.includes(undefined)) continue;
      for (const [index, { match = [] }] of http.entries()) {
        for (const [at, condition] of match.entries()) {
          const field = SOURCES.find((each) => condition[each] !== undefined && condition[each] !== '');
          if (field === undefined) continue;
          report(entity, ['spec', 'http', index, 'match', at, field], {
            message: `waypoints do not know the pods that a request comes from: ${field} is not met by those that are meant`,
            fix: 'match by a header',
          });
        }
      }
    }
  },
};
