import { quote } from '../../kube/go';
import { checkDnsLabel, checkWildcardDomain } from '../domain-names';
import { checkExportTo } from '../export-to';
import type { Field } from '../field';
import type { Context } from '../kinds';
import { checkLabels } from '../labels';
import type { Report } from '../report';
import { checkSelector } from '../workload-selectors';
import { checkTrafficPolicy } from './traffic-policy';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export function checkDestinationRule(spec: Field, context: Context, report: Report): void {
  checkWildcardDomain(spec.get('host'), report);
  checkTrafficPolicy(spec.get('trafficPolicy'), context, report);
  const names = new Set<string>();
  for (const subset of spec.get('subsets').items()) {
    const name = subset.get('name');
    if (names.has(name.text)) {
      const what = `there are several subsets named ${quote(name.text)}`;
      report.refuse(name, what, 'give each a name of its own, or remove one');
    }
    names.add(name.text);
    checkDnsLabel(name, 'the name of a subset', report);
    checkLabels(subset.get('labels'), report);
    checkTrafficPolicy(subset.get('trafficPolicy'), context, report);
  }
  const selector = spec.get('workloadSelector');
  const { namespace } = context;
  checkExportTo(spec.get('exportTo'), { namespace, selective: selector.present }, report);
  checkSelector(selector, report);
}
