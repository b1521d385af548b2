import type { At, Issues } from './field';
import { entries, fields, isEmptyList, isEmptyMap, isMissing, isObject, items, text, textItems, texts } from './json';
import { labelValue, qualifiedName } from './names';
import type { Rule } from './rules';

/** Checks keys and values of labels, or of a selector that is a map. */
export function checkLabels(rule: Rule, at: At, labels: unknown, issues: Issues): void {
  for (const [key, value] of texts(labels)) {
    issues.invalidEach(rule, at.inside(key), key, qualifiedName(key));
    issues.invalidEach(rule, at.inside(key), value, labelValue(value));
  }
}

/**
 * Checks a selector with `matchLabels` and `matchExpressions`.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function checkLabelSelector(at: At, selector: unknown, issues: Issues): void {
  const { matchLabels, matchExpressions } = fields(selector);
  checkLabels('K8S_SELECTOR', at.child('matchLabels'), matchLabels, issues);
  for (const [index, expression] of items(matchExpressions).entries()) {
    if (!isObject(expression)) continue;
    const place = at.child('matchExpressions').index(index);
    checkOperator('K8S_SELECTOR', place, expression, issues);
    for (const [valueIndex, value] of textItems(expression.values)) {
      issues.invalidEach('K8S_SELECTOR', place.child('values').index(valueIndex), value, labelValue(value));
    }
  }
}

/** Checks key, operator and number of values of a requirement; nodes know two operators more. */
export function checkOperator(
  rule: Rule,
  at: At,
  { key, operator, values }: Readonly<Record<string, unknown>>,
  issues: Issues,
  node = false,
): void {
  const name = text(operator);
  if (name === 'In' || name === 'NotIn') {
    if (isEmptyList(values)) {
      issues.required(rule, at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'");
    }
  } else if (name === 'Exists' || name === 'DoesNotExist') {
    if (items(values).length > 0) {
      issues.forbidden(rule, at.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (node && (name === 'Gt' || name === 'Lt')) {
    if (isMissing(values) || (Array.isArray(values) && values.length !== 1)) {
      issues.required(rule, at.child('values'), "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else if (name !== undefined) {
    issues.invalid(rule, at.child('operator'), name, 'not a valid selector operator');
  }
  const keyText = text(key);
  if (keyText !== undefined) issues.invalidEach(rule, at.child('key'), keyText, qualifiedName(keyText));
}

/** Whether a selector selects everything. */
export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = fields(selector);
  return isObject(selector) && isEmptyMap(matchLabels) && isEmptyList(matchExpressions);
}

/** Whether a selector selects labels; `undefined` when one of both is malformed. */
export function selects(selector: unknown, labels: unknown): boolean | undefined {
  if (!isObject(selector) || (!isMissing(labels) && !isObject(labels))) return undefined;
  const values = new Map(texts(labels));
  const required = texts(selector.matchLabels);
  const expressions = items(selector.matchExpressions);
  if (values.size !== entries(labels).length || required.length !== entries(selector.matchLabels).length)
    return undefined;
  if (!required.every(([key, value]) => values.get(key) === value)) return false;
  for (const expression of expressions) {
    const { key, operator, values: wanted } = fields(expression);
    if (typeof key !== 'string') return undefined;
    const value = values.get(key);
    const listed = value !== undefined && items(wanted).includes(value);
    if (operator === 'In') {
      if (!listed) return false;
    } else if (operator === 'NotIn') {
      if (listed) return false;
    } else if (operator === 'Exists') {
      if (value === undefined) return false;
    } else if (operator === 'DoesNotExist') {
      if (value !== undefined) return false;
    } else {
      return undefined;
    }
  }
  return true;
}
