import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { KubernetesService, MeshService } from '../../../mesh/services';
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE, waypointOf } from '../../../mesh/waypoints';
import type { FieldPath } from '../../../model/finding';
import type { Entity, ObjectId } from '../../../world/entity';
import { GATEWAY_API_GATEWAY, NAMESPACE, SERVICE, SERVICE_ENTRY } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';

/** That an object asks for a waypoint. */
export interface WaypointUse {
  /** A Namespace, a Service, a ServiceEntry, or what pods are made from. */
  readonly entity: Entity;
  readonly path: FieldPath;
  /** The Gateway. */
  readonly to: ObjectId;
  readonly from: 'namespace' | 'service' | 'pods';
}

/** Every label that names a waypoint. */
export const waypointUses = perMesh(({ given }: Mesh): readonly WaypointUse[] => {
  const uses: WaypointUse[] = [];
  const add = (
    entity: Entity,
    labels: Readonly<Record<string, string>>,
    own: string,
    path: FieldPath,
    from: WaypointUse['from'],
  ) => {
    const name = labels[USE_WAYPOINT];
    if (name === undefined || name === '' || name === 'none') return;
    uses.push({
      entity,
      path: [...path, USE_WAYPOINT],
      to: { ...GATEWAY_API_GATEWAY, namespace: labels[USE_WAYPOINT_NAMESPACE] ?? own, name },
      from,
    });
  };
  const LABELS = ['metadata', 'labels'];
  for (const entity of given.entitiesOf(NAMESPACE)) add(entity, entity.labels, entity.id.name, LABELS, 'namespace');
  for (const kind of [SERVICE, SERVICE_ENTRY]) {
    for (const entity of given.entitiesOf(kind)) add(entity, entity.labels, entity.id.namespace, LABELS, 'service');
  }
  for (const { entity, labels, namespace, template } of given.everyWorkload)
    add(entity, labels, namespace, [...template, ...LABELS], 'pods');
  return uses;
});

/** Whether any pods are in ambient mode: without, there is little to say of it. */
export const hasAmbient = perMesh((mesh: Mesh): boolean => mesh.proxies.some(({ kind }) => kind === 'ambient'));

/** Whether all pods of a service are in ambient mode, so that sidecars do nothing for them. */
export function isAmbient(mesh: Mesh, service: MeshService): service is KubernetesService {
  if (service.registry !== 'Kubernetes' || !hasAmbient(mesh)) return false;
  const endpoints = mesh.endpoints(service);
  return (
    endpoints.length > 0 &&
    endpoints.every(({ workload }) => workload !== undefined && mesh.proxyOf(workload).kind === 'ambient')
  );
}

/** The Service that a host stands for, where requests to it go through a waypoint. */
export function serviceBehindWaypoint(mesh: Mesh, host: string, namespace: string): MeshService | undefined {
  const service = mesh.servicesWithHost(fullName(host, namespace, mesh.config.clusterDomain))[0];
  return service !== undefined && isAmbient(mesh, service) && waypointOf(service.entity, mesh.given) !== undefined
    ? service
    : undefined;
}

/** Whether no client has a sidecar, so that only ztunnels and waypoints are there. */
export const areAllAmbient = perMesh((mesh: Mesh): boolean => mesh.proxies.every(({ kind }) => kind !== 'sidecar'));

/** The waypoint of a Service that leads to pods. */
export function waypointOfPods(mesh: Mesh, workload: Workload): ObjectId | undefined {
  for (const service of mesh.servicesSelecting(mesh.proxyOf(workload))) {
    const found = waypointOf(service.entity, mesh.given);
    if (found !== undefined) return found;
  }
  return undefined;
}
