import type { Rule } from '../../imports/security.istio.io';
import type { Attributes } from './peer';
import { conditionField, operationFields, type PolicyField, sourceFields } from './policy-fields';
import type { PolicyContext } from './policy-subjects';
import { all, every, not, some, type Truth } from './truth';

/** The context in which a rule is judged. */
export interface RuleContext extends PolicyContext {
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
  readonly by: 'envoy' | 'ztunnel';
}

/**
 * Whether a rule of an AuthorizationPolicy matches: any source, any operation, and every condition. A rule that allows and
 * asks for something that is not seen, as of HTTP where there are only bytes, never matches; one that denies is without
 * what it asks.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export function matchesRule(rule: Rule, attributes: Attributes, context: RuleContext): Truth {
  const { from, to, when } = fieldsOf(rule, attributes, context);
  const isHidden = (field: PolicyField) => isAsked(field) && !isSeen(field, attributes, context);
  const areHidden = (fields: readonly PolicyField[]) => fields.some(isHidden);
  if (context.action === 'ALLOW' && (from.some(areHidden) || to.some(areHidden) || areHidden(when))) return false;
  const holds = (field: PolicyField) => isHidden(field) || matchesField(field);
  const isMet = (fields: readonly PolicyField[]) => every(fields, holds);
  return all(
    from.length === 0 || some(from, isMet),
    () => to.length === 0 || some(to, isMet),
    () => isMet(when),
  );
}

/** Why a rule does not match: `methods is "POST", wanted "GET"`. Of several sources or operations, why none does. */
export function whyNotRule(rule: Rule, attributes: Attributes, context: RuleContext): string {
  const { from, to, when } = fieldsOf(rule, attributes, context);
  const hidden = [...from.flat(), ...to.flat(), ...when].find(
    (field) => isAsked(field) && !isSeen(field, attributes, context),
  );
  if (hidden !== undefined && context.action === 'ALLOW')
    return `it asks for ${hidden.name}, and only ${context.by === 'ztunnel' ? 'a ztunnel is there' : 'bytes are seen'}`;
  const sources = from.map(unmet);
  if (sources.length > 0 && sources.every((each) => each !== undefined)) return sources.join('; ');
  const operations = to.map(unmet);
  if (operations.length > 0 && operations.every((each) => each !== undefined)) return operations.join('; ');
  return unmet(when) ?? 'it may not';
}

function fieldsOf({ from = [], to = [], when = [] }: Rule, attributes: Attributes, context: RuleContext) {
  return {
    from: from.map(({ source = {} }) => sourceFields(source, attributes, context)),
    to: to.map(({ operation = {} }) => operationFields(operation, attributes)),
    when: when.map((condition) => conditionField(condition, attributes, context)),
  };
}

function isAsked({ values = NONE, notValues = NONE }: PolicyField): boolean {
  return values.length + notValues.length > 0;
}

/** Whether whoever enforces a rule sees what a field asks for. */
function isSeen({ seenIn }: PolicyField, { request }: Attributes, { by }: RuleContext): boolean {
  return seenIn === 'connections' || (by === 'envoy' && (seenIn === 'envoy' || request !== undefined));
}

const NONE: readonly string[] = [];

/** Of the values of a field any will do, and of its opposite none may be. */
function matchesField({ values = NONE, notValues = NONE, subject }: PolicyField): Truth {
  return all(
    values.length === 0 || some(values, subject.judge),
    () => notValues.length === 0 || not(some(notValues, subject.judge)),
  );
}

/** The first field that is not as it is asked, in words. */
function unmet(fields: readonly PolicyField[]): string | undefined {
  const field = fields.find((each) => matchesField(each) === false);
  if (field === undefined) return undefined;
  const { name, values = [], notValues = [], subject } = field;
  const { judge, actual, needs } = subject;
  const isMissed = values.length > 0 && some(values, judge) !== true;
  const wanted = (isMissed ? values : notValues).map((value) => JSON.stringify(value)).join(' or ');
  const missing = needs === undefined ? 'is missing' : `needs ${needs}`;
  const found = actual === undefined ? missing : `is ${JSON.stringify(actual)}`;
  return `${name} ${found}, ${isMissed ? 'wanted' : 'not wanted'} ${wanted}`;
}
