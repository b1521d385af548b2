import type { JsonMap } from '../../kube/json';
import { type LabelSelector, matchesSelector } from '../../kube/label-selector';
import { labelValue, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { listOf, structOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';

/** Key, operator and values of a requirement; nodes know two operators more. */
export function checkRequirement(
  rule: Rule,
  at: Path,
  { key, operator, values }: JsonMap,
  report: Report,
  { ofNodes = false, anyValue = false } = {},
): void {
  const place = at.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (listOf(values).length === 0) {
        report.required(rule, place, "must be specified when `operator` is 'In' or 'NotIn'");
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (listOf(values).length > 0) {
        report.forbidden(rule, place, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      }
      break;
    default:
      if (!ofNodes || (operator !== 'Gt' && operator !== 'Lt')) {
        report.invalid(rule, at.child('operator'), textOf(operator), 'not a valid selector operator');
      } else if (listOf(values).length !== 1) {
        report.required(rule, place, "must be specified single value when `operator` is 'Lt' or 'Gt'");
      }
  }
  report.invalidEach(rule, at.child('key'), textOf(key), qualifiedName(textOf(key)));
  if (anyValue) return;
  for (const [index, value] of textsOf(values).entries()) {
    report.invalidEach(rule, place.child(index), value, labelValue(value));
  }
}

/** A requirement of a label selector. */
export const checkLabelRequirement: Check = (requirement, at, { report }) => {
  checkRequirement('K8S_SELECTOR', at, requirement, report);
};

/** Whether a selector selects everything. */
export function isEmptySelector({ matchLabels, matchExpressions }: JsonMap): boolean {
  return Object.keys(structOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0;
}

/** Whether a selector selects labels. */
export function selects(selector: JsonMap, labels: unknown): boolean {
  return matchesSelector(structOf(labels) as Readonly<Record<string, string>>, selector as LabelSelector);
}
