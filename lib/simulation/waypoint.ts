import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { isForService } from '../mesh/gateway-api';
import { fullName, isWithin } from '../mesh/host-names';
import type { isTargeting } from '../mesh/policy-targets';
import type { MeshProxy } from '../mesh/proxies';
import { byAction } from '../mesh/server-policies';
import { type MeshService, portOf } from '../mesh/services';
import { MESH_GATEWAY } from '../mesh/virtual-services';
import { isForWaypoint, isWaypoint, trafficOf, waypointOf } from '../mesh/waypoints';
import { describeId, type Entity, type Place, type Sound } from '../world/entity';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  ENVOY_FILTER,
  REQUEST_AUTHENTICATION,
  TRAFFIC_EXTENSION,
  WASM_PLUGIN,
} from '../world/kinds';
import { enforce } from './authorization';
import { normalized } from './paths';
import type { Request } from './request';
import { nameOf, type Stop, type Walk } from './walk';

/**
 * The waypoint that takes requests of clients in ambient mode to a service. Where the one that is named is none, or for
 * something else, ztunnels pass it by; where it may stand elsewhere, what it does is not known.
 */
export function waypointBefore(walk: Walk, { entity: service }: MeshService): Entity | undefined {
  const { mesh, trail } = walk;
  const id = waypointOf(service, mesh.world);
  if (id === undefined) return undefined;
  const place = { entity: service, path: ['metadata', 'labels'] };
  const gateway = mesh.world.get(id, id);
  if (gateway === undefined) {
    // It may have been made by a command.
    if (mesh.world.settings.complete === true && mesh.world.exists(id) === 'no')
      trail.add('host', `waypoint ${id.namespace}/${id.name} is not there: requests go on without it`, place);
    else
      walk.doubt(
        `waypoint ${id.namespace}/${id.name} stands before ${nameOf({ entity: service })}, and is not among the files`,
        place,
      );
    return undefined;
  }
  const traffic = trafficOf(gateway);
  const why = !isWaypoint(gateway)
    ? 'is no waypoint, as its class is another'
    : traffic === 'workload' || traffic === 'none'
      ? `is not for requests to Services (istio.io/waypoint-for: ${traffic})`
      : undefined;
  if (why === undefined) return gateway;
  trail.add('host', `${describeId(id)} ${why}: requests go on without it`, { entity: gateway, path: [] });
  return undefined;
}

/** Who pods take for the client of what comes through a waypoint. */
export function asClient({ id: { namespace, name } }: Entity): MeshProxy {
  return {
    ...{ kind: 'ambient', namespace, name, labels: {} },
    // The account that istiod makes has the name of the Gateway.
    serviceAccount: name,
    workload: undefined,
    assumed: undefined,
  };
}

/** What a waypoint makes of a request: an end by a policy, or nothing for what goes on. */
export function throughWaypoint(
  walk: Walk,
  service: MeshService,
  waypoint: Entity,
  request: Request,
): Stop | undefined {
  const { mesh, trail, call } = walk;
  const targets = { service: service.entity, waypoint, rootNamespace: mesh.config.rootNamespace };
  const name = `waypoint ${waypoint.id.namespace}/${waypoint.id.name}`;
  trail.add('host', `${name} takes requests to ${nameOf(service)}`, { entity: waypoint, path: [] });
  const isFor = ({ id, spec }: Sound<Parameters<typeof isTargeting>[0]>) => isForWaypoint(spec, id.namespace, targets);
  const filters = [ENVOY_FILTER, WASM_PLUGIN, TRAFFIC_EXTENSION, REQUEST_AUTHENTICATION].flatMap((kind) =>
    mesh.world.current<Parameters<typeof isTargeting>[0]>(kind).filter(isFor),
  );
  for (const entity of filters)
    walk.doubt(`${name} follows ${nameOf({ entity })}, which is not modelled`, { entity, path: ['spec'] });
  const policies = mesh.world.current(AUTHORIZATION_POLICY).filter(isFor);
  const isBytes = request.scheme !== 'http' || portOf(service, call.port)?.class !== 'http';
  for (const entity of policies.filter((each) => isBytes || asksForPort(each))) {
    walk.doubt(
      `${name} follows ${nameOf({ entity })}, of which ${isBytes ? 'only HTTP' : 'ports'} ${isBytes ? 'is' : 'are not'} modelled`,
      { entity, path: ['spec'] },
    );
  }
  const { namespace, serviceAccount } = call.from;
  const seen = isBytes ? undefined : { ...request, path: normalized(request.path, mesh.config.pathNormalization) };
  const attributes = {
    identity: { trustDomain: mesh.config.trustDomain, namespace, serviceAccount },
    sourceAddress: undefined,
    remoteAddress: undefined,
    port: call.port,
    sni: undefined,
    request: seen,
    claims: 'none' as const,
  };
  const stop = isBytes ? undefined : enforce(walk, byAction(policies), attributes, trail, 'envoy');
  // What a policy refuses meets no route.
  if (stop !== undefined) return stop;
  const routes = [...routesOf(walk, service)];
  for (const place of routes) walk.doubt(`${name} follows ${nameOf(place)}, which is not modelled`, place);
  if (filters.length + routes.length === 0)
    walk.assume(`${name} passes requests on as they are: no route, rule or filter is for it`, {
      entity: waypoint,
      path: [],
    });
  return undefined;
}

/** What says where requests to a service go from its waypoint, and how. */
function* routesOf({ mesh }: Walk, service: MeshService): Generator<Place> {
  for (const { entity, isOfRoutes, namespace, gateways } of mesh.virtualServicesCovering(service.host)) {
    if (isOfRoutes !== true && namespace === service.namespace && gateways.includes(MESH_GATEWAY))
      yield { entity, path: ['spec', 'hosts'] };
  }
  for (const route of mesh.gatewayApiRoutes) {
    if (isForService(route, service)) yield { entity: route.entity, path: ['spec', 'parentRefs'] };
  }
  for (const entity of mesh.world.current(DESTINATION_RULE)) {
    const { host, trafficPolicy } = entity.spec;
    const full = fullName(host, entity.id.namespace, mesh.config.clusterDomain);
    if (trafficPolicy !== undefined && isWithin(service.host, full)) yield { entity, path: ['spec', 'host'] };
  }
}

/** Whether a policy asks for ports or addresses, which are others at a waypoint than at the pods. */
function asksForPort({ spec: { rules = [] } }: Sound<AuthorizationPolicySpec>): boolean {
  return rules.some(
    ({ to = [], when = [] }) =>
      to.some(({ operation }) => operation?.ports !== undefined || operation?.notPorts !== undefined) ||
      when.some(({ key }) => key.startsWith('destination.') || key === 'connection.sni'),
  );
}
