import type { Entity, ObjectId } from '../world/entity';
import { GATEWAY_API_GATEWAY } from '../world/kinds';
import { at } from '../world/workload';
import type { World } from '../world/world';
import { isApiGateway, type Targeting, targetsOf } from './policy-targets';

/** The label that names a waypoint: of a Service, or of a Namespace for all in it. */
export const USE_WAYPOINT = 'istio.io/use-waypoint';
/** The label that names the namespace of the waypoint, where that is another. */
export const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** The waypoint through which clients in ambient mode reach a service, its own or that of its namespace. */
export function waypointOf({ labels: own, id: { namespace } }: Entity, world: World): ObjectId | undefined {
  const labels = own[USE_WAYPOINT] === undefined ? world.namespaceLabels(namespace) : own;
  const name = labels[USE_WAYPOINT];
  if (name === undefined || name === 'none') return undefined;
  return { ...GATEWAY_API_GATEWAY, namespace: labels[USE_WAYPOINT_NAMESPACE] ?? namespace, name };
}

const FOR = 'istio.io/waypoint-for';

/** What a waypoint is for: requests to Services, to pods, or both. */
export function trafficOf({ labels }: Entity): 'service' | 'workload' | 'all' | 'none' {
  const said = labels[FOR];
  return said === 'workload' || said === 'all' || said === 'none' ? said : 'service';
}

/** Whether a Gateway is a waypoint. */
export function isWaypoint(gateway: Entity): boolean {
  return /waypoint/.test(classOf(gateway));
}

/** The GatewayClass of a Gateway. */
function classOf({ object }: Entity): string {
  return String(at(object, ['spec', 'gatewayClassName']) ?? '');
}

/** What the policies that name their targets name, where a waypoint looks at them. */
export interface WaypointTargets {
  readonly service: Entity;
  readonly waypoint: Entity;
  readonly rootNamespace: string;
}

/**
 * Whether a waypoint looks at a policy on the way to a service: it names the service, in the namespace of it, the
 * waypoint, in that of the waypoint, or the class of waypoints, in the root namespace.
 */
export function isForWaypoint(
  policy: Targeting,
  namespace: string,
  { service, waypoint, rootNamespace }: WaypointTargets,
): boolean {
  return targetsOf(policy).some((target) => {
    if (isApiGateway(target)) return namespace === waypoint.id.namespace && target.name === waypoint.id.name;
    if (target.kind === 'GatewayClass') return namespace === rootNamespace && target.name === classOf(waypoint);
    return target.kind === service.id.kind && namespace === service.id.namespace && target.name === service.id.name;
  });
}
