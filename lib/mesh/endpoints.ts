import type { WorkloadEntrySpec } from '../../imports/networking.istio.io';
import { isMap } from '../kube/json';
import { hasLabels } from '../kube/label-selector';
import type { FieldPath } from '../model/finding';
import type { Entity, Labels, Sound } from '../world/entity';
import { WORKLOAD_ENTRY } from '../world/kinds';
import { at, type Workload } from '../world/workload';
import type { World } from '../world/world';
import type { EntryService, KubernetesService, MeshPort, MeshService } from './services';

/** Something behind a service that answers: all pods of a workload, a WorkloadEntry, or an address. */
export interface Endpoint {
  /** Undefined for what is no pod. */
  readonly workload: Workload | undefined;
  /** The workload, the WorkloadEntry, or what holds the address. */
  readonly entity: Entity;
  /** Where in the object it stands; empty for the whole of it. */
  readonly path: FieldPath;
  readonly labels: Labels;
  /** Undefined for pods, whose addresses no manifest says. */
  readonly address: string | undefined;
  /** Ports by the names of the service's ports, where they differ from what the service says. */
  readonly ports: Readonly<Record<string, number>>;
  /** `region/zone/subzone`, as far as it is given. */
  readonly locality: string | undefined;
  /** Its share of the load among endpoints. @default 1 */
  readonly weight: number;
  /** Undefined where none is said. */
  readonly serviceAccount: string | undefined;
  /** How many there are: pods, or 1. */
  readonly replicas: number;
}

/** Everything behind a service, workloads that are scaled to zero included. */
export function endpointsOf(service: MeshService, world: World): readonly Endpoint[] {
  return service.registry === 'Kubernetes' ? ofKubernetes(service, world) : ofEntry(service, world);
}

/** Labels that pods get from their nodes: manifests do not have them. */
const FROM_NODES =
  /^(topology\.(kubernetes|istio)\.io\/|kubernetes\.io\/hostname$|failure-domain\.beta\.kubernetes\.io\/)/;

/** Whether an endpoint is in a subset; labels that nodes give count as there. */
export function isInSubset(endpoint: Endpoint, labels: Labels | undefined): boolean {
  if (hasLabels(endpoint.labels, labels)) return true;
  const own = Object.entries(labels ?? {}).filter(([key]) => !FROM_NODES.test(key));
  return hasLabels(endpoint.labels, Object.fromEntries(own));
}

/** The port of an endpoint on which it answers for a port of the service; undefined where a pod has no port so named. */
export function targetPortOf(endpoint: Endpoint, port: MeshPort): number | undefined {
  const own = port.name === undefined ? undefined : endpoint.ports[port.name];
  if (own !== undefined) return own;
  if (typeof port.targetPort === 'number') return port.targetPort;
  return endpoint.workload === undefined ? port.number : namedPort(endpoint.workload, port.targetPort);
}

/** The number of a port that a container calls by a name. */
export function namedPort({ pod }: Workload, name: string): number | undefined {
  const containers = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
  return containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name)?.containerPort;
}

function ofKubernetes({ entity, namespace }: KubernetesService, world: World): readonly Endpoint[] {
  const { selector } = entity.spec;
  if (selector === undefined || Object.keys(selector).length === 0) return writtenByHand(entity, world);
  return selected(namespace, selector, world);
}

function ofEntry({ entity, namespace, host, resolution }: EntryService, world: World): readonly Endpoint[] {
  const { spec } = entity;
  if (spec.workloadSelector !== undefined) return selected(namespace, spec.workloadSelector.labels ?? {}, world);
  const inline = (spec.endpoints ?? []).map((each, index) => ofAddress(entity, ['spec', 'endpoints', index], each));
  if (inline.length > 0 || !resolution.startsWith('DNS')) return inline;
  // The name itself is asked for.
  return [
    ofAddress(entity, ['spec', 'hosts', Math.max(0, entity.spec.hosts.indexOf(host))], { address: host, network: '' }),
  ];
}

function selected(namespace: string, labels: Labels, world: World): readonly Endpoint[] {
  const pods = world.selected(namespace, labels).map(ofWorkload);
  const entries = world
    .current(WORKLOAD_ENTRY)
    .filter(({ id, spec }) => id.namespace === namespace && hasLabels(spec.labels ?? {}, labels))
    .map((entity) => ofAddress(entity, [], entity.spec));
  return [...pods, ...entries];
}

function ofWorkload(workload: Workload): Endpoint {
  return {
    workload,
    entity: workload.entity,
    path: [],
    labels: workload.labels,
    address: undefined,
    ports: {},
    locality: workload.labels['istio-locality']?.replaceAll('.', '/'),
    weight: 1,
    serviceAccount: workload.serviceAccount,
    // One on each node: at least one.
    replicas: workload.replicas ?? 1,
  };
}

function ofAddress(entity: Entity, path: FieldPath, entry: WorkloadEntrySpec): Endpoint {
  const { address, labels = {}, ports = {}, locality, weight } = entry;
  return {
    workload: undefined,
    entity,
    path,
    labels,
    address: address === '' ? undefined : address,
    ports,
    locality: locality ?? labels['istio-locality']?.replaceAll('.', '/'),
    weight: weight || 1,
    serviceAccount: entry.serviceAccount || undefined,
    replicas: 1,
  };
}

const ENDPOINT_KINDS = [
  { group: '', kind: 'Endpoints' },
  { group: 'discovery.k8s.io', kind: 'EndpointSlice' },
];

/** The addresses of Endpoints and EndpointSlices of a Service without a selector. */
function writtenByHand({ id }: Sound<unknown>, world: World): readonly Endpoint[] {
  return ENDPOINT_KINDS.flatMap((kind) => world.entitiesOf(kind))
    .filter((entity) => {
      const name = entity.id.kind === 'Endpoints' ? entity.id.name : entity.labels['kubernetes.io/service-name'];
      return entity.id.namespace === id.namespace && name === id.name && world.isCurrent(entity);
    })
    .flatMap((entity) => [...addressesIn(entity)]);
}

function* addressesIn(entity: Entity): Generator<Endpoint> {
  const { object } = entity;
  const lists: readonly (readonly [FieldPath, unknown])[] =
    entity.id.kind === 'EndpointSlice'
      ? [[['endpoints'], object.endpoints]]
      : listOf(object.subsets).map((subset, index) => [
          ['subsets', index, 'addresses'],
          isMap(subset) ? subset.addresses : undefined,
        ]);
  for (const [path, list] of lists) {
    for (const [index, item] of listOf(list).entries()) {
      const ip = at(item, ['ip']) ?? at(item, ['addresses', 0]);
      if (typeof ip === 'string') yield ofAddress(entity, [...path, index], { address: ip, network: '' });
    }
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
