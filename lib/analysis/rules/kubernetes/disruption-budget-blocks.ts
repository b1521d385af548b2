import { describeId } from '../../../world/entity';
import { POD_DISRUPTION_BUDGET } from '../../../world/kinds';
import type { PodDisruptionBudgetSpec } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';
import type { Rule } from '../../rule';

const example = (least: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: reviews, namespace: shop}
spec: {minAvailable: ${least}, selector: {matchLabels: {app: reviews}}}
`;

export const disruptionBudgetBlocks: Rule = {
  id: 'K8S_DISRUPTION_BUDGET_BLOCKS',
  severity: 'warning',
  kinds: [POD_DISRUPTION_BUDGET],
  docs: {
    says: 'a PodDisruptionBudget that lets no pod be evicted',
    why: 'A node with such a pod cannot be drained: upgrades of nodes and the cluster autoscaler wait until they give up.',
    fix: 'Allow one pod to be missing (`maxUnavailable: 1`), and run more than one.',
    symptoms: ['Cannot evict pod as it would violate the disruption budget', 'drain hangs'],
    see: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
    wrong: example('100%'),
    right: example('50%'),
  },

  check({ given: world }, report) {
    const known = new Map<readonly Workload[], number | undefined>();
    const podsOf = (workloads: readonly Workload[]) => {
      if (!known.has(workloads)) known.set(workloads, leastPods(workloads));
      return known.get(workloads);
    };
    for (const budget of world.all(POD_DISRUPTION_BUDGET)) {
      const { selector = {}, minAvailable, maxUnavailable } = budget.spec;
      const workloads = world.selectedBy(budget.id.namespace, selector);
      const pods = podsOf(workloads);
      if (pods === undefined || pods === 0) continue;
      if (allowed(budget.spec, pods) > 0) continue;
      const field = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
      report(budget, ['spec', field], {
        message: `${field} ${minAvailable ?? maxUnavailable} of ${pods === 1 ? '1 pod' : `${pods} pods`} lets none be evicted: nodes with them cannot be drained`,
        fix: pods === 1 ? 'run two pods, or leave the budget out' : 'write maxUnavailable: 1',
        related: workloads.slice(0, 5).map(({ entity, replicas, scaling }) => {
          const count = scaling?.least ?? replicas;
          const least = scaling === undefined ? '' : 'at least ';
          return {
            entity,
            path: ['spec', 'replicas'],
            message: `${describeId(entity.id)} has ${least}${count === 1 ? '1 pod' : `${count} pods`}`,
          };
        }),
      });
    }
  },
};

/** How many pods workloads have at least; undefined where that is not known. */
function leastPods(workloads: readonly Workload[]): number | undefined {
  // Those that are started when something asks for them have none to be evicted, or as many as it takes.
  const counts = workloads.map(({ replicas, scaling }) =>
    scaling === undefined ? replicas : scaling.least || undefined,
  );
  return counts.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
}

/** How many pods of all may be evicted. */
function allowed({ minAvailable, maxUnavailable }: PodDisruptionBudgetSpec, pods: number): number {
  if (maxUnavailable !== undefined) return share(maxUnavailable, pods);
  return minAvailable === undefined ? 1 : pods - share(minAvailable, pods);
}

/** A number, or a percentage of pods, which is rounded up. */
function share(value: number | string, pods: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) / 100) * pods);
}
