import { hasLabels } from '../../kube/label-selector';
import type { Mesh } from '../../mesh/mesh';
import type { ProxyKind } from '../../mesh/proxies';
import type { Entity, Labels } from '../../world/entity';
import { knowsPodsOf } from '../../world/known-pods';
import type { Workload } from '../../world/workload';
import { apiGateways } from './api-gateways';

/** What a policy with a selector is for. */
export type Selected =
  | { readonly kind: 'pods'; readonly workloads: readonly Workload[] }
  /** There are pods, and none of them has a proxy that would do it. */
  | { readonly kind: 'outside'; readonly workloads: readonly Workload[] }
  | { readonly kind: 'none' }
  /** Pods that are not among the files may be meant. */
  | { readonly kind: 'unknown' };

const PROXIES: readonly ProxyKind[] = ['sidecar', 'gateway', 'ambient'];

/**
 * The pods that a policy is for: those with its labels in its namespace, or in all if it stands in the root namespace.
 *
 * @param labels all pods when there are none
 * @param proxies what enforces it
 */
export function selectedPods(
  mesh: Mesh,
  { id }: Entity,
  labels: Labels = {},
  {
    everywhere = true,
    proxies = PROXIES,
  }: { readonly everywhere?: boolean; readonly proxies?: readonly ProxyKind[] } = {},
): Selected {
  const { world } = mesh;
  const isForAll = Object.keys(labels).length === 0;
  const isRoot = id.namespace === mesh.config.rootNamespace && everywhere;
  if (isRoot && isForAll) return { kind: 'unknown' };
  const namespaces = isRoot ? world.namespaceNames : [id.namespace];
  const found = namespaces.flatMap((namespace) => world.selectedByAny(namespace, { matchLabels: labels }));
  const workloads = found.filter((workload) => proxies.includes(mesh.proxyOf(workload).kind));
  if (workloads.length > 0) return { kind: 'pods', workloads };
  if (found.length > 0) return { kind: 'outside', workloads: found };
  if (isForAll) return { kind: 'unknown' };
  const isOfApi = apiGateways(mesh).some(
    (gateway) => namespaces.includes(gateway.entity.id.namespace) && hasLabels(gateway.labels, labels),
  );
  if (isOfApi) return { kind: 'pods', workloads: [] };
  return { kind: namespaces.every((each) => knowsPodsOf(world, each)) ? 'none' : 'unknown' };
}
