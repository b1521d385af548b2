import { isMap } from '../kube/json';
import type { Entity } from '../world/entity';
import { GRPC_ROUTE, HTTP_ROUTE, TCP_ROUTE, TLS_ROUTE } from '../world/kinds';
import { at } from '../world/workload';
import type { World } from '../world/world';
import type { MeshService } from './services';

/** A route of the Gateway API: what it does is not told here, only what it is for. */
export interface GatewayApiRoute {
  readonly entity: Entity;
  /** Services whose clients it is for, as `namespace/name`. */
  readonly services: readonly string[];
  /** Gateways of the Gateway API, as `namespace/name`. */
  readonly gateways: readonly string[];
  /** In lower case; all when empty. */
  readonly hostnames: readonly string[];
}

/** @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/ */
export function gatewayApiRoutes(world: World): readonly GatewayApiRoute[] {
  return [HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE]
    .flatMap((kind) => world.entitiesOf(kind))
    .filter((entity) => world.isCurrent(entity))
    .map((entity) => {
      const parents = listOf(at(entity.object, ['spec', 'parentRefs'])).filter(isMap);
      const named = (kind: string) =>
        parents
          .filter((parent) => (parent.kind ?? 'Gateway') === kind)
          .map(({ namespace, name }) => `${String(namespace ?? entity.id.namespace)}/${String(name)}`);
      const hostnames = listOf(at(entity.object, ['spec', 'hostnames']));
      return {
        entity,
        services: named('Service'),
        gateways: named('Gateway'),
        hostnames: hostnames.flatMap((each) => (typeof each === 'string' ? each.toLowerCase() : [])),
      };
    });
}

/** Whether a route is for clients of a service inside the mesh. */
export function isForService(route: GatewayApiRoute, { registry, namespace, entity }: MeshService): boolean {
  return registry === 'Kubernetes' && route.services.includes(`${namespace}/${entity.id.name}`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
