import { quote } from '../../kube/go';
import { checkDnsLabel, checkWildcardDomain } from '../domain-names';
import { checkExportTo } from '../export-to';
import type { Field } from '../field';
import type { Context } from '../kinds';
import { checkLabels } from '../labels';
import { onceFor } from '../once';
import type { Report } from '../report';
import { checkSelector } from '../workload-selectors';
import { checkTrafficPolicy } from './traffic-policy';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export function checkDestinationRule(spec: Field, { namespace }: Context, report: Report): void {
  checkWildcardDomain(spec.get('host'), report);
  checkTrafficPolicy(spec.get('trafficPolicy'), namespace, report);
  checkSubsets(spec.get('subsets'), namespace, report);
  const selector = spec.get('workloadSelector');
  checkExportTo(spec.get('exportTo'), { namespace, selective: selector.present }, report);
  checkSelector(selector, report);
}

const checkSubsets = onceFor((subsets, namespace, report) => {
  const names = new Set<string>();
  for (const subset of subsets.items()) {
    const name = subset.get('name');
    if (names.has(name.text)) {
      const what = `there are several subsets named ${quote(name.text)}`;
      report.refuse(name, what, 'give each a name of its own, or remove one');
    }
    names.add(name.text);
    checkDnsLabel(name, 'the name of a subset', report);
    subset.check('labels', checkLabels, report);
    checkTrafficPolicy(subset.get('trafficPolicy'), namespace, report);
  }
});
