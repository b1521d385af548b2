import { isMap } from '../../kube/json';
import type { Mesh } from '../../mesh/mesh';
import { perMesh } from '../../mesh/per-mesh';
import { GATEWAY_NAME } from '../../mesh/policy-targets';
import type { Entity, Labels } from '../../world/entity';
import { GATEWAY_API_GATEWAY } from '../../world/kinds';
import { at, textsOf } from '../../world/workload';

/** A Gateway that Istio makes pods for. */
export interface ApiGateway {
  readonly entity: Entity;
  /** Of the pods. */
  readonly labels: Labels;
  readonly isWaypoint: boolean;
}

const CLASSES = new Set(['istio', 'istio-remote', 'istio-waypoint', 'istio-east-west']);

/** The Gateways of the Gateway API that Istio makes pods for. */
export const apiGateways = perMesh(({ given }: Mesh): readonly ApiGateway[] =>
  given.entitiesOf(GATEWAY_API_GATEWAY).flatMap((entity) => {
    const ofClass = at(entity.object, ['spec', 'gatewayClassName']);
    if (typeof ofClass !== 'string' || !CLASSES.has(ofClass)) return [];
    const infrastructure = at(entity.object, ['spec', 'infrastructure']);
    return {
      entity,
      labels: {
        ...textsOf(isMap(infrastructure) ? infrastructure.labels : undefined),
        [GATEWAY_NAME]: entity.id.name,
        'gateway.networking.k8s.io/gateway-class-name': ofClass,
        'istio.io/gateway-name': entity.id.name,
      },
      isWaypoint: ofClass === 'istio-waypoint',
    };
  }),
);
