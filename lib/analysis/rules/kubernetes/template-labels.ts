import { isMap } from '../../../kube/json';
import { formatSelector, matchesSelector } from '../../../kube/label-selector';
import { ARGO_ROLLOUT } from '../../../world/kinds';
import { selectorOf } from '../../../world/label-selectors';
import { at, workloadOf } from '../../../world/workload';
import type { Rule } from '../../rule';

const example = (label: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: reviews, namespace: shop}
spec:
  strategy: {canary: {}}
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: ${label}}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
`;

export const templateLabels: Rule = {
  id: 'K8S_TEMPLATE_LABELS',
  severity: 'error',
  kinds: [ARGO_ROLLOUT],
  docs: {
    says: 'a Rollout of Argo whose selector does not match the labels of its own pods',
    why: 'The API server refuses this of a Deployment; of a Rollout the controller does: it is Degraded with InvalidSpec and has no pods.',
    fix: 'Give the template the labels that the selector asks for.',
    symptoms: ['InvalidSpec', 'Degraded', 'no pods'],
    see: 'https://argo-rollouts.readthedocs.io/en/stable/features/specification/',
    wrong: example('review'),
    right: example('reviews'),
  },

  check({ given: world }, report) {
    for (const entity of world.entitiesOf(ARGO_ROLLOUT)) {
      const workload = workloadOf(entity);
      const selector = at(entity.object, ['spec', 'selector']);
      if (entity.refused === true || workload === undefined || !isMap(selector)) continue;
      const read = selectorOf(selector);
      if (matchesSelector(workload.labels, read)) continue;
      report(entity, [...workload.template, 'metadata', 'labels'], {
        message: `the selector ${formatSelector(read)} does not match the labels of the pods: the Rollout has none (InvalidSpec)`,
        fix: 'give the template the labels that the selector asks for',
        related: [{ entity, path: ['spec', 'selector'], message: 'the selector' }],
      });
    }
  },
};
