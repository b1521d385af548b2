import type { ClientKeys } from './client-keys';
import { type FilterChain, type L4Client, tcpChains, tlsChains } from './filter-chains';
import { overlaps } from './host-names';
import type { OutboundRoutes } from './outbound-routes';
import { classOf, isOpaqueTls, type Protocol, protocolNamed } from './protocols';
import type { MeshProxy } from './proxies';
import type { EgressListener, Scope } from './scopes';
import { type MeshService, portOf } from './services';
import type { RouteTable } from './virtual-hosts';
import { MESH_GATEWAY, type MeshVirtualService } from './virtual-services';

/** The address that stands for all addresses which have no listener of their own. */
export const ANY_ADDRESS = '0.0.0.0';

/** What a sidecar does with connections to a port of an address. */
export interface OutboundListener {
  /** An IP, `0.0.0.0`, or the host of a service for the address that this service has. */
  readonly address: string;
  readonly port: number;
  /**
   * `http` takes requests and no other bytes, `tcp` forwards bytes, `auto` looks at the first bytes and does either.
   */
  readonly kind: 'http' | 'tcp' | 'auto';
  /** Where requests go; undefined for `tcp`. */
  readonly routes: RouteTable | undefined;
  /** Where other connections go; empty for `http`. */
  readonly chains: readonly FilterChain[];
  /** The services that made it, in order. */
  readonly services: readonly MeshService[];
  /** Services that wanted it too and were turned away, since their protocol cannot share a listener. */
  readonly turnedAway: readonly MeshService[];
}

/** The listeners of sidecars. */
export class OutboundListeners {
  private readonly known = new Map<string, readonly OutboundListener[]>();

  constructor(
    private readonly routes: OutboundRoutes,
    private readonly keys: ClientKeys,
  ) {}

  /** Every listener that a client has at a port; what goes to another address is passed through, or refused. */
  at(client: MeshProxy, scope: Scope, port: number): readonly OutboundListener[] {
    const key = `${this.keys.of(client, scope)} ${port}`;
    let found = this.known.get(key);
    if (found === undefined) {
      found = new PortBuilder(client, scope, port, this.routes).build();
      this.known.set(key, found);
    }
    return found;
  }

  /** The listener for a port of an address; undefined where there is none. */
  find(
    client: MeshProxy,
    scope: Scope,
    port: number,
    to: { readonly address?: string | undefined; readonly service?: MeshService | undefined },
  ): OutboundListener | undefined {
    const all = this.at(client, scope, port);
    return (
      all.find(({ address }) => address === to.address || (to.service !== undefined && address === to.service.host)) ??
      all.find(({ address }) => address === ANY_ADDRESS)
    );
  }
}

interface Draft {
  readonly address: string;
  kind: 'http' | 'tcp' | 'auto';
  protocol: Protocol;
  routes: (() => RouteTable) | undefined;
  chains: (() => readonly FilterChain[])[];
  readonly services: MeshService[];
  readonly turnedAway: MeshService[];
  locked: boolean;
}

/** For ports that no listener of a Sidecar is for. */
const NOTHING: EgressListener = {
  spec: undefined,
  path: [],
  port: undefined,
  services: [],
  virtualServices: [],
  servicesAt: () => [],
  mostSpecific: () => undefined,
};

/** Protocols whose listeners nobody shares. */
const ALONE: ReadonlySet<Protocol> = new Set(['mongo', 'mysql']);

class PortBuilder {
  private readonly drafts = new Map<string, Draft>();
  /** Routes are asked for by the port alone: that of the Sidecar's listener for the port, whoever made this one. */
  private readonly routing: EgressListener;

  constructor(
    private readonly client: MeshProxy,
    private readonly scope: Scope,
    private readonly port: number,
    private readonly routes: OutboundRoutes,
  ) {
    this.routing = scope.listeners.find((each) => each.port === undefined || each.port === port) ?? NOTHING;
  }

  build(): readonly OutboundListener[] {
    for (const listener of this.scope.listeners) {
      if (listener.port === undefined) {
        // What a listener of its own has taken is not added to.
        for (const draft of this.drafts.values()) draft.locked = true;
      } else if (listener.port !== this.port) continue;
      for (const service of listener.servicesAt(this.port)) this.addService(listener, service);
    }
    return [...this.drafts.values()].map((draft) => finished(draft, this.port));
  }

  private addService(listener: EgressListener, service: MeshService): void {
    if (service.aliasOf !== undefined) return;
    const own = portOf(service, this.port);
    const said = listener.spec?.port?.protocol;
    const protocol = listener.port === undefined ? own?.protocol : protocolNamed(said);
    if (protocol === undefined || (own === undefined && listener.port === undefined) || protocol === 'udp') return;
    this.add(listener, service, protocol, addressOf(listener, service, protocol));
  }

  private add(listener: EgressListener, service: MeshService, protocol: Protocol, address: string): void {
    const kind = classOf(protocol) as 'http' | 'tcp' | 'auto';
    const shared = address === ANY_ADDRESS || listener.spec?.bind === address;
    const table =
      kind === 'tcp'
        ? undefined
        : () =>
            kind === 'auto' && !shared
              ? this.routes.ofService(this.client, this.scope, this.routing, service, this.port)
              : this.routes.shared(this.client, this.scope, this.routing, this.port);
    const chains = kind === 'http' ? [] : [() => this.chainsOf(listener, service, protocol, address)];
    const known = this.drafts.get(address);
    if (known === undefined) {
      const draft = {
        address,
        kind,
        protocol,
        routes: table,
        chains,
        services: [service],
        turnedAway: [],
        locked: false,
      };
      this.drafts.set(address, draft);
      return;
    }
    if (known.locked) return;
    if (known.kind === 'http' && kind === 'http') {
      known.services.push(service);
    } else if (ALONE.has(known.protocol) || ALONE.has(protocol)) {
      known.turnedAway.push(service);
    } else if (known.kind === 'http' && kind === 'auto') {
      Object.assign(known, { kind, routes: table, chains });
      known.services.push(service);
    } else {
      known.routes ??= table;
      known.chains.push(...chains);
      if (known.kind !== kind) known.kind = 'auto';
      known.services.push(service);
    }
  }

  private chainsOf(
    listener: EgressListener,
    service: MeshService,
    protocol: Protocol,
    address: string,
  ): readonly FilterChain[] {
    const { namespace, labels } = this.client;
    const client: L4Client = { namespace, labels, gateway: MESH_GATEWAY };
    const virtualServices = matching(listener.virtualServices, service);
    const subnets = service.addresses.filter((each) => each.includes('/'));
    if (!isOpaqueTls(protocol)) return tcpChains(service, virtualServices, client, this.port, subnets);
    const needsName = subnets.length > 0 || (address === ANY_ADDRESS && !service.hasAddress);
    return tlsChains(service, virtualServices, client, this.port, { needsName, subnets });
  }
}

/** The address of the listener that a service asks for. */
function addressOf({ spec }: EgressListener, service: MeshService, protocol: Protocol): string {
  if (spec?.bind) return spec.bind;
  if (spec?.captureMode === 'NONE') return '127.0.0.1';
  if (classOf(protocol) === 'http') return ANY_ADDRESS;
  // Pods of a headless Service have a listener each, all alike; they go by the name of the Service here.
  if (service.hasAddress || service.headless) return service.host;
  return ANY_ADDRESS;
}

function matching(
  virtualServices: readonly MeshVirtualService[],
  { host }: MeshService,
): readonly MeshVirtualService[] {
  return virtualServices.filter(({ hosts }) => hosts.some((own) => overlaps(own, host)));
}

function finished({ address, kind, routes, chains, services, turnedAway }: Draft, port: number): OutboundListener {
  let table: RouteTable | undefined;
  let made: readonly FilterChain[] | undefined;
  return {
    address,
    port,
    kind,
    get routes() {
      table ??= routes?.();
      return table;
    },
    get chains() {
      made ??= distinct(chains.flatMap((each) => each()));
      return made;
    },
    services,
    turnedAway,
  };
}

/** Of chains with the same conditions, the first. */
function distinct(chains: readonly FilterChain[]): readonly FilterChain[] {
  const found = new Map<string, FilterChain>();
  for (const chain of chains) {
    const key = JSON.stringify([chain.sniHosts, chain.subnets]);
    if (!found.has(key)) found.set(key, chain);
  }
  return [...found.values()];
}
