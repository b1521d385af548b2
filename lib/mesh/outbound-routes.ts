import { remembered } from '../kube/remembered';
import type { ClientKeys } from './client-keys';
import { HostMap } from './host-names';
import { OutboundHosts } from './outbound-hosts';
import type { MeshProxy } from './proxies';
import type { EgressListener, Scope } from './scopes';
import type { MeshService } from './services';
import { RouteTable, type VirtualHost } from './virtual-hosts';

/** To where the client wanted to go. */
export const ALLOW_ANY = 'allow_any';
/** Answers 502. */
export const BLOCK_ALL = 'block_all';

/** The route tables of sidecars. Clients that have the same share one. */
export class OutboundRoutes {
  private readonly tables = new Map<string, RouteTable>();
  private readonly hosts = new Map<EgressListener, Map<string, OutboundHosts>>();

  constructor(private readonly keys: ClientKeys) {}

  /** The table for all services that speak HTTP at a port. */
  shared(client: MeshProxy, scope: Scope, listener: EgressListener, port: number): RouteTable {
    return remembered(this.tables, `${this.keyOf(client, scope, listener)} ${port}`, () => {
      const { hosts, domains } = this.hostsOf(client, listener, port).for(client.namespace);
      const rest = catchAll(scope, port);
      const all = new HostMap(domains);
      if (domains.get('*') === undefined) all.set('*', rest);
      return new RouteTable(String(port), [...hosts, rest], all);
    });
  }

  /**
   * The table of a service whose protocol is only known by looking: it has the virtual host of that service, for
   * whatever host a request names.
   */
  ofService(client: MeshProxy, scope: Scope, listener: EgressListener, service: MeshService, port: number): RouteTable {
    const name = `${service.host}:${port}`;
    return remembered(this.tables, `${this.keyOf(client, scope, listener)} ${name}`, () => {
      const { hosts } = this.hostsOf(client, listener, port).for(client.namespace);
      const own = hosts.find((host) => host.name === name);
      return new RouteTable(name, own === undefined ? hosts : [{ ...own, domains: ['*'] }]);
    });
  }

  private hostsOf(client: MeshProxy, listener: EgressListener, port: number): OutboundHosts {
    const ofListener = remembered(this.hosts, listener, () => new Map<string, OutboundHosts>());
    const key = `${port} ${this.keys.ofSource(client)}`;
    return remembered(ofListener, key, () => new OutboundHosts(client, listener, port));
  }

  private keyOf(client: MeshProxy, scope: Scope, { path }: EgressListener): string {
    return `${this.keys.of(client, scope)} ${path.join('.')}`;
  }
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
