import { checkConditions, checkRule } from './admission-webhooks';
import { At, type Issues } from './field';
import { fields, isEmptyList, isMissing, isObject, items, text } from './json';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a ValidatingAdmissionPolicy.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function checkAdmissionPolicy(object: Fields, issues: Issues): void {
  if (!isMissing(object.spec) && !isObject(object.spec)) return;
  const at = At.root.child('spec');
  const { failurePolicy, matchConstraints, matchConditions, validations, auditAnnotations } = fields(object.spec);
  const policy = text(failurePolicy);
  if (policy && policy !== 'Fail' && policy !== 'Ignore') {
    issues.unsupported('K8S_ADMISSION_POLICY', at.child('failurePolicy'), policy, ['Fail', 'Ignore']);
  }
  const constraints = at.child('matchConstraints');
  if (isMissing(matchConstraints)) issues.required('K8S_ADMISSION_POLICY', constraints);
  else if (isObject(matchConstraints)) {
    if (isEmptyList(matchConstraints.resourceRules)) {
      issues.required('K8S_ADMISSION_POLICY', constraints.child('resourceRules'));
    }
    for (const [index, rule] of items(matchConstraints.resourceRules).entries()) {
      if (!isObject(rule)) continue;
      checkRule('K8S_ADMISSION_POLICY', constraints.child('resourceRules').index(index), rule, issues);
    }
  }
  checkConditions('K8S_ADMISSION_POLICY', at.child('matchConditions'), matchConditions, issues);
  if (isEmptyList(validations) && isEmptyList(auditAnnotations)) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    issues.required('K8S_ADMISSION_POLICY', at.child('validations'), detail);
    issues.required('K8S_ADMISSION_POLICY', at.child('auditAnnotations'), detail);
  }
  for (const [index, validation] of items(validations).entries()) {
    if (isObject(validation) && text(validation.expression)?.trim() === '') {
      const place = at.child('validations').index(index).child('expression');
      issues.required('K8S_ADMISSION_POLICY', place, 'expression is not specified');
    }
  }
}
