import type { GatewaySpec, Server } from '../../imports/networking.istio.io';
import { hasLabels } from '../kube/label-selector';
import type { Place, Sound } from '../world/entity';
import { GATEWAY } from '../world/kinds';
import type { World } from '../world/world';
import { byCreation } from './creation-order';
import { namedPort } from './endpoints';
import type { MeshConfig } from './mesh-config';
import { classOf, type Protocol, protocolNamed } from './protocols';
import type { MeshProxy } from './proxies';
import { isDiscovered, type ServiceRegistry } from './service-registry';
import type { KubernetesService } from './services';

/** A server of a Gateway, as it is at one of the pods that the Gateway selects. */
export interface GatewayServer {
  readonly gateway: Sound<GatewaySpec>;
  /** `namespace/name`, as VirtualServices name the Gateway. */
  readonly gatewayName: string;
  readonly spec: Server;
  readonly place: Place;
  readonly protocol: Protocol;
  /** Where it listens: the target of a port of the pod's Service, else the port itself. */
  readonly port: number;
  /** Empty for all addresses of the pod. */
  readonly bind: string;
  /** `host` for VirtualServices of all namespaces, `namespace/host` for those of one. */
  readonly hosts: readonly string[];
  readonly kind: ServerKind;
  /** The name of its route table; empty for what has no HTTP. */
  readonly routeName: string;
}

/**
 * What a server does: takes HTTP in plain text, ends TLS and takes HTTP from it, forwards bytes in plain text, ends TLS
 * and forwards bytes, or forwards TLS unopened, by server name.
 */
export type ServerKind = 'http' | 'https' | 'tcp' | 'tls' | 'passthrough' | 'auto-passthrough';

/** Servers that share a listener. */
export interface ServerGroup {
  readonly port: number;
  readonly bind: string;
  /** Of plain text HTTP: all share one route table. Others have a filter chain each. */
  readonly plainHttp: boolean;
  readonly servers: readonly GatewayServer[];
}

/** A server that is not there, since an earlier one is in its way. */
export interface DroppedServer {
  readonly server: GatewayServer;
  readonly reason: DropReason;
}

export type DropReason =
  /** An earlier TLS server of the port has the same host. */
  | { readonly kind: 'duplicate hosts'; readonly hosts: readonly string[]; readonly by: GatewayServer }
  /** The port is taken by a protocol that does not share it. */
  | { readonly kind: 'protocol'; readonly by: GatewayServer }
  /** Its route table would have the name of another server's. */
  | { readonly kind: 'same name'; readonly by: GatewayServer }
  /** TLS is wanted where the server says nothing of it. */
  | { readonly kind: 'no tls'; readonly by: GatewayServer };

/** What the pods of a gateway serve. */
export interface MergedGateway {
  /** The Gateways that select the pods, the oldest first. */
  readonly gateways: readonly Sound<GatewaySpec>[];
  readonly groups: readonly ServerGroup[];
  readonly dropped: readonly DroppedServer[];
  /** The servers of each route table, by its name. */
  readonly byRouteName: ReadonlyMap<string, readonly GatewayServer[]>;
}

/** The Services that select a workload, the oldest first. */
export function servicesSelecting(proxy: MeshProxy, registry: ServiceRegistry): readonly KubernetesService[] {
  return registry.selecting(proxy.namespace, proxy.labels);
}

/** The Gateways that select the pods of a proxy, in whatever namespace they stand; the oldest first. */
export function gatewaysOf(proxy: MeshProxy, world: World, config: MeshConfig): readonly Sound<GatewaySpec>[] {
  return world
    .current(GATEWAY)
    .filter(({ id, spec }) => isDiscovered(world, config, id.namespace) && hasLabels(proxy.labels, spec.selector))
    .sort(byCreation);
}

/**
 * What remains of the servers of Gateways when all are at one pod.
 *
 * @param ofApi those of listeners of the Gateway API
 */
export function mergeServers(
  gateways: readonly Sound<GatewaySpec>[],
  services: readonly KubernetesService[],
  proxy: MeshProxy,
  ofApi: readonly GatewayServer[] = [],
): MergedGateway {
  const merger = new Merger();
  for (const gateway of gateways) {
    for (const [index, spec] of (gateway.spec.servers ?? []).entries()) {
      merger.add(serverOf(gateway, spec, index, resolvePort(spec.port.number, services, proxy)));
    }
  }
  for (const server of ofApi) merger.add(server);
  return { gateways, ...merger.result() };
}

/** The port on which a pod listens for a port that clients of its Service see. */
function resolvePort(number: number, services: readonly KubernetesService[], proxy: MeshProxy): number {
  for (const { ports } of services) {
    const port = ports.find((each) => each.number === number);
    if (port === undefined) continue;
    if (typeof port.targetPort === 'number') return port.targetPort;
    return (proxy.workload && namedPort(proxy.workload, port.targetPort)) ?? number;
  }
  return number;
}

function serverOf(gateway: Sound<GatewaySpec>, spec: Server, index: number, port: number): GatewayServer {
  const { namespace, name } = gateway.id;
  const protocol = protocolNamed(spec.port.protocol);
  const kind = kindOf(spec, protocol);
  const bind = spec.bind ?? '';
  const suffix = bind === '' ? '' : `.${bind}`;
  return {
    gateway,
    gatewayName: `${namespace}/${name}`,
    spec,
    place: { entity: gateway, path: ['spec', 'servers', index] },
    protocol,
    port,
    bind,
    hosts: hostsOf(spec.hosts, namespace),
    kind,
    routeName:
      kind === 'http'
        ? `http.${port}${suffix}`
        : kind === 'https'
          ? `https.${spec.port.number}.${spec.port.name}.${name}.${namespace}${suffix}`
          : '',
  };
}

function kindOf({ tls }: Server, protocol: Protocol): ServerKind {
  if (classOf(protocol) === 'http') return 'http';
  if (tls === undefined) return 'tcp';
  if (tls.mode === 'AUTO_PASSTHROUGH') return 'auto-passthrough';
  // Saying nothing of the mode is saying PASSTHROUGH.
  if (tls.mode === undefined || tls.mode === 'PASSTHROUGH') return 'passthrough';
  return protocol === 'https' ? 'https' : 'tls';
}

/** `./host` is for the Gateway's own namespace, and `*` in front of a host, or nothing, for all. */
function hostsOf(hosts: readonly string[], namespace: string): readonly string[] {
  const found: string[] = [];
  for (const host of hosts) {
    if (host === '*/*') return ['*'];
    if (host.startsWith('./')) found.push(`${namespace}/${host.slice(2)}`);
    else if (host.startsWith('*/')) found.push(host.slice(2));
    else found.push(host);
  }
  return found;
}

/** Puts servers together one after the other, as istiod does: what comes first has a port. */
class Merger {
  private readonly groups: {
    port: number;
    bind: string;
    protocol: string;
    plainHttp: boolean;
    servers: GatewayServer[];
  }[] = [];
  private readonly dropped: DroppedServer[] = [];
  private readonly byRouteName = new Map<string, GatewayServer[]>();
  /** The first server of each port. */
  private readonly first = new Map<number, GatewayServer>();
  /** Ports whose first server is no TLS server. */
  private readonly plain = new Map<number, GatewayServer>();
  private readonly tlsHosts = new Map<string, GatewayServer>();
  private readonly bindsOfTls = new Set<string>();

  add(server: GatewayServer): void {
    const reason = this.duplicates(server) ?? this.place(server);
    if (reason !== undefined) this.dropped.push({ server, reason });
  }

  result(): Omit<MergedGateway, 'gateways'> {
    return { groups: this.groups, dropped: this.dropped, byRouteName: this.byRouteName };
  }

  /** Two filter chains cannot have the same server name. */
  private duplicates(server: GatewayServer): DropReason | undefined {
    if (server.spec.tls === undefined) return undefined;
    const hosts: string[] = [];
    let by: GatewayServer | undefined;
    for (const host of server.hosts) {
      const key = `${server.port} ${server.bind} ${host}`;
      const known = this.tlsHosts.get(key);
      if (known === undefined) this.tlsHosts.set(key, server);
      else {
        hosts.push(host);
        by ??= known;
      }
    }
    return by === undefined ? undefined : { kind: 'duplicate hosts', hosts, by };
  }

  private place(server: GatewayServer): DropReason | undefined {
    const first = this.first.get(server.port);
    if (first === undefined) {
      this.first.set(server.port, server);
      if (!isTls(server)) this.plain.set(server.port, server);
      if (hasRoutes(server)) this.byRouteName.set(server.routeName, [server]);
      this.group(server);
      return undefined;
    }
    const plain = this.plain.get(server.port);
    return plain === undefined ? this.besideTls(server, first) : this.besidePlain(server, plain);
  }

  /** Plain HTTP shares its port with plain HTTP, and with nothing else. */
  private besidePlain(server: GatewayServer, plain: GatewayServer): DropReason | undefined {
    const sameBind = plain.bind === server.bind;
    const isHttp = plain.kind === 'http' && server.kind === 'http';
    if (sameBind && (!isHttp || server.routeName === '')) return { kind: 'protocol', by: plain };
    this.group(server, sameBind ? plain : server);
    const named = this.byRouteName.get(server.routeName);
    if (named === undefined) this.byRouteName.set(server.routeName, [server]);
    else named.push(server);
    return undefined;
  }

  private besideTls(server: GatewayServer, first: GatewayServer): DropReason | undefined {
    if (hasRoutes(server)) {
      const named = this.byRouteName.get(server.routeName)?.[0];
      if (named !== undefined) return { kind: 'same name', by: named };
      this.byRouteName.set(server.routeName, [server]);
    }
    const bind = `${server.port} ${server.bind}`;
    const isNew = !this.bindsOfTls.has(bind);
    this.bindsOfTls.add(bind);
    if (server.spec.tls === undefined && !isNew) return { kind: 'no tls', by: first };
    this.group(server);
    return undefined;
  }

  private group(server: GatewayServer, like: GatewayServer = server): void {
    const { port, bind, spec } = like;
    const protocol = spec.port.protocol;
    const known = this.groups.find((each) => each.port === port && each.bind === bind && each.protocol === protocol);
    if (known === undefined)
      this.groups.push({ port, bind, protocol, plainHttp: like.kind === 'http', servers: [server] });
    else known.servers.push(server);
  }
}

function isTls({ spec, kind }: GatewayServer): boolean {
  return spec.tls !== undefined && kind !== 'http';
}

function hasRoutes({ kind }: GatewayServer): boolean {
  return kind === 'http' || kind === 'https';
}
