import type { Entity } from '../world/entity';
import type { World } from '../world/world';

/** The label that names a waypoint: of a Service, or of a Namespace for all in it. */
export const USE_WAYPOINT = 'istio.io/use-waypoint';

/** The waypoint through which clients in ambient mode reach a service; undefined for none. */
export function waypointOf({ labels, id: { namespace } }: Entity, world: World): string | undefined {
  const name = labels[USE_WAYPOINT] ?? world.namespaceLabels(namespace)[USE_WAYPOINT];
  return name === 'none' ? undefined : name;
}
