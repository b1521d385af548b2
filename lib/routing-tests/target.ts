import { closest } from '../kube/suggestion';
import { fullName } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { Mirror } from '../simulation/outcome';
import { idKey, qualifiedName } from '../world/entity';
import { CANARY } from '../world/kinds';
import type { Happening } from './happenings';

/** Where a request may be expected: at the pods of workloads, or at a host, whoever is behind it. */
export interface Target {
  /** As messages call it. */
  readonly name: string;
  /** The keys of their objects. */
  readonly workloads: ReadonlySet<string>;
  readonly hosts: readonly HostTarget[];
}

/** A host, and what of it is meant. */
export interface HostTarget {
  /** In full. */
  readonly host: string;
  /** @default - any */
  readonly port?: number;
  /** @default - any */
  readonly subset?: string;
}

/** Something that is expected and is not there. */
export class TargetError extends Error {}

/** Whether a request ends there. */
export function isAt({ workloads, hosts }: Target, { end, workload }: Happening): boolean {
  if (end.kind !== 'reached' || end.destination === undefined) return false;
  if (workload !== undefined && workloads.has(idKey(workload.entity.id))) return true;
  const { host, port, subset } = end.destination;
  return hosts.some((each) => isHost(each, { host, port, subset }));
}

/** Whether copies that are sent to a host end there. */
export function isCopiedTo(mesh: Mesh, client: MeshProxy, { workloads, hosts }: Target, mirror: Mirror): boolean {
  if (hosts.some((each) => isHost(each, mirror))) return true;
  const service = mesh.scope(client).services.get(mirror.host) ?? mesh.servicesWithHost(mirror.host)[0];
  if (service === undefined || workloads.size === 0) return false;
  const subset =
    mirror.subset === undefined ? undefined : mesh.destinationRule(client, service)?.subsets.get(mirror.subset);
  const behind = mesh.endpoints(service, subset?.value.labels).filter(({ replicas }) => replicas > 0);
  return (
    behind.length > 0 &&
    behind.every(({ workload }) => workload !== undefined && workloads.has(idKey(workload.entity.id)))
  );
}

function isHost(
  wanted: HostTarget,
  { host, port, subset }: { readonly host: string; readonly port: number; readonly subset?: string | undefined },
): boolean {
  return (
    wanted.host === host &&
    (wanted.port === undefined || wanted.port === port) &&
    (wanted.subset === undefined || wanted.subset === subset)
  );
}

/**
 * The pods of workloads. Between releases Flagger has no pods of a workload itself, and its primary stands for it: it is
 * what the manifest of the workload says.
 */
export function workloadTarget(mesh: Mesh, name: string, keys: Iterable<string>): Target {
  const workloads = new Set(keys);
  const idle = new Set(
    mesh.world.workloads.flatMap(({ entity, replicas }) => (replicas === 0 ? idKey(entity.id) : [])),
  );
  for (const { entity } of mesh.world.workloads) {
    const { derived } = entity;
    if (derived?.by !== 'Flagger' || derived.from === undefined) continue;
    const ref = mesh.world.get(CANARY, derived.from)?.spec?.targetRef;
    const { namespace } = derived.from;
    if (ref?.kind === undefined) continue;
    const targets = ['apps', ''].map((group) => idKey({ group, kind: ref.kind as string, namespace, name: ref.name }));
    if (targets.some((key) => workloads.has(key) && idle.has(key))) workloads.add(idKey(entity.id));
  }
  return { name, workloads, hosts: [] };
}

/**
 * What a text names: `NAMESPACE/NAME` is a workload or a Service; `HOST`, `HOST:PORT` or `HOST, subset SUBSET` a host, as
 * an object of a namespace would name it; a name alone may also be that of the only workload so called.
 *
 * @throws TargetError when there is no such thing
 */
export function targetNamed(mesh: Mesh, text: string, namespace: string): Target {
  const [, name = '', port, subset] = /^(.*?)(?::(\d+))?(?:, *subset +(\S+))?$/.exec(text.trim()) ?? [];
  const more = {
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(subset === undefined ? {} : { subset }),
  };
  const slash = name.indexOf('/');
  const target =
    slash === -1
      ? hostOrWorkload(mesh, name, namespace, more)
      : workloadOrService(mesh, { namespace: name.slice(0, slash), name: name.slice(slash + 1) }, more);
  if (target === undefined) throw new TargetError(`there is no ${text}: ${suggestion(mesh, name)}`);
  return { ...target, name: text };
}

type HostDetails = Omit<HostTarget, 'host'>;

function workloadOrService(
  mesh: Mesh,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  more: HostDetails,
): Target | undefined {
  const workloads = mesh.world.workloads.filter((each) => each.namespace === namespace && each.name === name);
  const services = mesh.services.filter(
    ({ registry, entity }) => registry === 'Kubernetes' && entity.id.namespace === namespace && entity.id.name === name,
  );
  if (workloads.length + services.length === 0) return undefined;
  const isHost = more.port !== undefined || more.subset !== undefined;
  const keys = isHost ? [] : workloads.map(({ entity }) => idKey(entity.id));
  return {
    ...workloadTarget(mesh, name, keys),
    hosts: services.map(({ host }) => ({ host, ...more })),
  };
}

function hostOrWorkload(mesh: Mesh, name: string, namespace: string, more: HostDetails): Target | undefined {
  const host = name.toLowerCase();
  const found =
    mesh.host(host, namespace) ??
    mesh.servicesWithHost(fullName(host, namespace, mesh.config.clusterDomain))[0] ??
    (namespace === '' ? onlyService(mesh, host) : undefined);
  if (found !== undefined) return { name, workloads: new Set(), hosts: [{ host: found.host, ...more }] };
  const workloads = mesh.world.workloads.filter((each) => each.name === name);
  const [only, second] = workloads;
  if (only !== undefined && second === undefined) return workloadTarget(mesh, name, [idKey(only.entity.id)]);
  if (second !== undefined) {
    throw new TargetError(`${name} may be ${workloads.map(qualifiedName).join(' or ')}: say which`);
  }
  // Somewhere outside, or behind a wildcard.
  return host.includes('.') ? { name, workloads: new Set(), hosts: [{ host, ...more }] } : undefined;
}

/** A client outside of the cluster is in no namespace: it may mean a Service of any. */
function onlyService(mesh: Mesh, name: string): MeshService | undefined {
  const [only, second] = mesh.services.filter(
    ({ registry, entity }) => registry === 'Kubernetes' && entity.id.name === name,
  );
  return second === undefined ? only : undefined;
}

function suggestion(mesh: Mesh, text: string): string {
  const names = [
    ...mesh.world.workloads.map(qualifiedName),
    ...mesh.services.flatMap(({ host, entity }) => [host, qualifiedName(entity.id)]),
  ];
  const meant =
    closest(text, names) ??
    names.find((name) => name.slice(name.indexOf('/') + 1) === text.slice(text.indexOf('/') + 1));
  return meant === undefined ? 'meshwright request --list names every workload and host' : `did you mean ${meant}?`;
}
