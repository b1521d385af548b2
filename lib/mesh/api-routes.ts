import type { GRPCRouteSpec, HTTPRouteSpec, TLSRouteSpec } from '../../imports/gateway.networking.k8s.io';
import type { VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { Entity, Sound } from '../world/entity';
import { GRPC_ROUTE, HTTP_ROUTE, TLS_ROUTE } from '../world/kinds';
import type { World } from '../world/world';
import { type Attachment, Attachments } from './api-attachments';
import { ApiBackends } from './api-backends';
import { compareRanks, grpcRouteRules, httpRouteRules } from './api-route-rules';
import { byCreation } from './creation-order';
import type { HttpRule } from './delegates';
import type { MeshConfig } from './mesh-config';
import { isDiscovered } from './service-registry';
import { MESH_GATEWAY, type MeshVirtualService } from './virtual-services';
import { Visibility } from './visibility';

/**
 * What istiod makes of routes of the Gateway API: VirtualServices, one for each host of a listener, and one for each Service
 * that is asked for in the mesh. The rules of all routes for the same are put in one order.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 */
export function virtualServicesOfRoutes(world: World, config: MeshConfig): readonly MeshVirtualService[] {
  const maker = new Maker(world, config);
  const routesOf = <S>(kind: Parameters<World['current']>[0]) =>
    (world.current(kind) as readonly Sound<S>[])
      .filter(({ id }) => isDiscovered(world, config, id.namespace))
      .slice()
      .sort(byCreation);
  return [
    ...maker.joined(routesOf<HTTPRouteSpec>(HTTP_ROUTE), httpRouteRules),
    ...maker.joined(routesOf<GRPCRouteSpec>(GRPC_ROUTE), grpcRouteRules),
    ...routesOf<TLSRouteSpec>(TLS_ROUTE).flatMap((route) => maker.closed(route)),
  ];
}

/** What routes have in common that are joined. */
interface Group {
  readonly attachment: Attachment;
  readonly routes: { readonly route: Entity; readonly rules: readonly HttpRule[] }[];
}

type AnyRoute = HTTPRouteSpec | GRPCRouteSpec;

class Maker {
  private readonly attachments: Attachments;
  private readonly ofMesh: ApiBackends;
  private readonly ofGateways: ApiBackends;

  constructor(
    world: World,
    private readonly config: MeshConfig,
  ) {
    this.attachments = new Attachments(world, config);
    this.ofMesh = new ApiBackends(world, config, false);
    this.ofGateways = new ApiBackends(world, config, true);
  }

  /** Routes of requests, joined where they are for the same. */
  joined<S extends AnyRoute>(
    routes: readonly Sound<S>[],
    rulesOf: (route: Sound<S>, backends: ApiBackends) => readonly HttpRule[],
  ): readonly MeshVirtualService[] {
    const groups = new Map<string, Group>();
    for (const route of routes) {
      const made = new Map<ApiBackends, readonly HttpRule[]>();
      for (const attachment of this.attachments.of(route, route.spec)) {
        const backends = attachment.kind === 'mesh' ? this.ofMesh : this.ofGateways;
        const rules = made.get(backends) ?? rulesOf(route, backends);
        made.set(backends, rules);
        if (rules.length === 0) continue;
        const key = keyOf(attachment, route);
        const group = groups.get(key) ?? { attachment, routes: [] };
        groups.set(key, group);
        group.routes.push({ route, rules: rules.map((rule) => withPort(rule, attachment)) });
      }
    }
    return [...groups.values()].flatMap((group) => this.join(group));
  }

  /** A route of TLS that stays closed: one VirtualService for each thing that it is attached to. */
  closed(route: Sound<TLSRouteSpec>): readonly MeshVirtualService[] {
    const hostnames = (route.spec.hostnames ?? []).map((host) => host.toLowerCase());
    return this.attachments.of(route, route.spec).map((attachment): MeshVirtualService => {
      const isMesh = attachment.kind === 'mesh';
      const backends = isMesh ? this.ofMesh : this.ofGateways;
      const port = isMesh && attachment.port !== undefined ? { port: attachment.port } : {};
      const sniHosts = !isMesh ? [attachment.host] : hostnames.length === 0 ? [attachment.host] : hostnames;
      return {
        ...this.base(route, attachment),
        tls: route.spec.rules.map(({ backendRefs }, index) => ({
          rule: { match: [{ sniHosts, ...port }], route: backends.connections(route, backendRefs) },
          path: ['spec', 'rules', index],
        })),
      };
    });
  }

  private join({ attachment, routes }: Group): readonly MeshVirtualService[] {
    const [first] = routes;
    if (first === undefined) return [];
    // Sorting is stable: where nothing sets rules apart, the oldest route is asked first.
    const rules = routes.flatMap((each) => each.rules);
    const http = [...rules].sort((a, b) => compareRanks(a.ofRoute?.rank ?? [], b.ofRoute?.rank ?? []));
    return [{ ...this.base(first.route, attachment), http }];
  }

  private base(route: Entity, attachment: Attachment): MeshVirtualService {
    const { id } = route;
    const isMesh = attachment.kind === 'mesh';
    // A route beside the Service is for all who call it, one elsewhere for callers beside the route.
    const isForOwn = isMesh && attachment.namespace !== id.namespace;
    return {
      entity: route as unknown as Sound<VirtualServiceSpec>,
      isOfRoutes: true,
      namespace: id.namespace,
      name: id.name,
      hosts: [attachment.host],
      gateways: [isMesh ? MESH_GATEWAY : attachment.listener.key],
      visibility: Visibility.of(id.namespace, [isForOwn ? '.' : '*'], this.config.defaultVirtualServiceExportTo),
      http: [],
      tcp: [],
      tls: [],
      delegateProblems: [],
    };
  }
}

function keyOf(attachment: Attachment, { id }: Entity): string {
  if (attachment.kind === 'mesh') return `mesh ${id.namespace} ${attachment.port ?? ''} ${attachment.host}`;
  return `${attachment.listener.key} ${attachment.host}`;
}

/** A rule that is only for a port of the Service. */
function withPort(rule: HttpRule, attachment: Attachment): HttpRule {
  if (attachment.kind !== 'mesh' || attachment.port === undefined) return rule;
  return { ...rule, rule: { ...rule.rule, match: [{ port: attachment.port }] } };
}
