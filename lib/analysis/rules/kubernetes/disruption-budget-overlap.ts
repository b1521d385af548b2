import { groupBy } from '../../../kube/group-by';
import { describeId, type Entity } from '../../../world/entity';
import { POD_DISRUPTION_BUDGET } from '../../../world/kinds';
import type { Rule } from '../../rule';

const example = (version: string) => `
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews, version: v1}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ratings, namespace: shop, labels: {app: ratings, version: v2}}
spec: {containers: [{name: ratings, image: example.com/ratings:1.0.0}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: of-reviews, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: reviews}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: of-version, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {version: ${version}}}}
`;

export const disruptionBudgetOverlap: Rule = {
  id: 'K8S_DISRUPTION_BUDGET_OVERLAP',
  severity: 'error',
  kinds: [POD_DISRUPTION_BUDGET],
  docs: {
    says: 'two PodDisruptionBudgets that select the same pod',
    why: 'The pod cannot be evicted at all: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support". Nodes with it cannot be drained.',
    fix: 'Make the selectors disjoint, or keep one budget.',
    symptoms: ['more than one PodDisruptionBudget', 'drain hangs'],
    see: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors',
    wrong: example('v1'),
    right: example('v2'),
  },

  check({ given: world }, report) {
    // Budgets with the same selector select the same: they are compared with others only once.
    const bySelection = groupBy(
      [...world.current(POD_DISRUPTION_BUDGET)].sort(byId),
      ({ id, spec: { selector = {} } }) => world.selectedBy(id.namespace, selector),
    );
    const budgets = new Map<Entity, Entity>();
    for (const [workloads, [first, ...others]] of bySelection) {
      const [workload] = workloads;
      if (first === undefined || workload === undefined) continue;
      for (const other of others) tell(first, other, workload.entity);
      const known = workloads.find(({ entity }) => budgets.has(entity));
      const before = known === undefined ? undefined : budgets.get(known.entity);
      if (known !== undefined && before !== undefined) tell(before, first, known.entity);
      for (const { entity } of workloads) if (!budgets.has(entity)) budgets.set(entity, first);
    }

    function tell(first: Entity, other: Entity, workload: Entity): void {
      if (!world.together(first, other)) return;
      report(other, ['spec', 'selector'], {
        message: `pods of ${describeId(workload.id)} are selected by ${describeId(first.id)}, too: they cannot be evicted at all`,
        fix: 'make the selectors disjoint, or keep one of the two',
        related: [{ entity: first, path: ['spec', 'selector'], message: 'the other budget' }],
      });
    }
  },
};

function byId(a: Entity, b: Entity): number {
  return a.key < b.key ? -1 : 1;
}
