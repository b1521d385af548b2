import type { MeshService } from '../mesh/services';
import { type Entity, idKey, type NamespacedName } from '../world/entity';

export function serviceId({ namespace, host }: MeshService): string {
  return `service ${namespace}/${host}`;
}

export function subsetId(service: MeshService, name: string): string {
  return `subset ${service.namespace}/${service.host}/${name}`;
}

/** @param qualified as `namespace/name` */
export function gatewayId(qualified: string): string {
  return `gateway ${qualified}`;
}

export function routeId({ namespace, name }: NamespacedName): string {
  return `route ${namespace}/${name}`;
}

export function workloadId({ id }: Entity): string {
  return `workload ${idKey(id)}`;
}

/** A Gateway or a route of the Gateway API. */
export function gatewayApiId(kind: string, { namespace, name }: NamespacedName): string {
  return `${kind === 'Gateway' ? 'gateway' : 'route'} gateway.networking.k8s.io/${kind}/${namespace}/${name}`;
}
