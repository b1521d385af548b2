import { isMap } from '../kube/json';
import { dnsSubdomain } from '../kube/names';
import { Path } from '../violation/path';
import { checkConditions, checkRule } from './admission-webhooks';
import { fields, isEmptyList, isMissing, items, text, textItems } from './json';
import type { Report } from './rules';
import { syntaxProblem } from './values/expressions';

const ACTIONS = ['Audit', 'Deny', 'Warn'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a ValidatingAdmissionPolicy.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function checkAdmissionPolicy(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const { failurePolicy, matchConstraints, matchConditions, validations, auditAnnotations } = fields(object.spec);
  const policy = text(failurePolicy);
  if (policy && policy !== 'Fail' && policy !== 'Ignore') {
    report.unsupported('K8S_ADMISSION_POLICY', at.child('failurePolicy'), policy, ['Fail', 'Ignore']);
  }
  const constraints = at.child('matchConstraints');
  if (isMissing(matchConstraints)) report.required('K8S_ADMISSION_POLICY', constraints);
  else if (isMap(matchConstraints)) {
    if (isEmptyList(matchConstraints.resourceRules)) {
      report.required('K8S_ADMISSION_POLICY', constraints.child('resourceRules'));
    }
    for (const [index, rule] of items(matchConstraints.resourceRules).entries()) {
      if (!isMap(rule)) continue;
      checkRule('K8S_ADMISSION_POLICY', constraints.child('resourceRules').child(index), rule, report);
    }
  }
  checkConditions('K8S_ADMISSION_POLICY', at.child('matchConditions'), matchConditions, report);
  if (isEmptyList(validations) && isEmptyList(auditAnnotations)) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    report.required('K8S_ADMISSION_POLICY', at.child('validations'), detail);
    report.required('K8S_ADMISSION_POLICY', at.child('auditAnnotations'), detail);
  }
  for (const [index, validation] of items(validations).entries()) {
    const expression = isMap(validation) ? text(validation.expression) : undefined;
    const place = at.child('validations').child(index).child('expression');
    if (expression?.trim() === '') report.required('K8S_ADMISSION_POLICY', place, 'expression is not specified');
    else if (expression !== undefined) {
      const problem = syntaxProblem(expression);
      if (problem !== undefined) report.invalid('K8S_ADMISSION_POLICY', place, expression, problem);
    }
  }
}

/**
 * Checks a ValidatingAdmissionPolicyBinding.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions
 */
export function checkPolicyBinding(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const { policyName, validationActions } = fields(object.spec);
  const name = text(policyName);
  if (name === '') report.required('K8S_ADMISSION_POLICY', at.child('policyName'));
  else if (name !== undefined) {
    report.invalidEach('K8S_ADMISSION_POLICY', at.child('policyName'), name, dnsSubdomain(name));
  }
  const place = at.child('validationActions');
  if (isEmptyList(validationActions)) report.required('K8S_ADMISSION_POLICY', place);
  const actions = new Set<string>();
  for (const [index, action] of textItems(validationActions)) {
    if (!ACTIONS.includes(action)) report.unsupported('K8S_ADMISSION_POLICY', place.child(index), action, ACTIONS);
    if (actions.has(action)) report.duplicate('K8S_ADMISSION_POLICY', place.child(index), action);
    actions.add(action);
  }
  if (actions.has('Deny') && actions.has('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    report.invalid('K8S_ADMISSION_POLICY', place, validationActions, detail);
  }
}
