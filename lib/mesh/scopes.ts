import type { Destination, IstioEgressListener, SidecarSpec } from '../../imports/networking.istio.io';
import { jsonKey } from '../kube/json';
import { remembered } from '../kube/remembered';
import type { FieldPath } from '../model/finding';
import type { Labels, Place, Sound } from '../world/entity';
import { SIDECAR } from '../world/kinds';
import type { World } from '../world/world';
import { byCreation } from './creation-order';
import { Homes } from './homes';
import { fullName, HostMap, isWildcard, isWithin, overlaps } from './host-names';
import type { MeshConfig } from './mesh-config';
import { protocolNamed } from './protocols';
import type { MeshProxy } from './proxies';
import { SelectorIndex } from './selector-index';
import { isDiscovered, type ServiceRegistry } from './service-registry';
import type { MeshService } from './services';
import { MESH_GATEWAY, type MeshVirtualService, type VirtualServices } from './virtual-services';

const NO_LABELS: Labels = {};

/** What a client has to do with, after Sidecars have narrowed it down. Clients of one scope share it. */
export interface Scope {
  readonly namespace: string;
  /** The Sidecar that makes it; undefined where everything visible is imported. */
  readonly sidecar: Sound<SidecarSpec> | undefined;
  /** The last one may have no port: it is for all ports that none before it has. */
  readonly listeners: readonly EgressListener[];
  /**
   * Every service that the client can send to, by host; with the ports that it may use. More than the listeners have:
   * destinations of VirtualServices are added.
   */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly outboundTrafficPolicy: OutboundTrafficPolicy;
}

export interface OutboundTrafficPolicy {
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Where unknown traffic goes instead of where the client wanted, in full. */
  readonly egressProxy:
    | { readonly host: string; readonly port: number | undefined; readonly subset: string | undefined }
    | undefined;
  /** Undefined where MeshConfig says it. */
  readonly place: Place | undefined;
}

/** An item of `egress` of a Sidecar, or the one that there is without a Sidecar. */
export interface EgressListener {
  /** Undefined for the one without a Sidecar. */
  readonly spec: IstioEgressListener | undefined;
  readonly path: FieldPath;
  /** Undefined for all ports that have no listener of their own. */
  readonly port: number | undefined;
  /** The services that clients may call through it; only this port of each, where it has one. */
  readonly services: readonly MeshService[];
  /** Those of a host of each, in the order in which they are asked. */
  readonly virtualServices: readonly MeshVirtualService[];
  /** Those of its services that have a port. */
  servicesAt(port: number): readonly MeshService[];
  /** The VirtualService with the most specific host that covers a service. */
  mostSpecific(service: MeshService): MeshVirtualService | undefined;
}

/** The scopes of clients. */
export class Scopes {
  private selecting: ReadonlyMap<string, SidecarsOfNamespace> | undefined;
  private readonly known = new Map<string, Scope>();
  /** Those without a Sidecar: most namespaces see the same and share one. */
  private readonly forAll: EgressListener[] = [];
  private readonly importedBy = new Map<EgressListener, ReadonlyMap<string, MeshService>>();
  /** By the namespace of the client and what Sidecars say of egress: most say one of few things. */
  private readonly narrowed = new Map<string, Imports>();
  private readonly homesOfServices = new Homes<MeshService>();
  private readonly homesOfVirtualServices = new Homes<MeshVirtualService>();

  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
    private readonly services: ServiceRegistry,
    private readonly virtualServices: VirtualServices,
  ) {}

  of(client: MeshProxy): Scope {
    const sidecar = client.kind === 'sidecar' ? this.sidecarOf(client) : undefined;
    const key = `${client.namespace} ${sidecar === undefined ? '' : `${sidecar.id.namespace}/${sidecar.id.name}`}`;
    let scope = this.known.get(key);
    if (scope === undefined) {
      scope = this.make(client.namespace, sidecar);
      this.known.set(key, scope);
    }
    return scope;
  }

  /** The Sidecar of a workload: one that selects it, else that of its namespace, else that of the root namespace. */
  private sidecarOf({ namespace, labels }: MeshProxy): Sound<SidecarSpec> | undefined {
    this.selecting ??= sidecarsByNamespace(this.world, this.config);
    const own = this.selecting.get(namespace);
    return (
      own?.selecting.selecting(labels)[0] ?? own?.everyones ?? this.selecting.get(this.config.rootNamespace)?.everyones
    );
  }

  private make(namespace: string, sidecar: Sound<SidecarSpec> | undefined): Scope {
    const imports = this.imports(namespace, sidecar);
    return {
      namespace,
      sidecar,
      listeners: imports.listeners,
      get services() {
        return imports.services;
      },
      outboundTrafficPolicy: this.outboundTrafficPolicy(sidecar),
    };
  }

  /** Sidecars of a namespace that say the same of egress share what they import. */
  private imports(namespace: string, sidecar: Sound<SidecarSpec> | undefined): Imports {
    if (sidecar === undefined) {
      const listeners = [this.listenerForAll(namespace)];
      return { listeners, services: this.importedServices(namespace, listeners, false) };
    }
    const egress = sidecar.spec.egress ?? [];
    return remembered(this.narrowed, `${namespace} ${jsonKey(egress)}`, () => {
      const listeners =
        egress.length === 0
          ? [this.listenerForAll(namespace)]
          : egress.map((spec, index) => this.listener(namespace, spec, ['spec', 'egress', index]));
      // Long lists, which few ask for.
      const services = onDemand(() => this.importedServices(namespace, listeners, true));
      return {
        listeners,
        get services() {
          return services();
        },
      };
    });
  }

  private listenerForAll(namespace: string): EgressListener {
    const services = onePerHost(this.services.visibleTo(namespace), namespace);
    const virtualServices = this.virtualServices.seenBy(namespace, MESH_GATEWAY);
    const known = this.forAll.find((each) => each.services === services && each.virtualServices === virtualServices);
    if (known !== undefined) return known;
    const listener = withIndex({ spec: undefined, path: [], port: undefined, services, virtualServices });
    this.forAll.push(listener);
    return listener;
  }

  private listener(namespace: string, spec: IstioEgressListener, path: FieldPath): EgressListener {
    const hosts = importedHosts(spec.hosts, namespace);
    const port = spec.port?.number || undefined;
    // A listener for a proxy's own protocol takes services of any port.
    const only = port !== undefined && protocolNamed(spec.port?.protocol) !== 'http_proxy' ? port : undefined;
    const services = onDemand(() => {
      const imported = among(hosts, this.services.visibleTo(namespace), this.homesOfServices).filter((service) =>
        imports(hosts, service.namespace, (host) => coversService(host, service.host)),
      );
      return onePerHost(
        only === undefined ? imported : imported.flatMap((each) => withPorts(each, [only]) ?? []),
        namespace,
      );
    });
    const virtualServices = onDemand(() =>
      among(hosts, this.virtualServices.seenBy(namespace, MESH_GATEWAY), this.homesOfVirtualServices).filter((each) =>
        imports(hosts, each.namespace, (host) => each.hosts.some((own) => coversVirtualService(host, own))),
      ),
    );
    return withIndex({
      spec,
      path,
      port,
      get services() {
        return services();
      },
      get virtualServices() {
        return virtualServices();
      },
    });
  }

  private importedServices(
    namespace: string,
    listeners: readonly EgressListener[],
    isNarrowed: boolean,
  ): ReadonlyMap<string, MeshService> {
    const [only] = listeners;
    if (!isNarrowed && only !== undefined) {
      let imported = this.importedBy.get(only);
      if (imported === undefined) {
        imported = servicesByHost(listeners);
        this.importedBy.set(only, imported);
      }
      return imported;
    }
    const found = servicesByHost(listeners);
    for (const { virtualServices } of listeners) {
      for (const virtualService of virtualServices) {
        for (const [host, ports] of destinationsOf(virtualService, namespace, this.config)) {
          const service = this.destination(host, namespace);
          const used = service === undefined || ports.has(0) ? service : withPorts(service, [...ports]);
          if (used !== undefined) addService(found, used);
        }
      }
    }
    return found;
  }

  /** A service that a VirtualService sends to, whether it is imported or not. */
  private destination(host: string, namespace: string): MeshService | undefined {
    const all = this.services.withHost(host);
    return all.find((service) => service.namespace === namespace) ?? this.services.find(host, namespace);
  }

  private outboundTrafficPolicy(sidecar: Sound<SidecarSpec> | undefined): OutboundTrafficPolicy {
    const own = sidecar?.spec.outboundTrafficPolicy;
    if (sidecar === undefined || own === undefined) {
      return { mode: this.config.outboundTrafficPolicy, egressProxy: undefined, place: undefined };
    }
    const { egressProxy } = own;
    return {
      // Unlike in MeshConfig, saying nothing is saying REGISTRY_ONLY.
      mode: own.mode === 'ALLOW_ANY' ? 'ALLOW_ANY' : 'REGISTRY_ONLY',
      egressProxy:
        egressProxy === undefined
          ? undefined
          : {
              host: fullName(egressProxy.host, sidecar.id.namespace, this.config.clusterDomain),
              port: egressProxy.port?.number,
              subset: egressProxy.subset,
            },
      place: { entity: sidecar, path: ['spec', 'outboundTrafficPolicy'] },
    };
  }
}

/** What is to be had through a Sidecar, whichever says so. */
type Imports = Pick<Scope, 'listeners' | 'services'>;

interface SidecarsOfNamespace {
  readonly selecting: SelectorIndex<Sound<SidecarSpec>>;
  /** The first without a `workloadSelector`; an empty one selects, and so is not this. */
  readonly everyones: Sound<SidecarSpec> | undefined;
}

function sidecarsByNamespace(world: World, config: MeshConfig): ReadonlyMap<string, SidecarsOfNamespace> {
  const all = world
    .current(SIDECAR)
    .filter(({ id }) => isDiscovered(world, config, id.namespace))
    .sort(byCreation);
  const byNamespace = new Map<string, Sound<SidecarSpec>[]>();
  for (const each of all) remembered(byNamespace, each.id.namespace, (): Sound<SidecarSpec>[] => []).push(each);
  return new Map(
    [...byNamespace].map(([namespace, own]) => [
      namespace,
      {
        selecting: new SelectorIndex(
          own.filter(({ spec }) => spec.workloadSelector !== undefined),
          ({ spec }) => spec.workloadSelector?.labels ?? NO_LABELS,
        ),
        everyones: own.find(({ spec }) => spec.workloadSelector === undefined),
      },
    ]),
  );
}

/** Hosts of `namespace/host` by namespace; `*` is any. */
function importedHosts(hosts: readonly string[], own: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const each of hosts) {
    const slash = each.indexOf('/');
    const said = each.slice(0, slash);
    const namespace = said === '.' ? own : said;
    found.set(namespace, [...(found.get(namespace) ?? []), each.slice(slash + 1).toLowerCase()]);
  }
  return found;
}

/** Those of the namespaces that hosts are imported from. */
function among<T extends { readonly namespace: string }>(
  hosts: ReadonlyMap<string, readonly string[]>,
  visible: readonly T[],
  homes: Homes<T>,
): readonly T[] {
  return hosts.has('*') ? visible : homes.in([...hosts.keys()], visible);
}

function imports(
  hosts: ReadonlyMap<string, readonly string[]>,
  namespace: string,
  covers: (host: string) => boolean,
): boolean {
  return (hosts.get(namespace)?.some(covers) ?? false) || (hosts.get('*')?.some(covers) ?? false);
}

function coversService(imported: string, host: string): boolean {
  return isWithin(host, imported);
}

function coversVirtualService(imported: string, host: string): boolean {
  return isWildcard(imported) || isWildcard(host) ? overlaps(imported, host) : imported === host;
}

function servicesByHost(listeners: readonly EgressListener[]): Map<string, MeshService> {
  const found = new Map<string, MeshService>();
  for (const { services } of listeners) for (const service of services) addService(found, service);
  return found;
}

/** A service with some of its ports only; undefined when it has none of them. */
function withPorts(service: MeshService, numbers: readonly number[]): MeshService | undefined {
  const ports = service.ports.filter(({ number }) => numbers.includes(number));
  if (ports.length === service.ports.length) return service;
  return ports.length === 0 ? undefined : { ...service, ports };
}

/** Of services with one host: those of the client's own namespace, else of Kubernetes, else of the oldest's namespace. */
function onePerHost(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const owners = new Map<string, MeshService>();
  for (const service of services) {
    const known = owners.get(service.host);
    if (known === undefined || isNearer(service, known, namespace)) owners.set(service.host, service);
  }
  if (owners.size === services.length) return services;
  const found = new Map<string, MeshService>();
  for (const service of services) {
    if (owners.get(service.host)?.namespace === service.namespace) addService(found, service);
  }
  return [...found.values()];
}

function isNearer(service: MeshService, known: MeshService, namespace: string): boolean {
  if (known.namespace === namespace) return false;
  if (service.namespace === namespace) return true;
  return service.registry === 'Kubernetes' && known.registry !== 'Kubernetes';
}

/** Adds a service; one that is there already keeps its place and gets the ports that it lacks, where both are of a kind. */
function addService(found: Map<string, MeshService>, service: MeshService): void {
  const known = found.get(service.host);
  if (known === undefined) {
    found.set(service.host, service);
    return;
  }
  if (known.registry !== service.registry) {
    if (service.registry === 'Kubernetes') found.set(service.host, service);
    return;
  }
  const isAlike =
    known.namespace === service.namespace &&
    known.resolution === service.resolution &&
    known.visibility.key === service.visibility.key;
  if (!isAlike || known === service) return;
  const more = service.ports.filter(({ number }) => !known.ports.some((port) => port.number === number));
  if (more.length > 0) found.set(service.host, { ...known, ports: [...known.ports, ...more] } as MeshService);
}

/** The hosts that a VirtualService sends to for clients of a namespace, with the ports that it names; 0 for any. */
function destinationsOf(
  { http, tcp, tls, namespace: own }: MeshVirtualService,
  namespace: string,
  config: MeshConfig,
): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  const add = (destination: Destination | undefined, home: string) => {
    if (destination === undefined) return;
    const host = fullName(destination.host, home, config.clusterDomain);
    const ports = found.get(host) ?? new Set<number>();
    found.set(host, ports.add(destination.port?.number ?? 0));
  };
  const isFor = (matches: readonly { readonly sourceNamespace?: string }[] | undefined) =>
    (matches ?? []).length === 0 ||
    (matches ?? []).some(({ sourceNamespace }) => !sourceNamespace || sourceNamespace === namespace);
  for (const { rule, namespace: home } of http) {
    if (!isFor(rule.match)) continue;
    for (const { destination } of rule.route ?? []) add(destination, home);
    add(rule.mirror, home);
    for (const { destination } of rule.mirrors ?? []) add(destination, home);
  }
  for (const { rule } of [...tcp, ...tls]) {
    if (isFor(rule.match)) for (const { destination } of rule.route ?? []) add(destination, own);
  }
  return found;
}

/** A thing that is made when it is asked for. */
function onDemand<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function withIndex(listener: Omit<EgressListener, 'servicesAt' | 'mostSpecific'>): EgressListener {
  let byPort: Map<number, MeshService[]> | undefined;
  let index: HostMap<MeshVirtualService> | undefined;
  const { spec, path, port } = listener;
  return {
    ...{ spec, path, port },
    get services() {
      return listener.services;
    },
    get virtualServices() {
      return listener.virtualServices;
    },
    servicesAt: (port) => {
      byPort ??= servicesByPort(listener.services);
      return byPort.get(port) ?? [];
    },
    mostSpecific: ({ host }) => {
      index ??= firstByHost(listener.virtualServices);
      return index.mostSpecific(host);
    },
  };
}

function servicesByPort(services: readonly MeshService[]): Map<number, MeshService[]> {
  const found = new Map<number, MeshService[]>();
  for (const service of services) {
    for (const number of new Set(service.ports.map((port) => port.number))) {
      const known = found.get(number);
      if (known === undefined) found.set(number, [service]);
      else known.push(service);
    }
  }
  return found;
}

/** Of two with one host the first counts. */
function firstByHost(virtualServices: readonly MeshVirtualService[]): HostMap<MeshVirtualService> {
  const found = new HostMap<MeshVirtualService>();
  for (const virtualService of virtualServices) {
    for (const host of virtualService.hosts) {
      if (found.get(host) === undefined) found.set(host, virtualService);
    }
  }
  return found;
}
