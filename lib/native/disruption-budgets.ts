import { checkCountOrPercent } from './counts';
import { At, type Issues } from './field';
import { fields, isMissing, text } from './json';
import { checkLabelSelector } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a PodDisruptionBudget.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function checkDisruptionBudget(object: Fields, issues: Issues): void {
  const at = At.root.child('spec');
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = fields(object.spec);
  if (!isMissing(minAvailable) && !isMissing(maxUnavailable)) {
    const detail = 'minAvailable and maxUnavailable cannot be both set';
    issues.invalid('K8S_DISRUPTION_BUDGET', at, object.spec, detail);
  }
  checkCountOrPercent('K8S_DISRUPTION_BUDGET', at.child('minAvailable'), minAvailable, 0, issues);
  checkCountOrPercent('K8S_DISRUPTION_BUDGET', at.child('maxUnavailable'), maxUnavailable, 0, issues);
  checkLabelSelector(at.child('selector'), selector, issues);
  const policy = text(unhealthyPodEvictionPolicy);
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy && !policies.includes(policy)) {
    issues.unsupported('K8S_DISRUPTION_BUDGET', at.child('unhealthyPodEvictionPolicy'), policy, policies);
  }
}
