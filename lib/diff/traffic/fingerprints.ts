import type { Destination, HTTPRoute } from '../../../imports/networking.istio.io';
import { targetPortOf } from '../../mesh/endpoints';
import type { FilterChain } from '../../mesh/filter-chains';
import type { HttpRoute } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import { ALLOW_ANY, BLOCK_ALL } from '../../mesh/outbound-routes';
import type { MeshProxy } from '../../mesh/proxies';
import { type MeshService, portOf } from '../../mesh/services';
import type { VirtualHost } from '../../mesh/virtual-hosts';
import { balance } from '../../simulation/balancing';
import { type Cluster, clusterOf, targetOf } from '../../simulation/clusters';
import { upstreamTls } from '../../simulation/upstream-tls';
import type { Workload } from '../../world/workload';

/**
 * Texts for everything that the fate of a request depends on once it is known where it goes: equal texts of two meshes
 * mean equal ends. Names that nobody sees, such as those of subsets and objects, are not in them.
 */
export class Fingerprints {
  /** Texts are long and many: each is known by its number, the same in both meshes. */
  private readonly numbers: Map<string, string>;
  private readonly servers = new Map<string, string>();
  private readonly gateways = new Map<MeshProxy, string>();
  private readonly texts = new WeakMap<object, string>();

  constructor(
    readonly mesh: Mesh,
    /** The name of a workload that is the same in both meshes. */
    readonly nameOf: (workload: Pick<Workload, 'namespace' | 'name'>) => string,
    /** Those of the other mesh. */
    other?: Fingerprints,
  ) {
    this.numbers = other?.numbers ?? new Map();
  }

  /** What stands before the pods of a workload at a port. */
  server(workload: Workload, port: number): string {
    const key = `${workload.namespace}/${workload.entity.id.kind}/${workload.name}:${port}`;
    let known = this.servers.get(key);
    if (known === undefined) {
      // A gateway may lead back to itself.
      this.servers.set(key, key);
      known = this.makeServer(workload, port);
      this.servers.set(key, known);
    }
    return known;
  }

  private makeServer(workload: Workload, port: number): string {
    const { mesh } = this;
    const proxy = mesh.proxyOf(workload);
    if (proxy.kind === 'none') return `${this.nameOf(workload)} without a proxy`;
    const own = [this.nameOf(workload), proxy.kind, mesh.mutualTls(workload, port).mode, this.policies(proxy)];
    if (proxy.kind === 'gateway') return this.text([...own, this.gateway(proxy)]);
    return this.text([...own, mesh.inboundPort(proxy, port)?.class]);
  }

  /** What a proxy asks of those who come, and of what they bring. */
  policies(proxy: MeshProxy): string {
    const { custom, deny, allow } = this.mesh.authorizationPolicies(proxy);
    const rules = [custom, deny, allow].map((list) =>
      list.map(({ id, spec }) => [id.namespace, this.of(spec.rules ?? []), spec.provider?.name]),
    );
    const tokens = this.mesh.requestAuthentications(proxy).map(({ spec }) => this.of(spec.jwtRules ?? []));
    return this.text([rules, tokens]);
  }

  /** All that a gateway does, for those who come to it from inside of the mesh. */
  gateway(proxy: MeshProxy): string {
    let known = this.gateways.get(proxy);
    if (known === undefined) {
      this.gateways.set(proxy, proxy.name);
      const client = new ClientFingerprints(this, proxy);
      known = this.text(
        this.mesh
          .gatewayListeners(proxy)
          .map(({ port, bind, chains }) => [
            port,
            bind,
            chains.map(({ sniHosts, tls, routes, forward, servers }) => [
              sniHosts,
              tls,
              servers[0]?.spec.tls?.mode,
              routes?.virtualHosts.map((host) => [host.domains, client.host(host)]),
              forward && client.chain(forward, port),
            ]),
          ]),
      );
      this.gateways.set(proxy, known);
    }
    return known;
  }

  /** The text of a part of an object, made once. */
  of(value: object): string {
    let known = this.texts.get(value);
    if (known === undefined) {
      known = this.number(JSON.stringify(value));
      this.texts.set(value, known);
    }
    return known;
  }

  text(parts: readonly unknown[]): string {
    return this.number(JSON.stringify(parts));
  }

  private number(text: string): string {
    let known = this.numbers.get(text);
    if (known === undefined) {
      known = `#${this.numbers.size}`;
      this.numbers.set(text, known);
    }
    return known;
  }
}

/** As {@link Fingerprints}, for what leaves the proxy of a client. */
export class ClientFingerprints {
  private readonly clusters = new Map<string, ClusterPrint>();
  private readonly hosts = new WeakMap<VirtualHost, string>();
  private readonly originals = new Map<string, RoutePrint>();
  private readonly known = new WeakMap<HttpRoute, RoutePrint>();

  constructor(
    private readonly all: Fingerprints,
    private readonly client: MeshProxy,
  ) {}

  /** All routes of a virtual host, with their conditions. */
  host(host: VirtualHost): string {
    let text = this.hosts.get(host);
    if (text === undefined) {
      text = this.all.text([
        host.requiresTls !== undefined,
        ...host.routes.map((route) => [
          route.conditions.map(({ on, name, matcher, inverted, ignoreCase }) => [
            on,
            name,
            matcher,
            inverted,
            ignoreCase,
          ]),
          this.route(route).text,
        ]),
      ]);
      this.hosts.set(host, text);
    }
    return text;
  }

  /** What becomes of a request that a route takes. */
  route(route: HttpRoute): RoutePrint {
    let print = this.known.get(route);
    if (print === undefined) {
      print = this.makeRoute(route);
      this.known.set(route, print);
    }
    return print;
  }

  private makeRoute(route: HttpRoute): RoutePrint {
    const { rule: merged, name, madeFor, service } = route;
    const { mesh } = this.all;
    if (merged === undefined) {
      if (name === BLOCK_ALL) return { text: name, servers: [] };
      if (name === ALLOW_ANY) {
        const { egressProxy } = mesh.scope(this.client).outboundTrafficPolicy;
        if (egressProxy === undefined) return { text: name, servers: [] };
        const { host, subset, port = madeFor.port } = egressProxy;
        const { text, servers } = this.cluster({ host, port, subset });
        return { text: `${name} ${text}`, servers };
      }
      const { text, servers } = this.cluster({ host: service?.host ?? '', port: madeFor.port, subset: undefined });
      return { text: `${text} ${this.all.text([mesh.config.defaultHttpRetryPolicy])}`, servers };
    }
    const { rule, namespace, ofRoute } = merged;
    const clusters = destinationsOf(rule).map((destination) =>
      this.cluster(targetOf(mesh, this.client, destination, namespace, madeFor.port)),
    );
    const { match, name: called, route: destinations = [], mirror, mirrors, ...rest } = rule;
    const text = this.all.text([
      rest,
      destinations.map(({ weight, headers }) => [weight, headers]),
      (mirrors ?? []).map(({ percentage }) => percentage),
      mirror === undefined ? 0 : 1,
      clusters.map((each) => each.text),
      rule.retries === undefined ? mesh.config.defaultHttpRetryPolicy : undefined,
      // What is left of a path after rewriting depends on what was compared with it.
      rule.rewrite?.uri || (ofRoute && rule.redirect)
        ? route.conditions.find(({ on }) => on === 'path')?.matcher
        : undefined,
      ofRoute && [[...ofRoute.refused], ofRoute.nothing, ofRoute.unknown],
      rule.redirect === undefined ? undefined : madeFor,
    ]);
    return { text, servers: clusters.flatMap(({ servers }) => servers) };
  }

  /** Where bytes go that meet a chain. */
  chain(chain: FilterChain, port: number): string {
    return this.chainPrint(chain, port).text;
  }

  chainPrint({ destinations, virtualService }: FilterChain, port: number): RoutePrint {
    const home = virtualService?.namespace ?? this.client.namespace;
    const clusters = destinations.map(({ destination }) =>
      this.cluster(targetOf(this.all.mesh, this.client, destination, home, port, 'any port')),
    );
    return {
      text: this.all.text([
        clusters.map(({ text }) => text),
        destinations.length > 1 ? destinations.map(({ weight }) => weight) : 1,
      ]),
      servers: clusters.flatMap(({ servers }) => servers),
    };
  }

  /** What is behind the address that a client dials, where no proxy of its own has a say. */
  original(service: MeshService | undefined, host: string, port: number): RoutePrint {
    const key = `${service?.namespace ?? ''} ${service?.host ?? ''} ${host} ${port}`;
    let print = this.originals.get(key);
    if (print === undefined) {
      print = this.makeOriginal(service, host, port);
      this.originals.set(key, print);
    }
    return print;
  }

  private makeOriginal(service: MeshService | undefined, host: string, port: number): RoutePrint {
    const { mesh } = this.all;
    if (service === undefined || service.registry === 'ServiceEntry') return { text: `outside ${host}`, servers: [] };
    const own = portOf(service, port);
    if (own === undefined) return { text: 'no port', servers: [] };
    const shares = balance(
      mesh,
      this.client,
      {},
      mesh.endpoints(service).filter(({ replicas }) => replicas > 0),
    );
    return {
      text: this.all.text(
        shares.map(({ endpoint, share }) => {
          const target = targetPortOf(endpoint, own) ?? port;
          const { workload, address } = endpoint;
          return [share, target, workload === undefined ? address : this.all.server(workload, target)];
        }),
      ),
      servers: shares.flatMap(({ endpoint: { workload } }) => workload ?? []),
    };
  }

  private cluster(target: ClusterTarget): ClusterPrint {
    const key = `${target.host} ${target.port} ${target.subset ?? ''}`;
    let print = this.clusters.get(key);
    if (print === undefined) {
      // A gateway may lead back to itself.
      this.clusters.set(key, { text: key, servers: [] });
      print = this.makeCluster(clusterOf(this.all.mesh, this.client, target));
      this.clusters.set(key, print);
    }
    return print;
  }

  private makeCluster(cluster: Cluster): ClusterPrint {
    const { mesh } = this.all;
    const { service, missing, policy, host, port, servicePort } = cluster;
    if (missing !== undefined || service === undefined) return { text: 'missing', servers: [] };
    const { rule: _rule, ...fields } = policy;
    const shares = balance(mesh, this.client, policy, cluster.endpoints);
    const values = Object.entries(fields).map(([name, field]) => [name, field && this.all.of(field.value as object)]);
    const text = this.all.text([
      values.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      service.registry === 'ServiceEntry' || shares.length === 0
        ? [service.resolution, service.external, host, port]
        : 0,
      shares.map((each) => {
        const { workload, address } = each.endpoint;
        const target = (servicePort && targetPortOf(each.endpoint, servicePort)) ?? port;
        const { mode, by } = upstreamTls(mesh, this.client, service, policy, each.endpoint);
        const server = workload === undefined ? address : this.all.server(workload, target);
        // How a gateway is asked depends on what it is asked for.
        const name = workload !== undefined && mesh.proxyOf(workload).kind === 'gateway' ? host : '';
        return [each.share, target, mode, by, server, name];
      }),
    ]);
    return { text, servers: shares.flatMap(({ endpoint: { workload } }) => workload ?? []) };
  }
}

/** A text for what becomes of requests, and the workloads that may get them. */
export interface RoutePrint {
  readonly text: string;
  readonly servers: readonly Workload[];
}

type ClusterPrint = RoutePrint;

interface ClusterTarget {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
}

/** Everybody that gets a request, or a copy. */
function destinationsOf({ route = [], mirror, mirrors = [] }: HTTPRoute): readonly Destination[] {
  return [
    ...route.map(({ destination }) => destination),
    ...(mirror === undefined ? [] : [mirror]),
    ...mirrors.map(({ destination }) => destination),
  ];
}
