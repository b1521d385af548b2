import type { ClientKeys } from './client-keys';
import { HostMap, isWildcard, overlaps } from './host-names';
import type { HttpRoute, VirtualServiceRoutes } from './http-routes';
import { routesOf } from './http-routes';
import type { MeshProxy } from './proxies';
import type { EgressListener, Scope } from './scopes';
import { type MeshPort, type MeshService, portOf } from './services';
import { RouteTable, type VirtualHost } from './virtual-hosts';
import { MESH_GATEWAY, type MeshVirtualService } from './virtual-services';

/** Routes that no VirtualService makes. */
const DEFAULT_ROUTE = 'default';
/** To where the client wanted to go. */
export const ALLOW_ANY = 'allow_any';
/** Answers 502. */
export const BLOCK_ALL = 'block_all';

/** The route tables of sidecars. Clients that have the same share one. */
export class OutboundRoutes {
  private readonly tables = new Map<string, RouteTable>();
  private readonly hosts = new Map<string, HostsOfPort>();

  constructor(private readonly keys: ClientKeys) {}

  /** The table for all services that speak HTTP at a port. */
  shared(client: MeshProxy, scope: Scope, listener: EgressListener, port: number): RouteTable {
    return this.table(`${this.keyOf(client, scope, listener)} ${port}`, () => {
      const { hosts, domains } = this.virtualHosts(client, scope, listener, port);
      const rest = catchAll(scope, port);
      if (domains.get('*') === undefined) domains.set('*', rest);
      return new RouteTable(String(port), [...hosts, rest], domains);
    });
  }

  /**
   * The table of a service whose protocol is only known by looking: it has the virtual host of that service, for
   * whatever host a request names.
   */
  ofService(client: MeshProxy, scope: Scope, listener: EgressListener, service: MeshService, port: number): RouteTable {
    const name = `${service.host}:${port}`;
    return this.table(`${this.keyOf(client, scope, listener)} ${name}`, () => {
      const { hosts: all } = this.virtualHosts(client, scope, listener, port);
      const own = all.find((host) => host.name === name);
      return new RouteTable(name, own === undefined ? all : [{ ...own, domains: ['*'] }]);
    });
  }

  private table(key: string, make: () => RouteTable): RouteTable {
    let table = this.tables.get(key);
    if (table === undefined) {
      table = make();
      this.tables.set(key, table);
    }
    return table;
  }

  private virtualHosts(client: MeshProxy, scope: Scope, listener: EgressListener, port: number): HostsOfPort {
    const key = `${this.keyOf(client, scope, listener)} ${port}`;
    let hosts = this.hosts.get(key);
    if (hosts === undefined) {
      hosts = new TableBuilder(client, listener, port).build();
      this.hosts.set(key, hosts);
    }
    return hosts;
  }

  private keyOf(client: MeshProxy, scope: Scope, { path }: EgressListener): string {
    return `${this.keys.of(client, scope)} ${path.join('.')}`;
  }
}

/** The virtual hosts of a port, without the one for all others. */
interface HostsOfPort {
  readonly hosts: readonly VirtualHost[];
  readonly domains: HostMap<VirtualHost>;
}

/** Builds the virtual hosts of one port. */
class TableBuilder {
  private readonly candidates: ReadonlyMap<string, Candidate>;
  private readonly byName = new Map<string, Draft>();
  private readonly claimed = new HostMap<VirtualHost>();
  private readonly known: Set<string>;
  private readonly attached = new Set<string>();
  /** Other names of a host. */
  private readonly aliases = new Map<string, string[]>();

  constructor(
    private readonly client: MeshProxy,
    private readonly listener: EgressListener,
    private readonly port: number,
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
  }

  build(): HostsOfPort {
    for (const virtualService of this.listener.virtualServices) this.addVirtualService(virtualService);
    for (const candidate of this.candidates.values()) {
      const { service, port } = candidate;
      if (this.attached.has(service.host) || !speaksHttp(port) || service.aliasOf !== undefined) continue;
      this.add(service.host, service, { routes: [defaultRoute(service, port)], skipped: [] }, undefined);
    }
    return { hosts: [...this.byName.values()].filter(({ domains }) => domains.length > 0), domains: this.claimed };
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
    const wanted = service === undefined ? [host] : this.domainsOf(service);
    const domains: string[] = [];
    const draft: Draft = { name, domains, routes, skipped, service, overruled: [], requiresTls: undefined };
    for (const domain of wanted) {
      // Who comes first has it.
      if (this.claimed.get(domain) !== undefined) continue;
      this.claimed.set(domain, draft);
      domains.push(domain);
    }
    this.byName.set(name, draft);
  }

  /** Every name by which clients may call a service, without those that are the full name of another one. */
  private domainsOf(service: MeshService): readonly string[] {
    const domains: string[] = [];
    for (const host of [service.host, ...(this.aliases.get(service.host) ?? [])]) {
      domains.push(host);
      for (const name of shortNames(host, this.client.namespace)) if (!this.known.has(name)) domains.push(name);
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

/** The other names of a host, for clients of a namespace: the absolute one, and shorter ones. */
function shortNames(host: string, namespace: string): readonly string[] {
  let names = shortNamesByHost.get(host);
  if (names === undefined) {
    names = makeShortNames(host);
    // Making them anew for each table would cost more than all the rest.
    if (shortNamesByHost.size >= MAX_KNOWN_HOSTS) shortNamesByHost.clear();
    shortNamesByHost.set(host, names);
  }
  return names.namespace === namespace ? names.own : names.others;
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

function catchAll({ outboundTrafficPolicy: { mode, place } }: Scope, port: number): VirtualHost {
  const name = mode === 'ALLOW_ANY' ? ALLOW_ANY : BLOCK_ALL;
  return {
    name,
    domains: ['*'],
    routes: [
      {
        ...{ name, virtualService: undefined, rule: undefined, conditions: [], place, catchAll: true },
        madeFor: { port, tls: false },
      },
    ],
    skipped: [],
    service: undefined,
    overruled: [],
    requiresTls: undefined,
  };
}
