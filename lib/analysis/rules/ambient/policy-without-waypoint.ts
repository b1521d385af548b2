import type { Mesh } from '../../../mesh/mesh';
import type { MeshService } from '../../../mesh/services';
import { waypointOf } from '../../../mesh/waypoints';
import { describeId } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import {
  AUTHORIZATION_POLICY,
  ENVOY_FILTER,
  REQUEST_AUTHENTICATION,
  SERVICE,
  SERVICE_ENTRY,
  TELEMETRY,
  WASM_PLUGIN,
} from '../../../world/kinds';
import { istio } from '../../examples';
import type { Rule } from '../../rule';
import { ambient, WITH_WAYPOINT, waypoint } from './example';

const POLICY = istio(
  'AuthorizationPolicy',
  'reviews',
  'targetRefs: [{group: "", kind: Service, name: reviews}]\nrules: [{to: [{operation: {methods: [GET]}}]}]',
);

interface TargetRef {
  readonly kind: string;
  readonly name: string;
}

/** What may name its targets, as far as it is read here. */
interface Targeting {
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

const KINDS: readonly Kind<unknown>[] = [
  ...[AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN, ENVOY_FILTER],
];

export const policyWithoutWaypoint: Rule = {
  id: 'AMBIENT_POLICY_WITHOUT_WAYPOINT',
  severity: 'error',
  kinds: KINDS,
  docs: {
    says: 'a policy for a Service that has no waypoint',
    why: 'What names a Service in `targetRefs` is for the waypoint of the Service. Sidecars and ztunnels do not look at it: without a waypoint nobody enforces the policy, and everybody gets in.',
    fix: 'Add a waypoint, with the label `istio.io/use-waypoint` on the namespace or the Service; or select the pods.',
    symptoms: ['200 instead of 403', 'a policy has no effect', '200 without a token'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/#targeting-policies-or-routing-rules',
    wrong: ambient('', POLICY),
    right: ambient(WITH_WAYPOINT, waypoint(), POLICY),
  },

  check(mesh, report) {
    for (const kind of KINDS) {
      for (const entity of mesh.given.all(kind)) {
        const { targetRef, targetRefs = [] } = entity.spec as Targeting;
        for (const [index, ref] of (targetRef === undefined ? targetRefs : [targetRef]).entries()) {
          const service = serviceOf(mesh, ref, entity.id.namespace);
          if (service === undefined || waypointOf(service.entity, mesh.given) !== undefined) continue;
          const path = targetRef === undefined ? ['spec', 'targetRefs', index] : ['spec', 'targetRef'];
          report(entity, path, {
            // The label may be set where the namespace is described.
            ...(mesh.given.describes(entity.id.namespace) ? {} : { severity: 'note' }),
            message: `${describeId(service.entity.id)} has no waypoint: nobody looks at this ${entity.id.kind}`,
            fix: 'label the namespace or the Service with istio.io/use-waypoint, or select the pods',
            related: [{ entity: service.entity, path: ['metadata', 'name'], message: 'has no waypoint' }],
          });
        }
      }
    }
  },
};

function serviceOf(mesh: Mesh, { kind, name }: TargetRef, namespace: string): MeshService | undefined {
  if (kind !== SERVICE.kind && kind !== SERVICE_ENTRY.kind) return undefined;
  return mesh.services.find(({ entity: { id } }) => id.kind === kind && id.name === name && id.namespace === namespace);
}
