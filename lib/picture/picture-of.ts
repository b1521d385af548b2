import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';
import type { Destination } from '../../imports/networking.istio.io';
import { groupBy } from '../kube/group-by';
import type { Sourced } from '../mesh/destination-rules';
import type { Mesh } from '../mesh/mesh';
import type { KubernetesService, MeshService } from '../mesh/services';
import { MESH_GATEWAY, type MeshVirtualService } from '../mesh/virtual-services';
import { type Entity, type NamespacedName, qualifiedName } from '../world/entity';
import { DESTINATION_RULE, GATEWAY, GATEWAY_API_GATEWAY } from '../world/kinds';
import { backendTargets } from './gateway-api-rules';
import { gatewayApiId, gatewayId, routeId, serviceId, subsetId, workloadId } from './node-ids';
import type { EdgeKind, NodeKind, Picture, PictureEdge, PictureNode } from './picture';
import { ruleTargets } from './rule-edges';

/** The picture of a mesh: gateways, routes, services with their subsets, and the pods behind them. */
export function pictureOf(mesh: Mesh): Picture {
  return new Painter(mesh).paint();
}

type Subsets = ReadonlyMap<string, Sourced<{ readonly labels?: Readonly<Record<string, string>> }>>;

class Painter {
  private readonly nodes = new Map<string, PictureNode>();
  private readonly edges = new Map<string, PictureEdge & { readonly lines: string[] }>();
  private readonly namespacesOfRules: readonly string[];

  constructor(private readonly mesh: Mesh) {
    const rules = mesh.world.current(DESTINATION_RULE);
    this.namespacesOfRules = [...groupBy(rules, ({ id }) => id.namespace).keys()].sort();
  }

  paint(): Picture {
    for (const service of this.mesh.services) this.addService(service);
    this.addGateways();
    for (const virtualService of this.mesh.virtualServices) this.addRoute(virtualService);
    this.addGatewayApi();
    // Who is in the mesh is in the picture; of others those that something leads to.
    for (const { kind, workload } of this.mesh.proxies) if (workload && kind !== 'none') this.endpoint(workload.entity);
    return {
      nodes: [...this.nodes.values()].sort((a, b) => compare(a.id, b.id)),
      edges: [...this.edges.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to)),
    };
  }

  private addService(service: MeshService): void {
    const id = serviceId(service);
    if (this.nodes.has(id)) return;
    const { entity, namespace, host, external, aliasOf } = service;
    const endpoints = this.mesh.endpoints(service);
    const ports = service.ports.map(({ number, protocol }) => `${protocol} ${number}`);
    this.nodes.set(id, {
      id,
      kind: external ? 'external' : 'service',
      namespace: external ? '' : namespace,
      name: service.registry === 'Kubernetes' ? entity.id.name : host,
      caption: madeBy(aliasOf === undefined ? entity.id.kind : 'ExternalName Service', entity),
      lines: [...(ports.length === 0 ? [] : [ports.join(', ')]), ...(aliasOf === undefined ? [] : [`is ${aliasOf}`])],
      place: { entity, path: [] },
    });
    const target = aliasOf === undefined ? undefined : this.mesh.host(aliasOf, namespace);
    if (target !== undefined) this.connect(id, serviceId(target), 'sends');
    const inSubsets = new Set<Entity>();
    for (const [name, { value, place }] of this.subsetsOf(service)) {
      const subset = subsetId(service, name);
      const caption = `subset of ${shortName(service)}`;
      this.nodes.set(subset, { id: subset, kind: 'subset', namespace, name, caption, lines: [], place });
      this.connect(id, subset, 'contains');
      for (const { entity: own } of this.mesh.endpoints(service, value.labels)) {
        inSubsets.add(own);
        if (own !== entity) this.connect(subset, this.endpoint(own), 'answers');
      }
    }
    for (const { entity: own } of endpoints) {
      if (own !== entity && !inSubsets.has(own)) this.connect(id, this.endpoint(own), 'answers');
    }
  }

  /** The subsets that clients know, those of its own namespace first. */
  private subsetsOf(service: MeshService): Subsets {
    const subsets = new Map<string, Sourced<{ readonly labels?: Readonly<Record<string, string>> }>>();
    for (const namespace of [service.namespace, ...this.namespacesOfRules]) {
      const rule = this.mesh.destinationRule({ namespace, labels: {} }, service);
      for (const [name, subset] of rule?.subsets ?? []) if (!subsets.has(name)) subsets.set(name, subset);
    }
    return subsets;
  }

  /** Pods of a workload, or what stands for an address. */
  private endpoint(entity: Entity): string {
    const id = workloadId(entity);
    if (!this.nodes.has(id)) {
      const { namespace, name, kind } = entity.id;
      const caption = madeBy(kind, entity);
      this.nodes.set(id, { id, kind: 'workload', namespace, name, caption, lines: [], place: { entity, path: [] } });
    }
    return id;
  }

  private addGateways(): void {
    for (const entity of this.mesh.world.current(GATEWAY)) {
      const id = gatewayId(qualifiedName(entity.id));
      const servers = (entity.spec.servers ?? []).map(
        ({ port, hosts }) => `${port.protocol} ${port.number} ${hosts.join(', ')}`,
      );
      this.addObject(id, 'gateway', entity, { caption: madeBy('Gateway', entity), lines: servers });
    }
    for (const proxy of this.mesh.proxies) {
      if (proxy.kind !== 'gateway' || proxy.workload === undefined) continue;
      for (const { id } of this.mesh.gateway(proxy).gateways) {
        this.connect(this.endpoint(proxy.workload.entity), gatewayId(qualifiedName(id)), 'serves');
      }
    }
  }

  private addRoute(virtualService: MeshVirtualService): void {
    const { entity, namespace, hosts, gateways } = virtualService;
    const id = routeId(virtualService);
    const { targets, answers } = ruleTargets(virtualService);
    const isOfMesh = gateways.includes(MESH_GATEWAY);
    this.addObject(id, 'route', entity, {
      caption: madeBy('VirtualService', entity),
      lines: [
        `${isOfMesh ? 'in the mesh ' : ''}for ${hosts.map((host) => this.shortHost(host)).join(', ')}`,
        ...answers,
      ],
    });
    for (const gateway of gateways) {
      if (gateway === MESH_GATEWAY) continue;
      const from = gatewayId(gateway);
      if (!this.nodes.has(from)) this.addMissing(from, gateway, 'no such Gateway given', namespace);
      this.connect(from, id, 'enters');
    }
    for (const { kind, destination, namespace: own, line } of targets) {
      this.connect(id, this.destination(destination, own), kind, line);
    }
  }

  /** Gateways and routes of the Gateway API, as they say it, with the pods that istiod runs for a Gateway. */
  private addGatewayApi(): void {
    for (const entity of this.mesh.world.entitiesOf(GATEWAY_API_GATEWAY)) {
      if (!this.mesh.world.isCurrent(entity)) continue;
      const { gatewayClassName = '', listeners = [] } = (entity.spec ?? {}) as Partial<GatewaySpec>;
      this.addObject(gatewayApiId('Gateway', entity.id), 'gateway', entity, {
        caption: madeBy(`Gateway of class ${gatewayClassName}`, entity),
        lines: listeners.map(({ protocol, port, hostname = '*' }) => `${protocol} ${port} ${hostname}`),
      });
    }
    for (const { workload } of this.mesh.proxies) {
      const { from } = workload?.entity.derived ?? {};
      const id = from?.group === GATEWAY_API_GATEWAY.group ? gatewayApiId(from.kind, from) : '';
      if (workload !== undefined && this.nodes.has(id)) this.connect(this.endpoint(workload.entity), id, 'serves');
    }
    for (const { entity, gateways, services, hostnames } of this.mesh.gatewayApiRoutes) {
      const id = gatewayApiId(entity.id.kind, entity.id);
      const { targets, answers } = backendTargets(entity);
      const names = hostnames.length === 0 && gateways.length > 0 ? ['all hosts'] : hostnames;
      this.addObject(id, 'route', entity, {
        caption: madeBy(entity.id.kind, entity),
        lines: [
          ...(services.length === 0 ? [] : [`in the mesh for ${services.map(asHost).join(', ')}`]),
          ...(names.length === 0 ? [] : [`for ${names.join(', ')}`]),
          ...answers,
        ],
      });
      for (const gateway of gateways) {
        const [namespace = '', name = ''] = gateway.split('/');
        const from = gatewayApiId('Gateway', { namespace, name });
        if (!this.nodes.has(from)) this.addMissing(from, name, 'no such Gateway given', namespace);
        this.connect(from, id, 'enters');
      }
      for (const { kind, service, line } of targets) this.connect(id, this.serviceNamed(service), kind, line);
    }
  }

  private addObject(
    id: string,
    kind: NodeKind,
    entity: Entity,
    { caption, lines }: Pick<PictureNode, 'caption' | 'lines'>,
  ): void {
    const { namespace, name } = entity.id;
    this.nodes.set(id, { id, kind, namespace, name, caption, lines, place: { entity, path: [] } });
  }

  /** The node of a Service; one of its own where there is none. */
  private serviceNamed({ namespace, name }: NamespacedName): string {
    const host = `${name}.${namespace}.svc.${this.mesh.config.clusterDomain}`;
    const service = this.mesh.servicesWithHost(host).find(({ registry }) => registry === 'Kubernetes');
    if (service !== undefined) return serviceId(service);
    const id = `missing ${namespace} ${name}`;
    this.addMissing(id, name, 'no such Service given', namespace);
    return id;
  }

  /** The node that a destination is; one of its own where it leads to nothing. */
  private destination({ host, subset = '' }: Destination, namespace: string): string {
    const service = this.mesh.host(host, namespace);
    if (service === undefined) {
      const id = `missing ${namespace} ${host}`;
      this.addMissing(id, host, 'no such host given', namespace);
      return id;
    }
    if (subset === '') return serviceId(service);
    const id = subsetId(service, subset);
    if (!this.nodes.has(id)) this.addMissing(id, subset, `no such subset of ${shortName(service)}`, service.namespace);
    return id;
  }

  private addMissing(id: string, name: string, caption: string, namespace: string): void {
    this.nodes.set(id, { id, kind: 'missing', namespace, name, caption, lines: [], place: undefined });
  }

  private connect(from: string, to: string, kind: EdgeKind, line = ''): void {
    const key = `${from}\n${to}\n${kind}`;
    let edge = this.edges.get(key);
    if (edge === undefined) {
      edge = { from, to, kind, lines: [] };
      this.edges.set(key, edge);
    }
    if (line !== '' && !edge.lines.includes(line)) edge.lines.push(line);
  }

  /** `reviews.web`, for a Service. */
  private shortHost(host: string): string {
    const suffix = `.svc.${this.mesh.config.clusterDomain}`;
    return host.endsWith(suffix) ? host.slice(0, -suffix.length) : host;
  }
}

/** `web/a` as hosts are written. */
function asHost(qualified: string): string {
  return qualified.split('/').reverse().join('.');
}

function shortName(service: MeshService | KubernetesService): string {
  return service.registry === 'Kubernetes' ? service.entity.id.name : service.host;
}

/** Who makes what stands in no file. */
function madeBy(kind: string, { derived }: Entity): string {
  return derived === undefined ? kind : `${kind}, by ${derived.by}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
