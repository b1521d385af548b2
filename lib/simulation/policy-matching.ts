import type { Rule } from '../../imports/security.istio.io';
import type { Attributes } from './peer';
import { conditionField, operationFields, type PolicyField, sourceFields } from './policy-fields';
import type { PolicyContext } from './policy-subjects';
import { every, not, some, type Truth } from './truth';

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
  const hidden = hiddenFields([...from.flat(), ...to.flat(), ...when], attributes, context);
  if (hidden.size > 0 && context.action === 'ALLOW') return false;
  const holds = (field: PolicyField) => hidden.has(field) || matchesField(field);
  const isMet = (fields: readonly PolicyField[]) => every(fields, holds);
  return every(
    [() => from.length === 0 || some(from, isMet), () => to.length === 0 || some(to, isMet), () => isMet(when)],
    (judge) => judge(),
  );
}

/** Why a rule does not match: `methods is "POST", wanted "GET"`. Of several sources or operations, why none does. */
export function whyNotRule(rule: Rule, attributes: Attributes, context: RuleContext): string {
  const { from, to, when } = fieldsOf(rule, attributes, context);
  const [hidden] = hiddenFields([...from.flat(), ...to.flat(), ...when], attributes, context);
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

/** What is asked and nobody sees. */
function hiddenFields(
  fields: readonly PolicyField[],
  { request }: Attributes,
  { by }: RuleContext,
): ReadonlySet<PolicyField> {
  const isSeen = ({ seenIn }: PolicyField) =>
    seenIn === 'connections' || (by === 'envoy' && (seenIn === 'envoy' || request !== undefined));
  const isAsked = ({ values = [], notValues = [] }: PolicyField) => values.length + notValues.length > 0;
  return new Set(fields.filter((field) => isAsked(field) && !isSeen(field)));
}

/** Of the values of a field any will do, and of its opposite none may be. */
function matchesField({ values = [], notValues = [], subject }: PolicyField): Truth {
  return every(
    [
      () => values.length === 0 || some(values, subject.judge),
      () => notValues.length === 0 || not(some(notValues, subject.judge)),
    ],
    (each) => each(),
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
