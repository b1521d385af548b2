import { isMap } from '../kube/json';
import { labelValue, qualifiedName } from '../kube/names';
import type { Path } from '../violation/path';
import { fields, isEmptyList, isMissing, items, text, textItems, texts } from './json';
import type { Report, Rule } from './rules';

/** Checks keys and values of labels, or of a selector that is a map. */
function checkLabels(rule: Rule, at: Path, labels: unknown, report: Report): void {
  for (const [key, value] of texts(labels)) {
    report.invalidEach(rule, at.inside(key), key, qualifiedName(key));
    report.invalidEach(rule, at.inside(key), value, labelValue(value));
  }
}

/**
 * Checks a selector with `matchLabels` and `matchExpressions`.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function checkLabelSelector(at: Path, selector: unknown, report: Report): void {
  const { matchLabels, matchExpressions } = fields(selector);
  checkLabels('K8S_SELECTOR', at.child('matchLabels'), matchLabels, report);
  for (const [index, expression] of items(matchExpressions).entries()) {
    if (!isMap(expression)) continue;
    const place = at.child('matchExpressions').child(index);
    checkOperator('K8S_SELECTOR', place, expression, report);
    for (const [valueIndex, value] of textItems(expression.values)) {
      report.invalidEach('K8S_SELECTOR', place.child('values').child(valueIndex), value, labelValue(value));
    }
  }
}

/** Checks key, operator and number of values of a requirement; nodes know two operators more. */
function checkOperator(
  rule: Rule,
  at: Path,
  { key, operator, values }: Readonly<Record<string, unknown>>,
  report: Report,
  node = false,
): void {
  const name = text(operator);
  if (name === 'In' || name === 'NotIn') {
    if (isEmptyList(values)) {
      report.required(rule, at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'");
    }
  } else if (name === 'Exists' || name === 'DoesNotExist') {
    if (items(values).length > 0) {
      report.forbidden(rule, at.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (node && (name === 'Gt' || name === 'Lt')) {
    if (isMissing(values) || (Array.isArray(values) && values.length !== 1)) {
      report.required(rule, at.child('values'), "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else if (name !== undefined) {
    report.invalid(rule, at.child('operator'), name, 'not a valid selector operator');
  }
  const keyText = text(key);
  if (keyText !== undefined) report.invalidEach(rule, at.child('key'), keyText, qualifiedName(keyText));
}
