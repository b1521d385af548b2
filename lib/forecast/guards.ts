import { CONTROL_PORTS } from '../chaosblade-catalogue/control-ports';
import { SYSTEM_NAMESPACES } from '../chaosblade-catalogue/system-namespaces';
import { type Experiment, isInPods } from '../experiments/experiments';
import { matchesSelector } from '../kube/label-selector';
import type { Mesh } from '../mesh/mesh';
import { CANARY, HORIZONTAL_POD_AUTOSCALER, POD_DISRUPTION_BUDGET } from '../world/kinds';
import type { Workload } from '../world/workload';
import type { Effect } from './effect';
import type { Hit, Hits } from './hits';
import { probesHit } from './probes';

/** What an experiment must not touch, and what else has an eye on what it touches. */
export function guardsOf(
  mesh: Mesh,
  experiment: Experiment,
  effect: Effect,
  { workloads, nodes }: Hits,
): readonly string[] {
  return [
    ...(nodes.length > 0 ? [controlWords()] : []),
    ...(isInPods(experiment) ? [] : ['everything that runs on the node is hit, whatever its namespace']),
    ...workloads
      .filter(({ workload }) => SYSTEM_NAMESPACES.has(workload.namespace))
      .map(({ workload }) => `${nameOf(workload)} is part of what everything depends on`),
    ...(effect.kind === 'gone' ? workloads.flatMap((hit) => budgetsOf(mesh, hit)) : []),
    ...probesHit(mesh, effect, workloads),
    ...workloads.flatMap(({ workload }) => canariesOf(mesh, workload)),
    ...workloads.flatMap(({ workload }) => autoscalersOf(mesh, workload, experiment)),
  ];
}

function controlWords(): string {
  const ports = CONTROL_PORTS.map(({ number, who }) => `${number} (${who})`).join(', ');
  return `ports ${ports} of the node: whoever is to undo it comes that way`;
}

/** ChaosBlade deletes pods, it does not evict them: nobody asks their budgets. */
function budgetsOf({ world }: Mesh, { workload, pods, share }: Hit): readonly string[] {
  return world
    .all(POD_DISRUPTION_BUDGET)
    .filter(
      ({ id, spec }) =>
        id.namespace === workload.namespace &&
        spec.selector !== undefined &&
        matchesSelector(workload.labels, spec.selector),
    )
    .map(({ id, spec }) => {
      const name = `PodDisruptionBudget ${id.name} of ${nameOf(workload)}`;
      const down = pods === undefined || share === undefined ? undefined : Math.ceil(pods * share);
      const allowed = pods === undefined ? undefined : allowedDown(pods, spec);
      if (down === undefined || allowed === undefined) return `${name} is not asked: ChaosBlade does not evict pods`;
      return down > allowed
        ? `${name} lets ${allowed} of ${pods} pods be down, and ${down} are hit: ChaosBlade does not ask it`
        : `${name} lets ${allowed} of ${pods} pods be down: while ${down} are, no node can be drained of the others`;
    });
}

function allowedDown(
  pods: number,
  { minAvailable, maxUnavailable }: { readonly minAvailable?: unknown; readonly maxUnavailable?: unknown },
): number | undefined {
  const least = countOf(minAvailable, pods);
  if (least !== undefined) return Math.max(0, pods - least);
  return countOf(maxUnavailable, pods);
}

/** Percentages are rounded up. */
function countOf(value: unknown, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : Math.ceil((Number(percent) * pods) / 100);
}

function canariesOf({ given }: Mesh, { namespace, name, entity }: Workload): readonly string[] {
  return given
    .all(CANARY)
    .filter(
      ({ id, spec }) =>
        id.namespace === namespace &&
        spec.targetRef?.kind === entity.id.kind &&
        [spec.targetRef.name, `${spec.targetRef.name}-primary`].includes(name),
    )
    .map(({ id }) => `Canary ${id.namespace}/${id.name}: a release meanwhile is judged by what the experiment does`);
}

function autoscalersOf(
  { given }: Mesh,
  { namespace, name, entity }: Workload,
  { target }: Experiment,
): readonly string[] {
  if (target !== 'cpu' && target !== 'mem') return [];
  return given
    .all(HORIZONTAL_POD_AUTOSCALER)
    .filter(
      ({ id, spec }) =>
        id.namespace === namespace &&
        spec.scaleTargetRef?.kind === entity.id.kind &&
        spec.scaleTargetRef?.name === name,
    )
    .map(
      ({ id }) =>
        `HorizontalPodAutoscaler ${id.namespace}/${id.name} takes the load for one of requests, and adds pods`,
    );
}

function nameOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}
