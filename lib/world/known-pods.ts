import type { Entity } from './entity';
import type { World } from './world';

/** Groups whose kinds have no pods, of those that no schema need be known of. */
const WITHOUT_PODS: ReadonlySet<string> = new Set([
  ...['argoproj.io', 'bitnami.com', 'cert-manager.io', 'external-secrets.io', 'gateway.networking.k8s.io', 'keda.sh'],
  ...['kustomize.config.k8s.io', 'kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io', 'chaosblade.io'],
]);
const KINDS_WITHOUT_PODS = new Set(['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'CiliumNetworkPolicy']);

/**
 * Whether all that has pods in a namespace is known: there is something, nothing is installed besides, and no operator
 * may make pods of an object that nobody here can read.
 */
export function knowsPodsOf(world: World, namespace: string): boolean {
  if (world.settings.complete === true) return true;
  if (world.workloadsIn(namespace).length === 0 || !world.isGiven(namespace)) return false;
  return !operated(world).has(namespace);
}

const known = new WeakMap<World, ReadonlySet<string>>();

/** The namespaces in which operators may make pods. */
function operated(world: World): ReadonlySet<string> {
  let found = known.get(world);
  if (found === undefined) {
    const { defaultNamespace = 'default' } = world.settings;
    // Of a kind of which nothing is known, an object without a namespace may be in the default one.
    found = new Set(world.unreadable.filter(mayHavePods).map(({ id }) => id.namespace || defaultNamespace));
    known.set(world, found);
  }
  return found;
}

function mayHavePods({ id }: Entity): boolean {
  return !WITHOUT_PODS.has(id.group) && !KINDS_WITHOUT_PODS.has(id.kind);
}
