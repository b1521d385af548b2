import type { Mesh } from '../mesh/mesh';
import type { Sound } from '../world/entity';
import { CANARY, DESTINATION_RULE, VIRTUAL_SERVICE } from '../world/kinds';
import type { ServiceSpec } from '../world/native-specs';

/** Whether pods of a Service have a sidecar, by what manifests say. */
export function isInMesh(mesh: Mesh, { id, spec, labels }: Sound<ServiceSpec>): boolean {
  const { selector = {} } = spec;
  // Istio's own.
  if (Object.keys(selector).length === 0 || labels.istio !== undefined || labels.release === 'istio') return false;
  if (labels['gateway.istio.io/managed'] !== undefined) return false;
  return mesh.world.selectedByAny(id.namespace, { matchLabels: selector }).some((workload) => {
    const { kind, assumed } = mesh.proxyOf(workload);
    return kind === 'sidecar' && (assumed === undefined || isConfigured(mesh, id.namespace));
  });
}

/** Whether somebody cares for Istio in a namespace that does not say itself that it is in the mesh. */
function isConfigured({ given }: Mesh, namespace: string): boolean {
  return [VIRTUAL_SERVICE, DESTINATION_RULE, CANARY].some((kind) => given.hasIn(namespace, kind));
}
