import type { AuthorizationPolicySpec, Rule as PolicyRule } from '../../../../imports/security.istio.io';
import { namedPort } from '../../../mesh/endpoints';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { MeshPort } from '../../../mesh/services';
import type { FieldPath } from '../../../model/finding';
import type { Sound } from '../../../world/entity';
import { AUTHORIZATION_POLICY } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import type { World } from '../../../world/world';
import { selectedPods } from '../../traffic/membership';

/** A rule of an AuthorizationPolicy, and where it stands. */
export interface PolicyRuleAt {
  readonly entity: Sound<AuthorizationPolicySpec>;
  readonly rule: PolicyRule;
  readonly path: FieldPath;
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
}

/** Every rule of every AuthorizationPolicy that stands in a file. */
export function* policyRulesIn(given: World): Generator<PolicyRuleAt> {
  for (const entity of given.all(AUTHORIZATION_POLICY)) {
    const action = (entity.spec.action ?? 'ALLOW') as PolicyRuleAt['action'];
    for (const [index, rule] of (entity.spec.rules ?? []).entries())
      yield { entity, rule, path: ['spec', 'rules', index], action };
  }
}

/** Whether a policy is for what it names, such as a waypoint, and not for the pods that it selects. */
function isTargeted({ targetRef, targetRefs = [] }: AuthorizationPolicySpec): boolean {
  return targetRef !== undefined || targetRefs.length > 0;
}

/** Pods that enforce a policy, by what they are. */
export interface Enforcers {
  readonly sidecars: readonly Workload[];
  readonly gateways: readonly Workload[];
  readonly ambient: readonly Workload[];
}

const NOBODY: Enforcers = { sidecars: [], gateways: [], ambient: [] };
const known = perMesh(() => new Map<Sound<AuthorizationPolicySpec>, Enforcers>());

/** The pods that a policy with a selector, or for all of a namespace, selects; of the root namespace, of all others. */
export function enforcersOf(mesh: Mesh, entity: Sound<AuthorizationPolicySpec>): Enforcers {
  const found = known(mesh).get(entity);
  if (found !== undefined) return found;
  const enforcers = isTargeted(entity.spec) ? NOBODY : selectedBy(mesh, entity);
  known(mesh).set(entity, enforcers);
  return enforcers;
}

function selectedBy(mesh: Mesh, entity: Sound<AuthorizationPolicySpec>): Enforcers {
  const labels = entity.spec.selector?.matchLabels ?? {};
  const isForAll = Object.keys(labels).length === 0;
  // A policy of the whole mesh is for too many to be judged by what some of them are.
  if (isForAll && entity.id.namespace === mesh.config.rootNamespace) return NOBODY;
  const selected = isForAll
    ? { kind: 'pods', workloads: mesh.world.workloadsIn(entity.id.namespace) }
    : selectedPods(mesh, entity, labels);
  const workloads = selected.kind === 'pods' && 'workloads' in selected ? selected.workloads : [];
  const of = (kind: string) => workloads.filter((workload) => mesh.proxyOf(workload).kind === kind);
  return { sidecars: of('sidecar'), gateways: of('gateway'), ambient: of('ambient') };
}

/** A port that pods listen on, as a Service leads there. */
export interface Inbound {
  readonly port: number;
  readonly of: MeshPort;
}

/** The ports of pods that Services lead to; of several Services of a port the oldest counts. */
export function inboundOf(mesh: Mesh, workload: Workload): readonly Inbound[] {
  const found = new Map<number, MeshPort>();
  for (const service of mesh.servicesSelecting(mesh.proxyOf(workload))) {
    for (const each of service.ports) {
      const port = typeof each.targetPort === 'number' ? each.targetPort : namedPort(workload, each.targetPort);
      if (port !== undefined && each.class !== 'udp' && !found.has(port)) found.set(port, each);
    }
  }
  return [...found].map(([port, of]) => ({ port, of }));
}
