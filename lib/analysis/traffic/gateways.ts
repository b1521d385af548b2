import type { GatewaySpec } from '../../../imports/networking.istio.io';
import { hasLabels } from '../../kube/label-selector';

import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { Sound } from '../../world/entity';
import { GATEWAY } from '../../world/kinds';
import type { Workload } from '../../world/workload';

/** The pods that a Gateway selects. */
export interface GatewayPods {
  readonly proxies: readonly MeshProxy[];
  /** Whether the pods stand in no file, and nothing says that they are there: what is true of them may not be. */
  readonly assumed: boolean;
}

/** The pods that a Gateway selects, in whatever namespace they run. */
export function podsOf(mesh: Mesh, gateway: Sound<GatewaySpec>): GatewayPods {
  const known = podsByGateway(mesh);
  let found = known.get(gateway);
  if (found === undefined) {
    const proxies = selectedBy(mesh, gateway.spec.selector ?? {});
    found = { proxies, assumed: proxies.every(isAssumed) };
    known.set(gateway, found);
  }
  return found;
}

const podsByGateway = perMesh(() => new Map<Sound<GatewaySpec>, GatewayPods>());

function selectedBy(mesh: Mesh, selector: Readonly<Record<string, string>>): readonly MeshProxy[] {
  // Without a selector it is for every gateway.
  if (Object.keys(selector).length === 0) return gatewayWorkloads(mesh).map((workload) => mesh.proxyOf(workload));
  return namespacesOf(mesh)
    .flatMap((namespace) => mesh.world.selected(namespace, selector))
    .map((workload) => mesh.proxyOf(workload));
}

const gatewayWorkloads = perMesh((mesh): readonly Workload[] =>
  mesh.world.workloads.filter((workload) => mesh.proxyOf(workload).kind === 'gateway'),
);

const namespacesOf = perMesh(({ world }) => world.namespaceNames);

/** Whether a gateway is only taken to be there. */
export function isAssumed({ workload }: Pick<MeshProxy, 'workload'>): boolean {
  const derived = workload?.entity.derived;
  return derived !== undefined && derived.from === undefined;
}

/**
 * The pods of all Gateways: those that are known, and for each selector that selects none of them, pods of which no more
 * is known than their labels.
 */
export const gatewayProxies = perMesh((mesh): readonly MeshProxy[] => {
  const found = new Set<MeshProxy>();
  const unknown = new Map<string, MeshProxy>();
  for (const gateway of mesh.world.current(GATEWAY)) {
    const { proxies } = podsOf(mesh, gateway);
    for (const proxy of proxies) found.add(proxy);
    const { selector = {} } = gateway.spec;
    if (proxies.length > 0) continue;
    const key = JSON.stringify(Object.entries(selector).sort());
    if (!unknown.has(key)) unknown.set(key, podsWith(selector, mesh.config.rootNamespace));
  }
  // What all pods of one selector serve, those of a narrower one serve as well.
  const alone = [...unknown.values()].filter(
    ({ labels }) => ![...unknown.values()].some((other) => other.labels !== labels && hasLabels(other.labels, labels)),
  );
  return [...found, ...alone];
});

function podsWith(labels: Readonly<Record<string, string>>, namespace: string): MeshProxy {
  return {
    kind: 'gateway',
    namespace,
    name: 'gateway',
    labels,
    serviceAccount: '',
    workload: undefined,
    assumed: 'no pod with the labels is given',
  };
}

/** Whether nothing is known of pods but their labels. */
export function isUnknown({ workload }: Pick<MeshProxy, 'workload'>): boolean {
  return workload === undefined;
}

/** The ports that clients may dial at pods: those of their Services and the targets of these; undefined without a Service. */
export function portsInto(mesh: Mesh, proxy: MeshProxy): ReadonlySet<number> | undefined {
  const services = mesh.servicesSelecting(proxy);
  if (services.length === 0) return undefined;
  const found = new Set<number>();
  for (const { ports } of services) {
    for (const { number, protocol } of ports) {
      if (protocol === 'udp') continue;
      found.add(number);
      found.add(mesh.gatewayPort(proxy, number));
    }
  }
  return found;
}
