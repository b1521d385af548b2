import type { VirtualServiceSpec } from '../../../imports/networking.istio.io';
import { remembered } from '../../kube/remembered';
import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import type { MeshProxy } from '../../mesh/proxies';
import { gatewayName, MESH_GATEWAY } from '../../mesh/virtual-services';
import { Visibility } from '../../mesh/visibility';
import { qualifiedName, type Sound } from '../../world/entity';
import { DESTINATION_RULE, GATEWAY, VIRTUAL_SERVICE } from '../../world/kinds';
import { isAssumed, podsOf } from './gateways';

/** A client that follows a VirtualService; one for all those of a namespace that are alike. */
export interface Follower {
  readonly namespace: string;
  readonly labels: MeshProxy['labels'];
  /** How messages call it: `shop/frontend`, `clients of namespace shop`. */
  readonly name: string;
  readonly kind: 'sidecar' | 'gateway';
  /** Whether no manifest says that there is such a client. */
  readonly assumed: boolean;
}

/**
 * The clients that follow a VirtualService: sidecars of each namespace that sees it, and pods of its gateways. Where no
 * workload is known of, one is assumed in its own namespace, or in those that it is exported to.
 */
export function followersOf(mesh: Mesh, virtualService: Sound<VirtualServiceSpec>): readonly Follower[] {
  return remembered(followersByObject(mesh), virtualService, () => followers(mesh, virtualService));
}

const followersByObject = perMesh(() => new Map<Sound<VirtualServiceSpec>, readonly Follower[]>());

function followers(mesh: Mesh, virtualService: Sound<VirtualServiceSpec>): readonly Follower[] {
  const known = knownFollowers(mesh);
  const roots = delegators(mesh).get(qualifiedName(virtualService.id));
  if ((virtualService.spec.hosts ?? []).length === 0 && roots !== undefined) {
    return unique(roots.flatMap((root) => followersOf(mesh, root)));
  }
  const { spec, id } = virtualService;
  const visibility = Visibility.of(id.namespace, spec.exportTo, mesh.config.defaultVirtualServiceExportTo);
  const written = spec.gateways ?? [];
  const gateways = written.length === 0 ? [MESH_GATEWAY] : written.map((each) => gatewayName(each, id.namespace));
  const key = `${id.namespace} ${visibility.key} ${gateways.sort().join()}`;
  let found = known.get(key);
  if (found === undefined) {
    found = unique(
      gateways.flatMap((gateway) =>
        gateway === MESH_GATEWAY ? sidecars(mesh, visibility, id.namespace) : ofGateway(mesh, visibility, gateway),
      ),
    );
    known.set(key, found);
  }
  return found;
}

const knownFollowers = perMesh(() => new Map<string, readonly Follower[]>());

/** VirtualServices by the names of those that they delegate to. */
const delegators = perMesh(({ given }) => {
  const found = new Map<string, Sound<VirtualServiceSpec>[]>();
  for (const root of given.all(VIRTUAL_SERVICE)) {
    if ((root.spec.hosts ?? []).length === 0) continue;
    for (const { delegate } of root.spec.http ?? []) {
      if (delegate?.name === undefined) continue;
      const name = qualifiedName({ namespace: delegate.namespace || root.id.namespace, name: delegate.name });
      found.set(name, [...(found.get(name) ?? []), root]);
    }
  }
  return found;
});

function sidecars(mesh: Mesh, visibility: Visibility, own: string): readonly Follower[] {
  const seeing = [...sidecarsByNamespace(mesh)].filter(([namespace]) => visibility.includes(namespace));
  if (seeing.length > 0) return seeing.flatMap(([, each]) => each);
  const namespace = visibility.includes(own) ? own : visibility.key.split(',').find((each) => each !== '~');
  if (namespace === undefined) return [];
  return [{ namespace, labels: {}, name: `clients of namespace ${namespace}`, kind: 'sidecar', assumed: true }];
}

/** The sidecars of each namespace, one of each kind of clients. */
const sidecarsByNamespace = perMesh((mesh): ReadonlyMap<string, readonly Follower[]> => {
  const told = namespacesWithSelectors(mesh);
  const found = new Map<string, Follower[]>();
  const proxies = [...mesh.proxies].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const proxy of proxies) {
    if (proxy.kind !== 'sidecar') continue;
    const { namespace, labels } = proxy;
    const others = found.get(namespace);
    if (others !== undefined && !told.has(namespace)) continue;
    const follower: Follower = { namespace, labels, name: qualifiedName(proxy), kind: 'sidecar', assumed: false };
    found.set(namespace, [...(others ?? []), follower]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
});

/** Namespaces in which clients differ in the DestinationRules that they follow. */
const namespacesWithSelectors = perMesh(
  ({ world }) =>
    new Set(
      world
        .current(DESTINATION_RULE)
        .filter(({ spec }) => spec.workloadSelector !== undefined)
        .map(({ id }) => id.namespace),
    ),
);

function ofGateway(mesh: Mesh, visibility: Visibility, name: string): readonly Follower[] {
  const [namespace = '', own = ''] = name.split('/');
  const gateway =
    mesh.world.current(GATEWAY).length === 0 ? undefined : mesh.world.get(GATEWAY, { namespace, name: own });
  if (gateway?.spec === undefined) return [];
  const { proxies } = podsOf(mesh, gateway as Sound<NonNullable<typeof gateway.spec>>);
  return proxies
    .filter((proxy) => visibility.includes(proxy.namespace))
    .map((proxy) => ({
      namespace: proxy.namespace,
      labels: proxy.labels,
      name: qualifiedName(proxy),
      kind: 'gateway',
      assumed: isAssumed(proxy),
    }));
}

function unique(all: readonly Follower[]): readonly Follower[] {
  if (all.length < 2) return all;
  const seen = new Set<string>();
  return all.filter(({ name }) => !seen.has(name) && seen.add(name));
}
