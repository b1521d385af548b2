import { HostMap, isWildcard, overlaps } from './host-names';
import type { HttpRoute, VirtualServiceRoutes } from './http-routes';
import { routesOf } from './http-routes';
import type { MeshProxy } from './proxies';
import type { EgressListener } from './scopes';
import { type MeshPort, type MeshService, portOf } from './services';
import type { VirtualHost } from './virtual-hosts';
import { MESH_GATEWAY, type MeshVirtualService } from './virtual-services';

/** Routes that no VirtualService makes. */
const DEFAULT_ROUTE = 'default';

/** The virtual hosts of a port, without the one for all others. */
export interface HostsOfPort {
  readonly hosts: readonly VirtualHost[];
  readonly domains: HostMap<VirtualHost>;
}

/**
 * The virtual hosts of a port for clients that meet the same conditions. They differ by the namespace of the client in
 * the shortest names of its own services alone: what all have in common is made once.
 */
export class OutboundHosts {
  private readonly common: HostsBuilder;
  private readonly byNamespace = new Map<string, HostsOfPort>();

  constructor(
    private readonly client: RouteSource,
    private readonly listener: EgressListener,
    private readonly port: number,
  ) {
    this.common = new HostsBuilder(client, listener, port, undefined);
  }

  for(namespace: string): HostsOfPort {
    let found = this.byNamespace.get(namespace);
    if (found === undefined) {
      found = this.withShortNames(namespace) ?? new HostsBuilder(this.client, this.listener, this.port, namespace);
      this.byNamespace.set(namespace, found);
    }
    return found;
  }

  /** Undefined where somebody else has such a name: then the order decides. */
  private withShortNames(namespace: string): HostsOfPort | undefined {
    const { common } = this;
    const near = common.shortIn(namespace);
    if (near.length === 0) return common;
    const domains = new HostMap(common.domains);
    const replaced = new Map<VirtualHost, VirtualHost>();
    const taken = new Set<string>();
    for (const host of near) {
      const names = new Set<string>();
      const others = new Set(common.namesOf(host, undefined));
      for (const name of common.namesOf(host, namespace)) {
        const holder = common.domains.get(name);
        if (!others.has(name)) {
          if (holder !== undefined || taken.has(name)) return undefined;
          taken.add(name);
        } else if (holder !== host) continue;
        names.add(name);
      }
      const own = { ...host, domains: [...names] };
      for (const name of names) domains.set(name, own);
      replaced.set(host, own);
    }
    const hosts = common.all.map((host) => replaced.get(host) ?? host).filter(({ domains: own }) => own.length > 0);
    return { hosts, domains };
  }
}

type RouteSource = Pick<MeshProxy, 'namespace' | 'labels'>;

/** Builds the virtual hosts of one port. */
export class HostsBuilder implements HostsOfPort {
  private readonly candidates: ReadonlyMap<string, Candidate>;
  private readonly byName = new Map<string, Draft>();
  readonly domains = new HostMap<VirtualHost>();
  readonly hosts: readonly VirtualHost[];
  /** By the namespaces whose clients have a shorter name for the service. */
  private readonly byHome = new Map<string, Set<Draft>>();
  private readonly known: Set<string>;
  private readonly attached = new Set<string>();
  /** Other names of a host. */
  private readonly aliases = new Map<string, string[]>();

  constructor(
    private readonly client: RouteSource,
    private readonly listener: EgressListener,
    private readonly port: number,
    /** Whose shortest names count; nobody's when undefined. */
    private readonly home: string | undefined,
  ) {
    const candidates = new Map<string, Candidate>();
    for (const service of listener.servicesAt(port)) {
      const own = portOf(service, port);
      if (own !== undefined) candidates.set(service.host, { service, port: own });
    }
    this.candidates = candidates;
    for (const { aliasOf, host } of listener.services) {
      if (aliasOf !== undefined) this.aliases.set(aliasOf, [...(this.aliases.get(aliasOf) ?? []), host]);
    }
    this.known = new Set(
      [...candidates.values()].filter(({ port: own }) => speaksHttp(own)).map(({ service }) => service.host),
    );
    for (const virtualService of listener.virtualServices) this.addVirtualService(virtualService);
    for (const candidate of candidates.values()) {
      const { service, port: own } = candidate;
      if (this.attached.has(service.host) || !speaksHttp(own) || service.aliasOf !== undefined) continue;
      this.add(service.host, service, { routes: [defaultRoute(service, own)], skipped: [] }, undefined);
    }
    this.hosts = [...this.byName.values()].filter(({ domains }) => domains.length > 0);
  }

  /** Those without a domain included. */
  get all(): readonly VirtualHost[] {
    return [...this.byName.values()];
  }

  /** The virtual hosts of services that clients of a namespace call by shorter names. */
  shortIn(namespace: string): readonly VirtualHost[] {
    return [...(this.byHome.get(namespace) ?? [])];
  }

  /** Every name of a virtual host, whether it has it or another one. */
  namesOf({ service }: VirtualHost, home: string | undefined): readonly string[] {
    return service === undefined ? [] : this.domainsOf(service, home);
  }

  private addVirtualService(virtualService: MeshVirtualService): void {
    const { hosts } = virtualService;
    if (this.port !== 80 && !hosts.some((host) => isWildcard(host) || this.candidates.has(host))) return;
    const { services, free } = this.hostsOf(virtualService);
    if (services.length === 0 && free.length === 0) return;
    const spoken = services.filter(({ port }) => speaksHttp(port));
    // What no service has is only taken at port 80, or beside a service.
    if (spoken.length === 0 && this.port !== 80) return;
    const { namespace, labels } = this.client;
    const routes = routesOf(
      virtualService,
      { namespace, labels, gateway: MESH_GATEWAY },
      { port: this.port, tls: false },
    );
    if (routes.routes.length === 0) return;
    for (const { service } of services) this.attached.add(service.host);
    for (const host of free) this.add(host, undefined, routes, virtualService);
    for (const { service } of spoken) this.add(service.host, service, routes, virtualService);
  }

  /** The services that the hosts of a VirtualService mean, and its hosts that mean none. */
  private hostsOf(virtualService: MeshVirtualService): { services: readonly Candidate[]; free: readonly string[] } {
    const services: Candidate[] = [];
    const free: string[] = [];
    for (const host of virtualService.hosts) {
      if (isWildcard(host)) continue;
      const candidate = this.candidates.get(host);
      if (candidate === undefined) free.push(host);
      else services.push(candidate);
    }
    for (const host of virtualService.hosts) {
      if (!isWildcard(host)) continue;
      const covered = [...this.candidates.values()].filter(({ service }) => overlaps(host, service.host));
      if (covered.length === 0) free.push(host);
      services.push(...covered.filter(({ service }) => this.listener.mostSpecific(service) === virtualService));
    }
    return { services, free };
  }

  private add(
    host: string,
    service: MeshService | undefined,
    { routes, skipped }: Pick<VirtualServiceRoutes, 'routes' | 'skipped'>,
    virtualService: MeshVirtualService | undefined,
  ): void {
    const name = `${host}:${this.port}`;
    const known = this.byName.get(name);
    if (known !== undefined) {
      if (virtualService !== undefined) known.overruled.push(virtualService);
      return;
    }
    const wanted = service === undefined ? [host] : this.domainsOf(service, this.home);
    const domains: string[] = [];
    const draft: Draft = { name, domains, routes, skipped, service, overruled: [], requiresTls: undefined };
    for (const domain of wanted) {
      // Who comes first has it.
      if (this.domains.get(domain) !== undefined) continue;
      this.domains.set(domain, draft);
      domains.push(domain);
    }
    this.byName.set(name, draft);
    if (service !== undefined && this.home === undefined) this.addHome(draft, service);
  }

  private addHome(draft: Draft, service: MeshService): void {
    for (const host of this.hostsNamed(service)) {
      const { namespace } = shortNames(host);
      if (namespace === undefined) continue;
      const known = this.byHome.get(namespace);
      if (known === undefined) this.byHome.set(namespace, new Set([draft]));
      else known.add(draft);
    }
  }

  /** The host of a service, and those that are other names for it. */
  private hostsNamed({ host }: MeshService): readonly string[] {
    return [host, ...(this.aliases.get(host) ?? [])];
  }

  /** Every name by which clients may call a service, without those that are the full name of another one. */
  private domainsOf(service: MeshService, home: string | undefined): readonly string[] {
    const domains: string[] = [];
    for (const host of this.hostsNamed(service)) {
      domains.push(host);
      const { namespace, own, others } = shortNames(host);
      for (const name of namespace === home ? own : others) if (!this.known.has(name)) domains.push(name);
    }
    if (service.headless) domains.push(...domains.map((domain) => `*.${domain}`));
    domains.push(...service.addresses.filter((address) => !address.includes('/')));
    return domains;
  }
}

interface Candidate {
  readonly service: MeshService;
  readonly port: MeshPort;
}

interface Draft extends VirtualHost {
  readonly overruled: MeshVirtualService[];
}

function speaksHttp({ class: of }: MeshPort): boolean {
  return of === 'http' || of === 'auto';
}

/** The other names of a host of the cluster. */
interface ShortNames {
  /** The one that only clients of its own namespace use; none for hosts outside of the cluster. */
  readonly namespace: string | undefined;
  readonly own: readonly string[];
  readonly others: readonly string[];
}

const shortNamesByHost = new Map<string, ShortNames>();
const MAX_KNOWN_HOSTS = 100_000;

/** The other names of a host: the absolute one, and shorter ones. */
function shortNames(host: string): ShortNames {
  let names = shortNamesByHost.get(host);
  if (names === undefined) {
    names = makeShortNames(host);
    // Making them anew for each table would cost more than all the rest.
    if (shortNamesByHost.size >= MAX_KNOWN_HOSTS) shortNamesByHost.clear();
    shortNamesByHost.set(host, names);
  }
  return names;
}

function makeShortNames(host: string): ShortNames {
  const end = host.indexOf('.svc.');
  const dot = host.indexOf('.');
  if (end <= 0 || dot >= end) return { namespace: undefined, own: [], others: [] };
  const short = host.slice(0, end);
  const others = [`${host}.`, `${short}.svc`, short];
  const own = [`${host}.`, host.slice(0, dot), `${short}.svc`, short];
  return { namespace: host.slice(dot + 1, end), own, others };
}

function defaultRoute(service: MeshService, port: MeshPort): HttpRoute {
  return {
    name: DEFAULT_ROUTE,
    virtualService: undefined,
    rule: undefined,
    conditions: [],
    place: { entity: service.entity, path: port.path },
    catchAll: true,
    service,
    madeFor: { port: port.number, tls: false },
  };
}
