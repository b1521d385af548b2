import { fullName, serviceHost } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { waypointOf } from '../../../mesh/waypoints';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity } from '../../../world/entity';
import { DESTINATION_RULE, GRPC_ROUTE, HTTP_ROUTE, VIRTUAL_SERVICE } from '../../../world/kinds';
import { istio, meshNamespace } from '../../examples';
import type { Report, Rule } from '../../rule';
import { ambient, WITH_WAYPOINT, waypoint } from './example';
import { areAllAmbient, hasAmbient, isAmbient, serviceBehindWaypoint } from './waypoints';

const ROUTE = istio(
  'VirtualService',
  'reviews',
  'hosts: [reviews]\nhttp: [{timeout: 3s, route: [{destination: {host: reviews}}]}]',
);

export const withoutWaypoint: Rule = {
  id: 'AMBIENT_NO_WAYPOINT',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE, DESTINATION_RULE, HTTP_ROUTE, GRPC_ROUTE],
  docs: {
    says: 'rules of HTTP for a Service in ambient mode that has no waypoint',
    why: 'A ztunnel forwards connections, and reads no requests. What VirtualServices, DestinationRules and routes of the Gateway API say is done by the waypoint of the Service; without one, nobody does it.',
    fix: 'Add a waypoint, and the label `istio.io/use-waypoint` to the namespace or the Service.',
    symptoms: ['rules are ignored', 'a policy has no effect'],
    see: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
    wrong: ambient('', ROUTE),
    right: ambient(WITH_WAYPOINT, waypoint(), ROUTE),
  },

  check(mesh, report) {
    if (!hasAmbient(mesh)) return;
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { gateways = [], hosts = [], http = [] } = entity.spec;
      if (http.length === 0 || (gateways.length > 0 && !gateways.includes(MESH_GATEWAY))) continue;
      for (const [index, host] of hosts.entries()) checkHost(mesh, entity, host, ['spec', 'hosts', index], report);
    }
    for (const entity of mesh.given.all(DESTINATION_RULE)) {
      // Gateways follow it as well.
      if (entity.spec.trafficPolicy === undefined || isUsedByGateway(mesh)) continue;
      checkHost(mesh, entity, entity.spec.host, ['spec', 'host'], report);
    }
    for (const { entity, services } of mesh.gatewayApiRoutes) {
      if (entity.derived !== undefined || !OF_HTTP.has(entity.id.kind)) continue;
      for (const name of services) {
        const [namespace = '', own = ''] = name.split('/');
        checkHost(mesh, entity, serviceHost(own, namespace, mesh.config.clusterDomain), ['spec', 'parentRefs'], report);
      }
    }
  },
};

function checkHost(mesh: Mesh, entity: Entity, host: string, path: FieldPath, report: Report): void {
  const service = mesh.servicesWithHost(fullName(host, entity.id.namespace, mesh.config.clusterDomain))[0];
  if (service === undefined || !isAmbient(mesh, service) || !areAllAmbient(mesh)) return;
  if (waypointOf(service.entity, mesh.given) !== undefined) return;
  report(entity, path, {
    message: `${host} is in ambient mode and has no waypoint: nobody looks at this ${entity.id.kind}`,
    fix: 'add a waypoint, and the label istio.io/use-waypoint to the namespace or the Service',
    related: [{ entity: service.entity, path: ['metadata', 'name'], message: 'has no waypoint' }],
  });
}

const OF_HTTP: ReadonlySet<string> = new Set([HTTP_ROUTE.kind, GRPC_ROUTE.kind]);

const isUsedByGateway = perMesh((mesh: Mesh): boolean => mesh.proxies.some(({ kind }) => kind === 'gateway'));

export const otherNamespace: Rule = {
  id: 'AMBIENT_OTHER_NAMESPACE',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a VirtualService for a Service behind a waypoint, in another namespace than the Service',
    why: 'A waypoint belongs to the Service, and follows the rules of its namespace. Rules that clients write for themselves are for sidecars.',
    fix: 'Put the VirtualService into the namespace of the Service.',
    symptoms: ['rules are ignored'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
    wrong: ambient(
      WITH_WAYPOINT,
      waypoint(),
      meshNamespace('web', '{}'),
      ROUTE.replace('namespace: shop', 'namespace: web')
        .replaceAll('[reviews]', '[reviews.shop.svc.cluster.local]')
        .replace('host: reviews}', 'host: reviews.shop.svc.cluster.local}'),
    ),
    right: ambient(WITH_WAYPOINT, waypoint(), ROUTE),
  },

  check(mesh, report) {
    if (!hasAmbient(mesh)) return;
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { gateways = [], hosts = [] } = entity.spec;
      if (gateways.length > 0 && !gateways.includes(MESH_GATEWAY)) continue;
      for (const [index, host] of hosts.entries()) {
        const service = serviceBehindWaypoint(mesh, host, entity.id.namespace);
        if (service === undefined || service.namespace === entity.id.namespace || !areAllAmbient(mesh)) continue;
        report(entity, ['spec', 'hosts', index], {
          message: `the waypoint of ${describeId(service.entity.id)} follows VirtualServices of namespace ${service.namespace} only: these rules are not looked at`,
          fix: `put it into namespace ${service.namespace}`,
          related: [{ entity: service.entity, path: ['metadata', 'name'], message: 'the Service' }],
        });
      }
    }
  },
};

export const mixedRoutes: Rule = {
  id: 'AMBIENT_MIXED_ROUTES',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a VirtualService and a route of the Gateway API for one Service in ambient mode',
    why: 'Waypoints take one or the other. What becomes of both is not defined, and changes with the version of Istio.',
    fix: 'Write all rules of the Service as HTTPRoutes, or all as one VirtualService.',
    symptoms: ['rules are ignored', 'requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
    wrong: ambient(WITH_WAYPOINT, waypoint(), ROUTE, httpRoute()),
    right: ambient(WITH_WAYPOINT, waypoint(), httpRoute()),
  },

  check(mesh, report) {
    if (!hasAmbient(mesh)) return;
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { gateways = [], hosts = [] } = entity.spec;
      if (gateways.length > 0 && !gateways.includes(MESH_GATEWAY)) continue;
      for (const [index, host] of hosts.entries()) {
        const service = serviceBehindWaypoint(mesh, host, entity.id.namespace);
        if (service === undefined) continue;
        const name = `${service.namespace}/${service.entity.id.name}`;
        const route = mesh.gatewayApiRoutes.find(
          ({ services, entity: own }) => services.includes(name) && mesh.given.together(own, entity),
        );
        if (route === undefined) continue;
        report(entity, ['spec', 'hosts', index], {
          message: `${describeId(route.entity.id)} is for Service ${name}, too: waypoints do not join the two, and which one counts is not defined`,
          fix: 'write all rules as routes of the Gateway API, or all as one VirtualService',
          related: [{ entity: route.entity, path: ['spec', 'parentRefs'], message: 'is for it, too' }],
        });
      }
    }
  },
};

function httpRoute(): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: reviews, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: reviews, port: 80}]
  rules: [{backendRefs: [{name: reviews, port: 80}]}]
`;
}
