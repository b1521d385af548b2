import { describeId, type Entity } from '../../../world/entity';
import { isOfKind, kindKey } from '../../../world/kind';
import {
  GATEWAY_API_GATEWAY,
  GRPC_ROUTE,
  HTTP_ROUTE,
  SERVICE,
  TCP_ROUTE,
  TLS_ROUTE,
  UDP_ROUTE,
} from '../../../world/kinds';
import { isGranted } from '../../../world/reference-grants';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';

const example = (kindOfRoute: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: edge}
spec: {rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: edge, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: ${kindOfRoute}, namespace: edge}]
  to: [{group: '', kind: Service}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: example.com/web:1.0.0, ports: [{containerPort: 8080}]}]}
`;

const ROUTES = [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE];
const REFERRERS: ReadonlySet<string> = new Set([...ROUTES, GATEWAY_API_GATEWAY].map(kindKey));

export const referenceNotGranted: Rule = {
  id: 'K8S_REFERENCE_NOT_GRANTED',
  severity: 'error',
  kinds: [...ROUTES, GATEWAY_API_GATEWAY],
  docs: {
    says: 'a route or Gateway that uses a Service or Secret of another namespace which no ReferenceGrant allows',
    why: 'The other namespace has to agree. Requests get 500, or the listener has no certificate; the status says RefNotPermitted.',
    fix: 'Add a ReferenceGrant to the namespace of the Service or Secret.',
    symptoms: ['500', 'RefNotPermitted'],
    see: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
    wrong: example('GRPCRoute'),
    right: example('HTTPRoute'),
  },

  check({ given: world }, report) {
    for (const { role, from, to, path } of world.references) {
      if ((role !== 'backend' && role !== 'certificate') || !REFERRERS.has(from.kindKey)) continue;
      // Without the object, that is what is wrong; where it is not given, nor may the grant be.
      if (from.id.namespace === to.namespace || from.refused === true || world.alternatives(to).length === 0) continue;
      if (isGranted(world, from.id, to) || isOfMesh(world, from)) continue;
      report(from, path, {
        message: `no ReferenceGrant of namespace ${to.namespace} lets a ${from.id.kind} of ${from.id.namespace} use ${describeId(to)}: ${role === 'backend' ? 'requests get 500' : 'the listener has no certificate'}`,
        fix: `add a ReferenceGrant to ${to.namespace}: from ${from.id.kind} in ${from.id.namespace}, to ${to.kind}`,
        related: world
          .alternatives(to)
          .slice(0, 1)
          .map((entity) => ({ entity, path: [], message: 'is in another namespace' })),
      });
    }
  },
};

/** Whether a route is for a Service, as in a mesh, where callers route for themselves. */
function isOfMesh(world: World, route: Entity): boolean {
  return world.referencesOf(route).some(({ role, to }) => role === 'parent' && isOfKind(to, SERVICE));
}
