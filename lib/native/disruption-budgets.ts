import { Path } from '../violation/path';
import { checkCountOrPercent } from './counts';
import { fields, isMissing, text } from './json';
import type { Report } from './rules';
import { checkLabelSelector } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a PodDisruptionBudget.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function checkDisruptionBudget(object: Fields, report: Report): void {
  const at = Path.ROOT.child('spec');
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = fields(object.spec);
  if (!isMissing(minAvailable) && !isMissing(maxUnavailable)) {
    const detail = 'minAvailable and maxUnavailable cannot be both set';
    report.invalid('K8S_DISRUPTION_BUDGET', at, object.spec, detail);
  }
  checkCountOrPercent('K8S_DISRUPTION_BUDGET', at.child('minAvailable'), minAvailable, 0, report);
  checkCountOrPercent('K8S_DISRUPTION_BUDGET', at.child('maxUnavailable'), maxUnavailable, 0, report);
  checkLabelSelector(at.child('selector'), selector, report);
  const policy = text(unhealthyPodEvictionPolicy);
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy && !policies.includes(policy)) {
    report.unsupported('K8S_DISRUPTION_BUDGET', at.child('unhealthyPodEvictionPolicy'), policy, policies);
  }
}
