import { destinationsOf, type FilterChain, matchPlace, whyNotAtServer } from './filter-chains';
import { gatewayRouteTable, hostsFor, type SeenBy } from './gateway-routes';
import type { GatewayServer, MergedGateway, ServerGroup } from './gateway-servers';
import { intersection, overlaps } from './host-names';
import type { MeshProxy } from './proxies';
import type { RouteTable } from './virtual-hosts';

/** What a gateway does with connections to a port. */
export interface GatewayListener {
  /** The port of the pod. */
  readonly port: number;
  /** Empty for all addresses. */
  readonly bind: string;
  readonly chains: readonly GatewayChain[];
}

/** What is done with connections of a kind; those that ask for a server name come before those that do not. */
export interface GatewayChain {
  /** Several for plain HTTP, which they share. */
  readonly servers: readonly GatewayServer[];
  /** Names in TLS that clients have to ask for; any when empty. */
  readonly sniHosts: readonly string[];
  /** Whether clients speak TLS, and if it ends here. */
  readonly tls: 'plaintext' | 'terminated' | 'passed';
  /** Where requests go; undefined where only bytes are seen. */
  readonly routes: RouteTable | undefined;
  /** Where bytes go, if they are not requests. */
  readonly forward: FilterChain | undefined;
}

/** The listeners of a gateway; a port where nothing would be done with a connection has none. */
export function gatewayListeners(merged: MergedGateway, proxy: MeshProxy, seenBy: SeenBy): readonly GatewayListener[] {
  const builder = new ChainBuilder(merged, proxy, seenBy);
  const listeners = new Map<string, { port: number; bind: string; chains: GatewayChain[] }>();
  for (const group of merged.groups) {
    const key = `${group.bind}:${group.port}`;
    const listener = listeners.get(key) ?? { port: group.port, bind: group.bind, chains: [] };
    listeners.set(key, listener);
    listener.chains.push(...builder.chainsOf(group));
  }
  return [...listeners.values()].filter(({ chains }) => chains.length > 0);
}

class ChainBuilder {
  private readonly tables = new Map<string, RouteTable>();
  /** Server names that a chain has, with its port. */
  private readonly names = new Set<string>();

  constructor(
    private readonly merged: MergedGateway,
    private readonly proxy: MeshProxy,
    private readonly seenBy: SeenBy,
  ) {}

  chainsOf({ plainHttp, servers }: ServerGroup): readonly GatewayChain[] {
    const [first] = servers;
    if (first === undefined) return [];
    return plainHttp ? [this.requests(first, servers)] : servers.flatMap((server) => this.chainsOfServer(server));
  }

  private chainsOfServer(server: GatewayServer): readonly GatewayChain[] {
    const servers = [server];
    switch (server.kind) {
      case 'http':
      case 'https':
        return [this.requests(server, servers)];
      case 'tcp':
      case 'tls': {
        const forward = tcpChain(server, this.proxy, this.seenBy);
        if (forward === undefined) return [];
        return [{ servers, ...termination(server), routes: undefined, forward }];
      }
      case 'passthrough':
        return passthroughChains(server, this.proxy, this.seenBy, (host) => this.isTaken(server, host)).map(
          (forward) => ({ servers, sniHosts: forward.sniHosts, tls: 'passed', routes: undefined, forward }),
        );
      case 'auto-passthrough':
        return [{ servers, sniHosts: [], tls: 'passed', routes: undefined, forward: undefined }];
    }
  }

  private requests(server: GatewayServer, servers: readonly GatewayServer[]): GatewayChain {
    const { routeName } = server;
    const tableOf = () => this.tableOf(routeName);
    return {
      servers,
      ...termination(server),
      forward: undefined,
      get routes() {
        return tableOf();
      },
    };
  }

  private tableOf(name: string): RouteTable {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = gatewayRouteTable(name, this.merged.byRouteName.get(name) ?? [], this.proxy, this.seenBy);
      this.tables.set(name, table);
    }
    return table;
  }

  private isTaken({ port, bind }: GatewayServer, host: string): boolean {
    const key = `${bind}:${port} ${host}`;
    const isKnown = this.names.has(key);
    this.names.add(key);
    return isKnown;
  }
}

function termination(server: GatewayServer): Pick<GatewayChain, 'sniHosts' | 'tls'> {
  const isPlain = server.kind === 'http' || server.kind === 'tcp';
  return isPlain ? { sniHosts: [], tls: 'plaintext' } : { sniHosts: sniHostsOf(server), tls: 'terminated' };
}

/** The names that a server which ends TLS is for; one that is for all names asks for none. */
function sniHostsOf({ hosts }: GatewayServer): readonly string[] {
  const names = hosts.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase());
  return names.includes('*') ? [] : [...new Set(names)];
}

/** The first rule of the first VirtualService that is for the server decides for all connections. */
function tcpChain(server: GatewayServer, proxy: MeshProxy, seenBy: SeenBy): FilterChain | undefined {
  for (const virtualService of seenBy(proxy.namespace, server.gatewayName)) {
    const hosts = hostsFor(server, virtualService.namespace);
    if (!hosts.some((host) => virtualService.hosts.some((own) => overlaps(host, own)))) continue;
    for (const { rule, path } of virtualService.tcp) {
      const matches = rule.match ?? [];
      const index = matches.findIndex((match) => !whyNotAtServer(match, server, virtualService.namespace));
      if (matches.length > 0 && index === -1) continue;
      return {
        sniHosts: [],
        subnets: [],
        virtualService,
        place: { entity: virtualService.entity, path: index === -1 ? path : [...path, 'match', index] },
        destinations: destinationsOf(virtualService, path, rule.route),
      };
    }
  }
  return undefined;
}

/** Each match is a chain of its own, unless a name of it is taken. */
function passthroughChains(
  server: GatewayServer,
  proxy: MeshProxy,
  seenBy: SeenBy,
  isTaken: (host: string) => boolean,
): readonly FilterChain[] {
  const chains: FilterChain[] = [];
  for (const virtualService of seenBy(proxy.namespace, server.gatewayName)) {
    if (intersection(hostsFor(server, virtualService.namespace), virtualService.hosts).length === 0) continue;
    for (const { rule, path } of virtualService.tls) {
      for (const [index, match] of rule.match.entries()) {
        if (whyNotAtServer(match, server, virtualService.namespace)) continue;
        const names = match.sniHosts.map((host) => host.toLowerCase());
        if (names.filter(isTaken).length > 0) continue;
        chains.push({
          sniHosts: names.includes('*') ? [] : names,
          subnets: [],
          virtualService,
          place: matchPlace(virtualService, path, index),
          destinations: destinationsOf(virtualService, path, rule.route),
        });
      }
    }
  }
  return chains;
}
