import { LISTENERS_OF_ROUTES } from '../../mesh/api-attachments';
import { apiGatewaysOf } from '../../mesh/api-listeners';
import type { Mesh } from '../../mesh/mesh';
import { isApiGateway, isTargeting, type Targeting, targetsOf } from '../../mesh/policy-targets';
import { waypointOf } from '../../mesh/waypoints';
import type { Entity, Sound } from '../../world/entity';
import { kindKey } from '../../world/kind';
import { AUTHORIZATION_POLICY, ENVOY_FILTER, PROXY_CONFIG, REQUEST_AUTHENTICATION, SERVICE } from '../../world/kinds';

/** Which objects of a world say what they do to traffic: requests are simulated with them. */
export class Modelled {
  private gatewaysFound: ReadonlySet<string> | undefined;
  private routesFound: ReadonlySet<Entity> | undefined;

  constructor(private readonly mesh: Mesh) {}

  has(entity: Entity): boolean {
    switch (entity.id.group) {
      case 'gateway.networking.k8s.io':
        return this.hasOfGatewayApi(entity);
      case 'extensions.istio.io':
        return false;
      case 'networking.istio.io':
        return !EXTENSIONS.has(kindKey(entity.id));
      default:
        return (
          !POLICIES.has(kindKey(entity.id)) || entity.spec === undefined || this.hasPolicy(entity as Sound<Targeting>)
        );
    }
  }

  private hasOfGatewayApi(entity: Entity): boolean {
    const { kind, namespace, name } = entity.id;
    if (kind === 'Gateway') return this.gateways.has(`${namespace}/${name}`);
    return kind === 'GatewayClass' || kind === 'ReferenceGrant' || this.routes.has(entity);
  }

  /** What names a Service, or a waypoint, is enforced by waypoints. */
  private hasPolicy({ id, spec }: Sound<Targeting>): boolean {
    return (
      !isTargeting(spec) ||
      targetsOf(spec).every((target) => isApiGateway(target) && this.gateways.has(`${id.namespace}/${target.name}`))
    );
  }

  /** The Gateways that are simulated. */
  private get gateways(): ReadonlySet<string> {
    this.gatewaysFound ??= new Set(apiGatewaysOf(this.mesh.world).map(({ id }) => `${id.namespace}/${id.name}`));
    return this.gatewaysFound;
  }

  /** The routes of which every parent is simulated. */
  private get routes(): ReadonlySet<Entity> {
    this.routesFound ??= new Set(
      this.mesh.gatewayApiRoutes
        .filter(
          ({ entity, services, gateways }) =>
            entity.id.kind in LISTENERS_OF_ROUTES &&
            gateways.every((each) => this.gateways.has(each)) &&
            !services.some((each) => this.isBehindWaypoint(each)),
        )
        .map(({ entity }) => entity),
    );
    return this.routesFound;
  }

  private isBehindWaypoint(service: string): boolean {
    const [namespace = '', name = ''] = service.split('/');
    const entity = this.mesh.world.get(SERVICE, { namespace, name });
    return entity !== undefined && waypointOf(entity, this.mesh.world) !== undefined;
  }
}

const EXTENSIONS = new Set([ENVOY_FILTER, PROXY_CONFIG].map(kindKey));
const POLICIES = new Set([AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION].map(kindKey));
