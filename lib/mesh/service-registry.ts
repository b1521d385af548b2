import { groupBy } from '../kube/group-by';
import { matchesSelector } from '../kube/label-selector';
import type { Labels } from '../world/entity';
import { NAMESPACE } from '../world/kinds';
import type { World } from '../world/world';
import { fullName } from './host-names';
import type { MeshConfig } from './mesh-config';
import { SelectorIndex } from './selector-index';
import { type KubernetesService, type MeshService, servicesOf } from './services';

/** The services that clients may call, by host and by who sees them. */
export class ServiceRegistry {
  private services: readonly MeshService[] | undefined;
  private hosts: ReadonlyMap<string, readonly MeshService[]> | undefined;
  private kubernetes: ReadonlyMap<string, readonly KubernetesService[]> | undefined;
  private readonly selectors = new Map<string, SelectorIndex<KubernetesService>>();
  private readonly visible = new Map<string, readonly MeshService[]>();

  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
  ) {}

  /** All services, whoever sees them; those that were created first come first. */
  get all(): readonly MeshService[] {
    this.services ??= servicesOf(this.world, this.config).filter(({ namespace }) =>
      isDiscovered(this.world, this.config, namespace),
    );
    return this.services;
  }

  /** Every service that has a host: more than one only when a ServiceEntry takes the name of another service. */
  withHost(host: string): readonly MeshService[] {
    this.hosts ??= groupBy(this.all, (service) => service.host);
    return this.hosts.get(host) ?? [];
  }

  /** The Services of Kubernetes in a namespace, the oldest first. */
  ofNamespace(namespace: string): readonly KubernetesService[] {
    this.kubernetes ??= groupBy(this.all.filter(isKubernetes), (service) => service.namespace);
    return this.kubernetes.get(namespace) ?? [];
  }

  /** The Services of Kubernetes in a namespace whose selector selects pods with some labels, the oldest first. */
  selecting(namespace: string, labels: Labels): readonly KubernetesService[] {
    let index = this.selectors.get(namespace);
    if (index === undefined) {
      // A Service without a selector selects nothing.
      const selectorOf = ({ entity }: KubernetesService) => entity.spec.selector ?? {};
      const all = this.ofNamespace(namespace).filter((service) => Object.keys(selectorOf(service)).length > 0);
      index = new SelectorIndex(all, selectorOf);
      this.selectors.set(namespace, index);
    }
    return index.selecting(labels);
  }

  /** The services that clients of a namespace see before a Sidecar narrows them down. */
  visibleTo(namespace: string): readonly MeshService[] {
    let found = this.visible.get(namespace);
    if (found === undefined) {
      const seen = this.all.filter(({ visibility }) => visibility.includes(namespace));
      // One list for all who see all: what is made of it is made once.
      found = seen.length === this.all.length ? this.all : seen;
      this.visible.set(namespace, found);
    }
    return found;
  }

  /**
   * What a host means where a namespace names it, whether a Sidecar hides it or not: a service of that namespace, else
   * one of Kubernetes, else the oldest.
   */
  find(name: string, from: string): MeshService | undefined {
    const found = this.withHost(fullName(name, from, this.config.clusterDomain)).filter(({ visibility }) =>
      visibility.includes(from),
    );
    return (
      found.find(({ namespace }) => namespace === from) ??
      found.find(({ registry }) => registry === 'Kubernetes') ??
      found[0]
    );
  }
}

/** Whether istiod looks at a namespace. What has no manifest is taken to be looked at. */
export function isDiscovered(world: World, { discoverySelectors }: MeshConfig, namespace: string): boolean {
  if (discoverySelectors.length === 0) return true;
  if (world.get(NAMESPACE, { namespace: '', name: namespace }) === undefined) return true;
  const labels = world.namespaceLabels(namespace);
  return discoverySelectors.some((selector) => matchesSelector(labels, selector));
}

function isKubernetes(service: MeshService): service is KubernetesService {
  return service.registry === 'Kubernetes';
}
