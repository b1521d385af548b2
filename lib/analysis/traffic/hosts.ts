import { remembered } from '../../kube/remembered';
import { isSlip } from '../../kube/suggestion';
import { fullName, isWildcard, isWithin } from '../../mesh/host-names';
import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import type { MeshService } from '../../mesh/services';
import type { Entity, ObjectId } from '../../world/entity';
import { SERVICE, SERVICE_ENTRY } from '../../world/kinds';
import { type Absence, absenceOf, nearest } from '../missing';

/** Whether there is something behind a host. */
export type HostStanding =
  /** @property services whoever sees them */
  | { readonly kind: 'known'; readonly services: readonly MeshService[] }
  /** It exists, and no more is known of it. */
  | { readonly kind: 'elsewhere' }
  /**
   * No manifest given defines it.
   *
   * @property absence how sure it is that nobody does
   * @property service what the host would be; undefined for a host outside
   * @property expanded the host that was probably meant, in full, where the one written is not completed as it is thought
   * @property meant what has a name that is alike
   */
  | {
      readonly kind: 'absent';
      readonly absence: Absence;
      readonly service: ObjectId | undefined;
      readonly expanded: string | undefined;
      readonly meant: { readonly host: string; readonly entity: Entity } | undefined;
    };

/** What is known of a host, given in full. */
export function standingOf(mesh: Mesh, host: string): HostStanding {
  return remembered(standings(mesh), host, () => standing(mesh, host));
}

const standings = perMesh(() => new Map<string, HostStanding>());

function standing(mesh: Mesh, host: string): HostStanding {
  const services = mesh.servicesWithHost(host);
  if (services.length > 0) return { kind: 'known', services };
  const { world } = mesh;
  if (world.isExternalHost(host) || hostsElsewhere(mesh).has(host)) return { kind: 'elsewhere' };
  const service = serviceNamed(mesh, host);
  if (service === undefined) return standingOutside(mesh, host);
  if (world.exists(service) === 'yes') return { kind: 'elsewhere' };
  const near = nearest(world, service);
  return {
    kind: 'absent',
    absence: absenceOf(world, service),
    service,
    expanded: undefined,
    meant: near === undefined ? undefined : { host: near.id.name, entity: near },
  };
}

/** The Service that has a host, by its name alone. */
export function serviceNamed({ config }: Pick<Mesh, 'config'>, host: string): ObjectId | undefined {
  const end = `.svc.${config.clusterDomain}`;
  if (!host.endsWith(end) || isWildcard(host)) return undefined;
  const [name = '', namespace = '', ...more] = host.slice(0, -end.length).split('.');
  if (name === '' || namespace === '' || more.length > 0) return undefined;
  return { group: SERVICE.group, kind: SERVICE.kind, namespace, name };
}

/** A host as its objects name it: a Service is `name` in its own namespace. */
export function hostText(mesh: Mesh, host: string, from: string): string {
  const service = serviceNamed(mesh, host);
  return service?.namespace === from ? service.name : host;
}

/** A service of a name, for questions that take one, where there is none. */
export function serviceOrName(mesh: Mesh, host: string, from: string): Pick<MeshService, 'host' | 'namespace'> {
  return (
    mesh.host(host, from) ??
    mesh.servicesWithHost(host)[0] ?? { host, namespace: serviceNamed(mesh, host)?.namespace ?? from }
  );
}

function standingOutside(mesh: Mesh, host: string): HostStanding {
  const { world, config } = mesh;
  // A name of a Service with its namespace is completed by DNS, and not by istiod.
  const [, name = '', namespace = ''] = /^([^.*]+)\.([^.]+)(?:\.svc)?$/.exec(host) ?? [];
  const expanded = name === '' ? undefined : fullName(`${name}.${namespace}.svc.${config.clusterDomain}`, namespace);
  const named = expanded === undefined ? undefined : standingOf(mesh, expanded);
  const absence = named === undefined ? 'open' : named.kind === 'absent' ? named.absence : 'certain';
  const meant = [...entryHosts(mesh)].find(([known]) => isSlip(host, known));
  return {
    kind: 'absent',
    absence: world.settings.complete === true ? 'certain' : absence,
    service: undefined,
    expanded,
    meant: meant && { host: meant[0], entity: meant[1] },
  };
}

/** The hosts of ServiceEntries, each with one that has it. */
const entryHosts = perMesh(({ given }): ReadonlyMap<string, Entity> => {
  const found = new Map<string, Entity>();
  for (const entity of given.all(SERVICE_ENTRY)) {
    for (const host of entity.spec.hosts) {
      const own = fullName(host, entity.id.namespace);
      if (!found.has(own)) found.set(own, entity);
    }
  }
  return found;
});

/** Hosts that ServiceEntries have in another alternative than the one that counts. */
const hostsElsewhere = perMesh((mesh): ReadonlySet<string> => {
  const { given } = mesh;
  const others = given.all(SERVICE_ENTRY).filter((entity) => !given.isCurrent(entity));
  return new Set(others.flatMap(({ spec, id }) => spec.hosts.map((host) => fullName(host, id.namespace))));
});

/** Wildcards of ServiceEntries that cover a host. */
export function wildcardsOver(mesh: Mesh, host: string): readonly [string, Entity][] {
  return [...entryHosts(mesh)].filter(([known]) => isWildcard(known) && isWithin(host, known));
}
