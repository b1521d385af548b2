import type { TCPRoute, TLSRoute, VirtualServiceSpec } from '../../imports/networking.istio.io';
import { remembered } from '../kube/remembered';
import type { FieldPath } from '../model/finding';
import type { Entity, Sound } from '../world/entity';
import { VIRTUAL_SERVICE } from '../world/kinds';
import type { World } from '../world/world';
import { byCreation } from './creation-order';
import { type DelegateProblem, type HttpRule, mergeDelegates } from './delegates';
import { fullName, isWithin } from './host-names';
import type { MeshConfig } from './mesh-config';
import { isDiscovered } from './service-registry';
import { Visibility } from './visibility';

/** What `gateways` calls the sidecars of the mesh. */
export const MESH_GATEWAY = 'mesh';

/**
 * A VirtualService as istiod reads it: names in full, delegates put in place. Of routes of the Gateway API it makes such
 * objects, too: those for the same clients and host are joined to one.
 */
export interface MeshVirtualService {
  /** Of routes of the Gateway API the first: its spec is none of a VirtualService. */
  readonly entity: Sound<VirtualServiceSpec>;
  /** Whether it is made of routes of the Gateway API. */
  readonly isOfRoutes?: true;
  readonly namespace: string;
  readonly name: string;
  /** In full and in lower case. */
  readonly hosts: readonly string[];
  /** `mesh`, or `namespace/name` of a Gateway. */
  readonly gateways: readonly string[];
  readonly visibility: Visibility;
  readonly http: readonly HttpRule[];
  readonly tcp: readonly L4Rule<TCPRoute>[];
  readonly tls: readonly L4Rule<TLSRoute>[];
  /** What does not come of its delegates. */
  readonly delegateProblems: readonly DelegateProblem[];
}

/** A rule of `tcp` or `tls`. */
export interface L4Rule<R> {
  readonly rule: R;
  readonly path: FieldPath;
}

/** All VirtualServices with hosts, in the order in which istiod asks them; and who sees which. */
export class VirtualServices {
  private found: readonly MeshVirtualService[] | undefined;
  private made: readonly MeshVirtualService[] | undefined;
  private joined: readonly MeshVirtualService[] | undefined;
  private readonly byGateway = new Map<string, readonly MeshVirtualService[]>();
  private readonly everyones = new Map<string, readonly MeshVirtualService[]>();
  private readonly byHost = new Map<string, readonly MeshVirtualService[]>();

  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
    private readonly makeRoutes: () => readonly MeshVirtualService[] = () => [],
  ) {}

  /** Those that were created first come first; delegates, which have no hosts, are not among them. */
  get all(): readonly MeshVirtualService[] {
    this.found ??= virtualServicesOf(this.world, this.config);
    return this.found;
  }

  /** What is made of routes of the Gateway API. */
  get ofRoutes(): readonly MeshVirtualService[] {
    this.made ??= this.makeRoutes();
    return this.made;
  }

  /** All, with what is made of routes of the Gateway API. */
  private get withRoutes(): readonly MeshVirtualService[] {
    if (this.ofRoutes.length === 0) return this.all;
    this.joined ??= [...this.all, ...this.ofRoutes].sort((a, b) => byCreation(a.entity, b.entity));
    return this.joined;
  }

  /** Those with a host, or a wildcard around it, whoever sees them. */
  covering(host: string): readonly MeshVirtualService[] {
    let covering = this.byHost.get(host);
    if (covering === undefined) {
      covering = this.all.filter(({ hosts }) => hosts.some((each) => isWithin(host, each)));
      this.byHost.set(host, covering);
    }
    return covering;
  }

  /**
   * The VirtualServices that a proxy of a namespace sees for a gateway, in the order in which it asks them: those that
   * only its own namespace sees, then those exported to it by name, then public ones.
   *
   * @param gateway `mesh`, or `namespace/name`
   */
  seenBy(namespace: string, gateway: string): readonly MeshVirtualService[] {
    const key = `${namespace} ${gateway}`;
    let seen = this.byGateway.get(key);
    if (seen === undefined) {
      const near: [MeshVirtualService[], MeshVirtualService[], MeshVirtualService[]] = [[], [], []];
      // Routes of the Gateway API of the client's own namespace come before everything.
      const first: MeshVirtualService[] = [];
      for (const each of this.withRoutes) {
        const nearness = each.visibility.nearness(namespace);
        if (nearness === undefined || !each.gateways.includes(gateway)) continue;
        if (each.isOfRoutes && each.namespace === namespace) first.push(each);
        else near[nearness].push(each);
      }
      const [own, exported, everyones] = near;
      // One list for all who see nothing but what all see: what is made of it is made once.
      if (first.length + own.length + exported.length === 0)
        seen = remembered(this.everyones, gateway, () => everyones);
      else seen = [...first, ...own, ...exported, ...everyones];
      this.byGateway.set(key, seen);
    }
    return seen;
  }
}

function virtualServicesOf(world: World, config: MeshConfig): readonly MeshVirtualService[] {
  const entities = world
    .current(VIRTUAL_SERVICE)
    .filter(({ id }) => isDiscovered(world, config, id.namespace))
    .sort(byCreation);
  return entities
    .filter(({ spec }) => (spec.hosts ?? []).length > 0)
    .map((entity) => {
      // What delegates say may be other in another world.
      if ((entity.spec.http ?? []).some(({ delegate }) => delegate !== undefined))
        return virtualServiceOf(entity, world, config);
      const made = remembered(alone, config, newByEntity);
      return remembered(made, entity, () => virtualServiceOf(entity, world, config));
    });
}

/** Those that depend on nothing but their own object: worlds that overlays are put upon share their objects. */
const alone = new WeakMap<MeshConfig, WeakMap<Entity, MeshVirtualService>>();
const newByEntity = () => new WeakMap<Entity, MeshVirtualService>();

function virtualServiceOf(entity: Sound<VirtualServiceSpec>, world: World, config: MeshConfig): MeshVirtualService {
  const { id, spec } = entity;
  const { rules, problems } = mergeDelegates(entity, world, config);
  const gateways = spec.gateways ?? [];
  return {
    entity,
    namespace: id.namespace,
    name: id.name,
    hosts: (spec.hosts ?? []).map((host) => fullName(host, id.namespace, config.clusterDomain)),
    gateways:
      gateways.length === 0 ? [MESH_GATEWAY] : [...new Set(gateways.map((each) => gatewayName(each, id.namespace)))],
    visibility: Visibility.of(id.namespace, spec.exportTo, config.defaultVirtualServiceExportTo),
    http: rules,
    tcp: (spec.tcp ?? []).map((rule, index) => ({ rule, path: ['spec', 'tcp', index] })),
    tls: (spec.tls ?? []).map((rule, index) => ({ rule, path: ['spec', 'tls', index] })),
    delegateProblems: problems,
  };
}

/** A Gateway as `gateways` names it, as `namespace/name`; `mesh` is the sidecars. */
export function gatewayName(name: string, namespace: string): string {
  if (name === MESH_GATEWAY) return name;
  const slash = name.indexOf('/');
  if (slash !== -1) return `${name.startsWith('./') ? namespace : name.slice(0, slash)}/${name.slice(slash + 1)}`;
  // The form of old: a host.
  const [gateway = '', of] = name.split('.');
  return of === undefined ? `${namespace}/${name}` : `${of}/${gateway}`;
}
