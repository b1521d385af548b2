import { labelValue } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { structsOf, textOf, textsOf } from '../values/decoded';

/** Labels of nodes that have other names today. */
const OLD: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'deprecated since v1.22; use Taints and Tolerations instead'],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);

export function warnOfOldLabel(rule: Rule, at: Path, label: string, report: Report): void {
  const detail = OLD.get(label);
  if (detail !== undefined) report.warning(rule, at, detail);
}

/** Requirements of nodes: old labels, and values that no label can have. */
export function warnOfRequirements(at: Path, requirements: unknown, report: Report, checkValues = false): void {
  for (const [index, { key, values }] of structsOf(requirements).entries()) {
    const place = at.child(index);
    warnOfOldLabel('K8S_SCHEDULING', place.child('key'), textOf(key), report);
    for (const [position, value] of checkValues ? textsOf(values).entries() : []) {
      for (const problem of labelValue(value)) {
        report.warning('K8S_SCHEDULING', place.child('values').child(position), `${value} is invalid, ${problem}`);
      }
    }
  }
}
