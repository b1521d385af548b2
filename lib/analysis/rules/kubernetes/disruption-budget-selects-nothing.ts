import { formatSelector } from '../../../kube/label-selector';
import { POD_DISRUPTION_BUDGET } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import type { Rule } from '../../rule';
import { missed, selectsAll } from '../../selection';

const example = (app: string) => `
apiVersion: v1
kind: Pod
metadata: {name: reviews, namespace: shop, labels: {app: reviews}}
spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: reviews, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: ${app}}}}
`;

export const disruptionBudgetSelectsNothing: Rule = {
  id: 'K8S_DISRUPTION_BUDGET_SELECTS_NOTHING',
  severity: 'warning',
  kinds: [POD_DISRUPTION_BUDGET],
  docs: {
    says: 'a PodDisruptionBudget that selects no pod',
    why: 'It protects nothing: when nodes are drained, all pods that were meant may be stopped at the same time.',
    fix: 'Write the labels of the pod template into the selector.',
    symptoms: ['all pods evicted at once', 'ALLOWED DISRUPTIONS 0'],
    see: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
    wrong: example('review'),
    right: example('reviews'),
  },

  check({ given, world }, report) {
    for (const budget of given.all(POD_DISRUPTION_BUDGET)) {
      const { selector = {} } = budget.spec;
      const { namespace } = budget.id;
      if (selectsAll(selector) || !knowsPodsOf(world, namespace)) continue;
      if (world.selectsAny(namespace, selector)) continue;
      report(budget, ['spec', 'selector'], {
        message: `no pod of namespace ${namespace} matches ${formatSelector(selector)}: nothing is protected`,
        ...missed(world, namespace, selector),
      });
    }
  },
};
