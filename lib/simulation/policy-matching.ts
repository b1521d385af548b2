import type { Condition, Operation, Rule, Source } from '../../imports/security.istio.io';
import type { Attributes } from './peer';
import { conditionField, operationFields, type PolicyField, sourceFields } from './policy-fields';
import type { PolicyContext } from './policy-subjects';
import { every, not, some, type Truth } from './truth';

/** The context in which a rule is judged. */
export interface RuleContext extends PolicyContext {
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
}

/**
 * Whether a rule of an AuthorizationPolicy matches: any source, any operation, and every condition. Where only bytes are
 * seen, a rule that allows and asks for something of HTTP never matches, and one that denies is without what it asks.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export function matchesRule(rule: Rule, attributes: Attributes, context: RuleContext): Truth {
  const { from = [], to = [], when = [] } = rule;
  if (neverAllows(rule, attributes, context)) return false;
  return every(
    [
      () => from.length === 0 || some(from, ({ source = {} }) => matchesSource(source, attributes, context)),
      () => to.length === 0 || some(to, ({ operation = {} }) => matchesOperation(operation, attributes)),
      () => every(when, (condition) => matchesCondition(condition, attributes, context)),
    ],
    (judge) => judge(),
  );
}

/** Why a rule does not match: `methods is "POST", wanted "GET"`. Of several sources or operations, why none does. */
export function whyNotRule(rule: Rule, attributes: Attributes, context: RuleContext): string {
  const { from = [], to = [], when = [] } = rule;
  if (neverAllows(rule, attributes, context)) return 'it asks for HTTP, and only bytes are seen';
  const sources = from.map(({ source = {} }) => unmet(sourceFields(source, attributes, context), attributes));
  if (sources.length > 0 && sources.every((each) => each !== undefined)) return sources.join('; ');
  const operations = to.map(({ operation = {} }) => unmet(operationFields(operation, attributes), attributes));
  if (operations.length > 0 && operations.every((each) => each !== undefined)) return operations.join('; ');
  return (
    unmet(
      when.map((condition) => conditionField(condition, attributes, context)),
      attributes,
    ) ?? 'it may not'
  );
}

function neverAllows(rule: Rule, { request }: Attributes, { action }: RuleContext): boolean {
  return request === undefined && action === 'ALLOW' && asksForHttp(rule);
}

function asksForHttp({ from = [], to = [], when = [] }: Rule): boolean {
  const has = (lists: readonly (readonly string[] | undefined)[]) => lists.some((list) => (list ?? []).length > 0);
  return (
    from.some(({ source }) => has([source?.requestPrincipals, source?.notRequestPrincipals])) ||
    to.some(({ operation: o }) => has([o?.hosts, o?.notHosts, o?.methods, o?.notMethods, o?.paths, o?.notPaths])) ||
    when.some(({ key }) => key.startsWith('request.'))
  );
}

function matchesSource(source: Source, attributes: Attributes, context: RuleContext): Truth {
  return every(sourceFields(source, attributes, context), (field) => matchesField(field, attributes));
}

function matchesOperation(operation: Operation, attributes: Attributes): Truth {
  return every(operationFields(operation, attributes), (field) => matchesField(field, attributes));
}

function matchesCondition(condition: Condition, attributes: Attributes, context: RuleContext): Truth {
  return matchesField(conditionField(condition, attributes, context), attributes);
}

/** Of the values of a field any will do, and of its opposite none may be. */
function matchesField({ values = [], notValues = [], subject, ofHttp }: PolicyField, { request }: Attributes): Truth {
  // What is asked of HTTP is nothing where only bytes are seen.
  if (ofHttp && request === undefined) return true;
  return every(
    [
      () => values.length === 0 || some(values, subject.judge),
      () => notValues.length === 0 || not(some(notValues, subject.judge)),
    ],
    (each) => each(),
  );
}

/** The first field that is not as it is asked, in words. */
function unmet(fields: readonly PolicyField[], attributes: Attributes): string | undefined {
  const field = fields.find((each) => matchesField(each, attributes) === false);
  if (field === undefined) return undefined;
  const { name, values = [], notValues = [], subject } = field;
  const { judge, actual, needs } = subject;
  const isMissed = values.length > 0 && some(values, judge) !== true;
  const wanted = (isMissed ? values : notValues).map((value) => JSON.stringify(value)).join(' or ');
  const missing = needs === undefined ? 'is missing' : `needs ${needs}`;
  const found = actual === undefined ? missing : `is ${JSON.stringify(actual)}`;
  return `${name} ${found}, ${isMissed ? 'wanted' : 'not wanted'} ${wanted}`;
}
