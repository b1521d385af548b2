import type { Entity, ObjectId } from '../world/entity';
import { GATEWAY_API_GATEWAY } from '../world/kinds';
import type { World } from '../world/world';

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
