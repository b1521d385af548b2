import { RESERVED_WORDS } from '../../cel/ast';
import { BOOL, NULL, STRING } from '../../cel/typing/type';
import type { JsonMap } from '../../kube/json';
import { dns1035Label, dnsSubdomain, pathSegment, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { checkAdmissionRule, checkResourceNames } from './admission-rules';
import { checkMatchConditions } from './match-conditions';
import { PolicyExpressions } from './policy-expressions';

const rule = 'K8S_ADMISSION_POLICY';

const MOST_ANNOTATIONS = 20;
const ANNOTATION_SIZE = 5 * 1024;
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const LINE_BREAK = /[\n\r]/;
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

/**
 * What a ValidatingAdmissionPolicy asks for.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const checkAdmissionPolicy: Check = (spec, at, { report, object }) => {
  const { paramKind, matchConstraints, matchConditions } = spec;
  const hasParams = isSet(paramKind);
  if (hasParams) checkParamKind(at.child('paramKind'), structOf(paramKind), report);
  const constraints = at.child('matchConstraints');
  if (!isSet(matchConstraints)) report.required(rule, constraints);
  else if (structsOf(structOf(matchConstraints).resourceRules).length === 0) {
    report.required(rule, constraints.child('resourceRules'));
  }
  checkMatchConditions(rule, at.child('matchConditions'), matchConditions, report, hasParams);
  const variables = structsOf(spec.variables);
  const expressions = new PolicyExpressions(rule, report, hasParams, variables.length > 0);
  for (const [index, variable] of variables.entries()) {
    checkVariable(at.child('variables').child(index), variable, expressions, report);
  }
  const validations = structsOf(spec.validations);
  const annotations = structsOf(spec.auditAnnotations);
  if (validations.length === 0 && annotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    report.required(rule, at.child('validations'), detail);
    report.required(rule, at.child('auditAnnotations'), detail);
    return;
  }
  for (const [index, validation] of validations.entries()) {
    checkValidation(at.child('validations').child(index), validation, expressions, report);
  }
  const name = textOf(structOf(object.metadata).name);
  checkAnnotations(at.child('auditAnnotations'), annotations, name, expressions, report);
};

/** As the API server reads `group/version`. */
function checkParamKind(at: Path, { apiVersion: given, kind: named }: JsonMap, report: Report): void {
  const apiVersion = textOf(given);
  const place = at.child('apiVersion');
  const [first = '', second, third] = apiVersion === '/' ? [''] : apiVersion.split('/');
  const [group, version] = second === undefined ? ['', first] : [first, second];
  if (apiVersion === '') report.required(rule, place);
  else if (third !== undefined) {
    report.invalid(rule, place, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  } else {
    if (group !== '') report.invalidEach(rule, place, group, joined(dnsSubdomain(group)));
    if (version === '') report.invalid(rule, place, apiVersion, 'version must be specified');
    else report.invalidEach(rule, place, version, joined(dns1035Label(version)));
  }
  const kind = textOf(named);
  const problems = joined(dns1035Label(kind.toLowerCase()));
  if (kind === '') report.required(rule, at.child('kind'));
  else {
    const details = problems.map((problem) => `may have mixed case, but should otherwise match: ${problem}`);
    report.invalidEach(rule, at.child('kind'), kind, details);
  }
}

function joined(problems: readonly string[]): readonly string[] {
  return problems.length === 0 ? [] : [problems.join(',')];
}

function checkVariable(at: Path, variable: JsonMap, expressions: PolicyExpressions, report: Report): void {
  const name = textOf(variable.name);
  if (name.trim() === '') report.required(rule, at.child('name'), 'name is not specified');
  else if (!IDENTIFIER.test(name) || RESERVED_WORDS.has(name) || LITERALS.has(name)) {
    report.invalid(rule, at.child('name'), name, 'must be a valid CEL identifier');
  }
  const expression = textOf(variable.expression);
  if (expression.trim() === '') report.required(rule, at.child('expression'), 'expression is not specified');
  else expressions.declare(at.child('expression'), name, expression);
}

function checkValidation(at: Path, validation: JsonMap, expressions: PolicyExpressions, report: Report): void {
  const expression = textOf(validation.expression);
  if (expression.trim() === '') report.required(rule, at.child('expression'), 'expression is not specified');
  else expressions.check(at.child('expression'), expression, [BOOL]);
  const messageExpression = textOf(validation.messageExpression);
  const place = at.child('messageExpression');
  if (messageExpression.trim() !== '') expressions.checkMessage(place, messageExpression, [STRING]);
  else if (messageExpression !== '') {
    report.invalid(rule, place, messageExpression, 'must be non-empty if specified');
  }
  const message = textOf(validation.message);
  if (message !== '' && message.trim() === '') {
    report.invalid(rule, at.child('message'), message, 'must be non-empty if specified');
  } else if (LINE_BREAK.test(message.trim())) {
    report.invalid(rule, at.child('message'), message, 'must not contain line breaks');
  }
  const { reason } = validation;
  if (isSet(reason) && !REASONS.includes(textOf(reason))) {
    report.unsupported(rule, at.child('reason'), reason, REASONS);
  }
}

function checkAnnotations(
  at: Path,
  annotations: readonly JsonMap[],
  policy: string,
  expressions: PolicyExpressions,
  report: Report,
): void {
  if (annotations.length > MOST_ANNOTATIONS) {
    report.invalid(rule, at, annotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`);
  }
  const keys = new Set<string>();
  for (const [index, annotation] of annotations.entries()) {
    const place = at.child(index);
    const key = textOf(annotation.key);
    // Among all annotations of an event it is called by the policy, too.
    const full = `${policy}/${key}`;
    if (policy === '') report.invalid(rule, place.child('key'), key, 'requires metadata.name be non-empty');
    else report.invalidEach(rule, place.child('key'), full, qualifiedName(full));
    const given = textOf(annotation.valueExpression);
    const expression = given.trim();
    const value = place.child('valueExpression');
    if (expression === '') report.required(rule, value, 'valueExpression is not specified');
    else if (Buffer.byteLength(expression) > ANNOTATION_SIZE) {
      report.required(rule, value, `must not exceed ${ANNOTATION_SIZE} bytes in length`);
    } else expressions.check(value, expression, [STRING, NULL], given);
    if (keys.has(key)) report.duplicate(rule, place.child('key'), key);
    keys.add(key);
  }
}

/** Which requests a policy or a binding is about. */
export const checkMatchResources: Check = ({ resourceRules, excludeResourceRules }, at, { report }) => {
  for (const [list, rules] of [
    ['resourceRules', resourceRules],
    ['excludeResourceRules', excludeResourceRules],
  ] as const) {
    for (const [index, one] of structsOf(rules).entries()) {
      const place = at.child(list).child(index);
      checkResourceNames(rule, place.child('resourceNames'), textsOf(one.resourceNames), report);
      checkAdmissionRule(rule, place, one, report);
    }
  }
};

/** What is done when a request breaks a policy. */
export const checkPolicyBinding: Check = ({ validationActions }, at, { report }) => {
  const place = at.child('validationActions');
  const actions = textsOf(validationActions);
  if (actions.length === 0) report.required(rule, place, 'at least one validation action is required');
  for (const [index, action] of actions.entries()) {
    if (!ACTIONS.includes(action)) report.unsupported(rule, place.child(index), action, ACTIONS);
    if (actions.indexOf(action) < index) report.duplicate(rule, place.child(index), action);
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    report.invalid(rule, place, actions, detail);
  }
};

/** The parameters of a policy: one object by its name, or all that are selected. */
export const checkParamRef: Check = ({ name: named, selector, parameterNotFoundAction }, at, { report }) => {
  const name = textOf(named);
  if (name !== '') report.invalidEach(rule, at.child('name'), name, pathSegment(name));
  if (name !== '' && isSet(selector)) {
    const detail = 'name and selector are mutually exclusive';
    report.forbidden(rule, at.child('name'), detail);
    report.forbidden(rule, at.child('selector'), detail);
  }
  if (name === '' && !isSet(selector)) report.required(rule, at, 'one of name or selector must be specified');
  const action = textOf(parameterNotFoundAction);
  const place = at.child('parameterNotFoundAction');
  if (action === '') report.required(rule, place);
  else if (action !== 'Deny' && action !== 'Allow') report.unsupported(rule, place, action, ['Deny', 'Allow']);
};
