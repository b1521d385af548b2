import type { GRPCRouteParentRef } from '../../../../imports/gateway.networking.k8s.io';
import { describeId } from '../../../world/entity';
import { isOfKind, type Kind, kindKey } from '../../../world/kind';
import { GRPC_ROUTE, HTTP_ROUTE, SERVICE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE } from '../../../world/kinds';
import type { ServiceSpec } from '../../../world/native-specs';
import type { Reference } from '../../../world/references/reference';
import { deployment, documents, meshNamespace, service } from '../../examples';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';
import { api } from './example';

const ROUTES = [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE];
const ROUTES_WITH_PARENTS: readonly Kind<{ readonly parentRefs?: readonly GRPCRouteParentRef[] }>[] = [
  ...[HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE],
];
const KINDS: ReadonlySet<string> = new Set(ROUTES.map(kindKey));

const example = (name: string) =>
  documents(
    meshNamespace(),
    service('reviews'),
    deployment('reviews'),
    api(
      'HTTPRoute',
      'reviews',
      `parentRefs: [{group: "", kind: Service, name: ${name}}]\nrules: [{backendRefs: [{name: reviews, port: 80}]}]`,
    ),
  );

export const parentService: Rule = {
  id: 'GATEWAY_API_PARENT_SERVICE',
  severity: 'error',
  kinds: ROUTES,
  docs: {
    says: 'a route for the callers of a Service, or of a port of it, which does not exist',
    why: 'Inside of a mesh a route is for those who call a Service. Without the Service, or its port, nobody follows the route.',
    fix: 'Write name and namespace of a Service, and one of its ports or none.',
    symptoms: ['rules are ignored', 'NoMatchingParent'],
    see: 'https://gateway-api.sigs.k8s.io/mesh/',
    wrong: example('reviewz'),
    right: example('reviews'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: isParent,
      consequence: () => 'nobody follows the route',
      unknown: 'note',
    });
    for (const kind of ROUTES_WITH_PARENTS) {
      for (const entity of mesh.given.all(kind)) {
        for (const [index, parent] of (entity.spec.parentRefs ?? []).entries()) {
          const { name, namespace = entity.id.namespace, port } = parent;
          if (parent.kind !== 'Service' || port === undefined) continue;
          const services = mesh.world.alternatives({ ...SERVICE, namespace, name });
          const ports = services.flatMap(({ spec }) => (spec as ServiceSpec | undefined)?.ports ?? []);
          const [service] = services;
          if (service === undefined || ports.length === 0 || ports.some((each) => each.port === port)) continue;
          report(entity, ['spec', 'parentRefs', index, 'port'], {
            message: `${describeId(service.id)} has no port ${port}: nobody follows the route`,
            fix: `it has ${ports.map((each) => each.port).join(', ')}`,
            related: [{ entity: service, path: ['spec', 'ports'], message: 'its ports' }],
          });
        }
      }
    }
  },
};

function isParent({ role, from, to }: Reference): boolean {
  return role === 'parent' && KINDS.has(from.kindKey) && isOfKind(to, SERVICE);
}
