import type { RequestAuthenticationSpec } from '../../imports/security.istio.io';
import { remembered } from '../kube/remembered';
import type { Labels, Sound } from '../world/entity';
import { kindKey } from '../world/kind';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  VIRTUAL_SERVICE,
} from '../world/kinds';
import { READING, type Reading, type Readings, ReadingsByName } from '../world/readings';
import type { Workload } from '../world/workload';
import type { JudgedManifest, World } from '../world/world';
import { apiServersOf } from './api-listeners';
import { virtualServicesOfRoutes } from './api-routes';
import { ClientKeys } from './client-keys';
import { DestinationRules, type MergedDestinationRule } from './destination-rules';
import { type EffectivePolicy, effectivePolicy } from './effective-policy';
import { type Endpoint, endpointsOf, isInSubset, namedPort } from './endpoints';
import { type Extension, extensionsOf } from './extensions';
import { type GatewayApiRoute, gatewayApiRoutes } from './gateway-api';
import { type GatewayListener, gatewayListeners } from './gateway-listeners';
import { gatewaysOf, type MergedGateway, mergeServers, servicesSelecting } from './gateway-servers';
import { type MeshConfig, type MeshSettings, meshConfigOf } from './mesh-config';
import { NamespacedObjects } from './namespaced-objects';
import { operatedWorld } from './operated-world';
import { type OutboundListener, OutboundListeners } from './outbound-listeners';
import { OutboundRoutes } from './outbound-routes';
import { type MutualTls, mutualTls, PeerAuthenticationLevels, type PeerAuthentications } from './peer-authentication';
import { type MeshProxy, proxyOf } from './proxies';
import { type Scope, Scopes } from './scopes';
import { type AuthorizationPolicies, ServerPolicies } from './server-policies';
import { ServiceRegistry } from './service-registry';
import type { KubernetesService, MeshPort, MeshService } from './services';
import type { RouteTable } from './virtual-hosts';
import { type MeshVirtualService, VirtualServices } from './virtual-services';

const newEndpoints = () => new Map<string, readonly Endpoint[]>();

const POLICIES: readonly string[] = [AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION].map(kindKey);

/** What can change with the services and workloads that there are the same. */
const ABOUT_REQUESTS: ReadonlySet<Reading> = new Set([
  ...[VIRTUAL_SERVICE, DESTINATION_RULE].map(kindKey),
  ...POLICIES,
  ...[READING.everything, READING.references, READING.variants],
]);

function isAboutRequests(changes: ReadonlySet<Reading>): boolean {
  return [...changes].every((each) => ABOUT_REQUESTS.has(each));
}

/**
 * What Istio, Flagger and ChaosBlade make of a world: the answers of a control plane, without a cluster.
 *
 * It answers questions and has no opinions; whether an answer is what somebody meant is for others to say. Nothing is
 * worked out before it is asked for, and everything once.
 *
 * Of an object that stands in several files, the current one counts (`World.current`); overlays are put on the world
 * before it is made a mesh.
 */
export class Mesh {
  /** What holds for the whole mesh, with Istio's defaults. */
  readonly config: MeshConfig;
  private readonly registry: ServiceRegistry;
  private readonly virtual: VirtualServices;
  private readonly rules: DestinationRules;
  private readonly scopes: Scopes;
  private readonly listeners: OutboundListeners;
  private readonly peers: PeerAuthenticationLevels;
  private readonly policies: ServerPolicies;
  private readonly proxiesByWorkload: Map<Workload, MeshProxy>;
  private readonly gateways = new Map<MeshProxy, { merged: MergedGateway; listeners: readonly GatewayListener[] }>();
  private readonly authorization = new Map<MeshProxy, AuthorizationPolicies>();
  private readonly authentication = new Map<MeshProxy, readonly Sound<RequestAuthenticationSpec>[]>();
  private readonly extended = new Map<MeshProxy, readonly Extension[]>();
  private apiRoutes: readonly GatewayApiRoute[] | undefined;
  /** By namespace: labels may stand word for word in several. */
  private readonly peersByLabels = new Map<string, WeakMap<Labels, PeerAuthentications>>();
  private readonly peersByNamespace = new Map<string, PeerAuthentications>();
  private readonly selecting: Map<MeshProxy, readonly KubernetesService[]>;
  /** By namespace and host. */
  private readonly endpointsByService: Map<string, Map<string, readonly Endpoint[]>>;
  private proxiesFound: readonly MeshProxy[] | undefined;
  private readFound: ReadingsByName | undefined;

  private constructor(
    /** All objects as manifests say them. */
    readonly given: World,
    /**
     * All objects as they are once controllers have done their work: with what Flagger makes of Canaries, between
     * releases, and with gateways that an installation brings. `Entity.derived` tells those from what stands in files.
     */
    readonly world: World,
    private readonly settings: MeshSettings,
    /** A mesh with the same services and workloads, and the kinds that say something else of requests. */
    below?: { readonly mesh: Mesh; readonly changes: ReadonlySet<Reading> },
  ) {
    const { mesh, changes } = below ?? { mesh: undefined, changes: new Set() };
    this.config = mesh?.config ?? meshConfigOf(world, settings);
    this.registry = mesh?.registry ?? new ServiceRegistry(world, this.config);
    this.proxiesByWorkload = mesh?.proxiesByWorkload ?? new Map();
    this.proxiesFound = mesh?.proxiesFound;
    this.selecting = mesh?.selecting ?? new Map();
    this.endpointsByService = mesh?.endpointsByService ?? new Map();
    const routed = changes.has(kindKey(VIRTUAL_SERVICE)) ? undefined : mesh;
    this.virtual =
      routed?.virtual ?? new VirtualServices(world, this.config, () => virtualServicesOfRoutes(world, this.config));
    this.scopes = routed?.scopes ?? new Scopes(world, this.config, this.registry, this.virtual);
    const keys = new ClientKeys(this.virtual);
    this.listeners = routed?.listeners ?? new OutboundListeners(new OutboundRoutes(keys), keys);
    const ruled = changes.has(kindKey(DESTINATION_RULE)) ? undefined : mesh;
    this.rules = ruled?.rules ?? new DestinationRules(world, this.config);
    const guarded = POLICIES.some((kind) => changes.has(kind)) ? undefined : mesh;
    const objects = new NamespacedObjects(world);
    this.peers = guarded?.peers ?? new PeerAuthenticationLevels(objects, this.config);
    this.policies = guarded?.policies ?? new ServerPolicies(objects, this.config);
  }

  /** @param world as manifests say it */
  static of(world: World, settings: MeshSettings = {}): Mesh {
    return new Mesh(world, operatedWorld(world), settings);
  }

  /** The mesh with other objects on top, as `World.with` puts them there. */
  with(overlay: readonly JudgedManifest[]): Mesh {
    const above = this.given.heldAs(overlay);
    const given = this.given.withEntities(above);
    const changes = this.given.changesTo(given);
    const read = this.readByControllers;
    const isMadeAlike = !read.includesAny(changes) && !read.includesObject(above.map(({ key }) => key));
    if (!isMadeAlike) return Mesh.of(given, this.settings);
    // What is the same object in both stays so.
    const world = this.given === this.world ? given : this.world.withEntities(above);
    const below = isAboutRequests(changes) ? { mesh: this, changes } : undefined;
    return new Mesh(given, world, this.settings, below);
  }

  /** What controllers read of the objects before they make theirs, and the names of these, which they look up. */
  private get readByControllers(): ReadingsByName {
    if (this.readFound === undefined) {
      this.readFound = new ReadingsByName();
      operatedWorld(this.given.observed(this.readFound));
    }
    return this.readFound;
  }

  /** The same mesh, of which nothing is worked out yet: it says what is read of its objects. */
  observed(readings: Readings): Mesh {
    const world = this.world.observed(readings);
    return new Mesh(this.given === this.world ? world : this.given.observed(readings), world, this.settings);
  }

  /** What somebody who has read all of this mesh finds different in another one with the same settings. */
  changesTo(other: Mesh): ReadonlySet<Reading> {
    return new Set([...this.given.changesTo(other.given), ...this.world.changesTo(other.world)]);
  }

  /** Every host that istiod knows, whoever sees it; the oldest first. */
  get services(): readonly MeshService[] {
    return this.registry.all;
  }

  /** Every service with a host, given in full: more than one where a ServiceEntry takes the name of another service. */
  servicesWithHost(host: string): readonly MeshService[] {
    return this.registry.withHost(host);
  }

  /**
   * What a host means where an object of a namespace names it: a short name is a Service beside it. Undefined when there
   * is no such service, or the namespace does not see it.
   */
  host(name: string, from: string): MeshService | undefined {
    return this.registry.find(name, from);
  }

  /**
   * Everything behind a service, or behind a subset of it, that could answer; workloads that are scaled to zero included,
   * with `replicas: 0`.
   *
   * @param subset the labels of a subset
   */
  endpoints(service: MeshService, subset?: Readonly<Record<string, string>>): readonly Endpoint[] {
    const { namespace, host } = service;
    const ofNamespace = remembered(this.endpointsByService, namespace, newEndpoints);
    let found = ofNamespace.get(host);
    if (found === undefined) {
      found = endpointsOf(service, this.world);
      ofNamespace.set(host, found);
    }
    return subset === undefined ? found : found.filter((endpoint) => isInSubset(endpoint, subset));
  }

  /** What stands between a workload and the network. */
  proxyOf(workload: Workload): MeshProxy {
    let proxy = this.proxiesByWorkload.get(workload);
    if (proxy === undefined) {
      proxy = proxyOf(workload, this.world);
      this.proxiesByWorkload.set(workload, proxy);
    }
    return proxy;
  }

  /** What stands between each workload and the network, in the order of the workloads. */
  get proxies(): readonly MeshProxy[] {
    this.proxiesFound ??= this.world.workloads.map((workload) => this.proxyOf(workload));
    return this.proxiesFound;
  }

  /** Every VirtualService that has hosts, in the order in which istiod asks them, with delegates put in place. */
  get virtualServices(): readonly MeshVirtualService[] {
    return this.virtual.all;
  }

  /** What istiod makes of routes of the Gateway API: those for the same clients and host are one. */
  get virtualServicesOfRoutes(): readonly MeshVirtualService[] {
    return this.virtual.ofRoutes;
  }

  /**
   * The VirtualServices that proxies of a namespace see for a gateway, in the order in which they ask them: what only
   * they see comes first.
   *
   * @param gateway `mesh`, or `namespace/name`
   */
  virtualServicesFor(namespace: string, gateway: string): readonly MeshVirtualService[] {
    return this.virtual.seenBy(namespace, gateway);
  }

  /**
   * The VirtualServices that have a host, or a wildcard around it, whether a client follows them or not.
   *
   * @param host in full
   */
  virtualServicesCovering(host: string): readonly MeshVirtualService[] {
    return this.virtual.covering(host);
  }

  /** What a client has to do with, after Sidecars have narrowed it down. */
  scope(client: MeshProxy): Scope {
    return this.scopes.of(client);
  }

  /** The DestinationRule, or the several made into one, that a client follows when it calls a service. */
  destinationRule(
    client: Pick<MeshProxy, 'namespace' | 'labels'>,
    service: Pick<MeshService, 'host' | 'namespace'>,
  ): MergedDestinationRule | undefined {
    return this.rules.for(client, service);
  }

  /** What holds when a client calls a port of a service, or a subset of it: each field with the place that gives it. */
  policy(
    client: Pick<MeshProxy, 'namespace' | 'labels'>,
    service: Pick<MeshService, 'host' | 'namespace'>,
    port: number,
    subset?: string,
  ): EffectivePolicy {
    return effectivePolicy(this.destinationRule(client, service), port, subset);
  }

  /** Every listener that a sidecar has at a port; connections to other addresses are passed through, or refused. */
  listenersAt(client: MeshProxy, port: number): readonly OutboundListener[] {
    return this.listeners.at(client, this.scope(client), port);
  }

  /** The listener of a sidecar for a port of an address, or of the address that a service has. */
  listener(
    client: MeshProxy,
    port: number,
    to: { readonly address?: string | undefined; readonly service?: MeshService | undefined },
  ): OutboundListener | undefined {
    return this.listeners.find(client, this.scope(client), port, to);
  }

  /** The PeerAuthentications that count for a workload; for none, those of the namespace. */
  peerAuthentications(namespace: string, labels?: Labels): PeerAuthentications {
    const make = () => this.peers.of(namespace, labels);
    if (labels !== undefined) {
      const known = remembered(this.peersByLabels, namespace, () => new WeakMap<Labels, PeerAuthentications>());
      return remembered(known, labels, make);
    }
    let found = this.peersByNamespace.get(namespace);
    if (found === undefined) {
      found = make();
      this.peersByNamespace.set(namespace, found);
    }
    return found;
  }

  /** Whether a port of a workload's pods takes mutual TLS, anything else, or both. */
  mutualTls(workload: Pick<Workload, 'namespace' | 'labels'>, port: number): MutualTls {
    return mutualTls(this.peerAuthentications(workload.namespace, workload.labels), port);
  }

  /** The AuthorizationPolicies that a workload's proxy enforces, by what they do. */
  authorizationPolicies(proxy: MeshProxy): AuthorizationPolicies {
    return remembered(this.authorization, proxy, () => this.policies.authorizationPolicies(proxy));
  }

  /** The RequestAuthentications of a workload: all of their rules count together. */
  requestAuthentications(proxy: MeshProxy): readonly Sound<RequestAuthenticationSpec>[] {
    return remembered(this.authentication, proxy, () => this.policies.requestAuthentications(proxy));
  }

  /** The Services that select the pods of a proxy, the oldest first. */
  servicesSelecting(proxy: MeshProxy): readonly KubernetesService[] {
    return remembered(this.selecting, proxy, () => servicesSelecting(proxy, this.registry));
  }

  /**
   * The port of a Service whose requests arrive at a port of a workload's pods: of several the oldest Service's decides
   * on the protocol. Undefined for ports that no Service leads to.
   */
  inboundPort(proxy: MeshProxy, port: number): MeshPort | undefined {
    for (const service of this.servicesSelecting(proxy)) {
      for (const each of service.ports) {
        const target =
          typeof each.targetPort === 'number'
            ? each.targetPort
            : proxy.workload && namedPort(proxy.workload, each.targetPort);
        if (target === port) return each;
      }
    }
    return undefined;
  }

  /** EnvoyFilters, Wasm and Lua that count for a proxy: manifests do not say what they do. */
  extensions(proxy: MeshProxy): readonly Extension[] {
    return remembered(this.extended, proxy, () => extensionsOf(this.world, this.config, proxy));
  }

  /** The routes of the Gateway API: what they are for, and not what they do. */
  get gatewayApiRoutes(): readonly GatewayApiRoute[] {
    this.apiRoutes ??= gatewayApiRoutes(this.world);
    return this.apiRoutes;
  }

  /** The servers of all Gateways at the pods of a gateway, with those that came too late. */
  gateway(proxy: MeshProxy): MergedGateway {
    return this.gatewayOf(proxy).merged;
  }

  /** What a gateway does with connections, by the port of its pods. */
  gatewayListeners(proxy: MeshProxy): readonly GatewayListener[] {
    return this.gatewayOf(proxy).listeners;
  }

  /**
   * The port of a gateway's pods on which clients arrive that dial a port of its Service, or of a node; the port itself
   * where no Service has it.
   */
  gatewayPort(proxy: MeshProxy, dialled: number): number {
    for (const { ports } of this.servicesSelecting(proxy)) {
      const port = ports.find(({ number, nodePort }) => number === dialled || nodePort === dialled);
      if (port === undefined) continue;
      if (typeof port.targetPort === 'number') return port.targetPort;
      return (proxy.workload && namedPort(proxy.workload, port.targetPort)) ?? dialled;
    }
    return dialled;
  }

  private gatewayOf(proxy: MeshProxy): { merged: MergedGateway; listeners: readonly GatewayListener[] } {
    let found = this.gateways.get(proxy);
    if (found === undefined) {
      const { world, config } = this;
      const services = this.servicesSelecting(proxy);
      const ofApi = apiServersOf(proxy, services, world, config);
      const merged = mergeServers(gatewaysOf(proxy, world, config), services, proxy, ofApi);
      const seenBy = (namespace: string, gateway: string) => this.virtual.seenBy(namespace, gateway);
      found = { merged, listeners: gatewayListeners(merged, proxy, seenBy) };
      this.gateways.set(proxy, found);
    }
    return found;
  }

  /**
   * The route table that istiod pushes to a sidecar for the HTTP services of a port; undefined when there are none.
   * Services whose protocol is found out by looking have one of their own: see {@link listener}.
   */
  routes(client: MeshProxy, port: number): RouteTable | undefined {
    return this.listener(client, port, {})?.routes;
  }
}
