import { BOOL } from '../../cel/typing/type';
import { qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { structsOf, textOf } from '../values/decoded';
import { PolicyExpressions } from './policy-expressions';

const MOST = 64;

/**
 * Checks which requests a policy or a webhook is about, beside its rules.
 *
 * @param params whether there is a kind of parameters
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions
 */
export function checkMatchConditions(rule: Rule, at: Path, value: unknown, report: Report, params = false): void {
  const conditions = structsOf(value);
  if (conditions.length > MOST) report.tooMany(rule, at, conditions.length, MOST);
  const expressions = new PolicyExpressions(rule, report, params);
  const names = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const place = at.child(index);
    const expression = textOf(condition.expression).trim();
    if (expression === '') report.required(rule, place.child('expression'));
    else expressions.check(place.child('expression'), expression, [BOOL]);
    const name = textOf(condition.name);
    if (name === '') {
      report.required(rule, place.child('name'));
      continue;
    }
    report.invalidEach(rule, place.child('name'), name, qualifiedName(name));
    if (names.has(name)) report.duplicate(rule, place.child('name'), name);
    names.add(name);
  }
}
