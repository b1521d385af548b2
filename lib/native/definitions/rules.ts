import { estimateCost } from '../../cel/costs/estimate';
import { type DeclaredType, REQUEST_SIZE, rulesEnvironment } from '../../cel/declared-types';
import { type CheckedExpression, checkExpression } from '../../cel/typing/check';
import type { Environment } from '../../cel/typing/environment';
import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structsOf, textOf } from '../values/decoded';
import { findField } from './field-path';
import { unstructurable } from './narrowing';
import type { RuleScope } from './rule-scope';
import type { Schema } from './schemas';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
/** What one rule may cost, for all values together. */
const RULE_LIMIT = 10_000_000;
const LINE_BREAK = /[\n\r]/;

/**
 * Checks what stands beside the expressions of rules: messages, reasons, paths.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function checkRuleFields(at: Path, schema: Schema, report: Report): void {
  for (const [index, rule] of structsOf(schema['x-kubernetes-validations']).entries()) {
    const place = at.child('x-kubernetes-validations').child(index);
    const text = textOf(rule.rule).trim();
    const message = textOf(rule.message);
    if (text === '') report.required('K8S_CRD', place.child('rule'), 'rule is not specified');
    else if (message !== '' && message.trim() === '') {
      report.invalid('K8S_CRD', place.child('message'), message, 'must be non-empty if specified');
    } else if (LINE_BREAK.test(message.trim())) {
      report.invalid('K8S_CRD', place.child('message'), message, 'must not contain line breaks');
    } else if (LINE_BREAK.test(text) && message === '') {
      const detail = 'message must be specified if rule contains line breaks';
      report.required('K8S_CRD', place.child('message'), detail);
    }
    const expression = textOf(rule.messageExpression);
    if (expression !== '' && expression.trim() === '') {
      const detail = 'messageExpression must be non-empty if specified';
      report.required('K8S_CRD', place.child('messageExpression'), detail);
    }
    if (isSet(rule.reason) && !REASONS.includes(textOf(rule.reason))) {
      report.unsupported('K8S_CRD', place.child('reason'), rule.reason, REASONS);
    }
    checkFieldPath(place.child('fieldPath'), textOf(rule.fieldPath), schema, report);
  }
}

function checkFieldPath(at: Path, path: string, schema: Schema, report: Report): void {
  if (path === '') return;
  if (path.trim() === '') report.invalid('K8S_CRD', at, path, 'must be non-empty if specified');
  if (LINE_BREAK.test(path)) report.invalid('K8S_CRD', at, path, 'must not contain line breaks');
  if (unstructurable(schema) !== undefined) return;
  if (typeof findField(path, schema, { brackets: true }) === 'string') {
    report.invalid('K8S_CRD', at, path, 'must be a valid path');
  }
}

/** Checks the expressions of rules: types, and what they may cost. */
export class RuleCheck {
  constructor(private readonly report: Report) {}

  /** @param uncorrelated what keeps values from being found in an older object, where it is so */
  check(at: Path, schema: Schema, scope: RuleScope, uncorrelated: Path | undefined): void {
    const rules = structsOf(schema['x-kubernetes-validations']);
    if (rules.length === 0) return;
    const place = at.child('x-kubernetes-validations');
    const self = scope.type;
    if (self === undefined) {
      const detail =
        'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';
      this.report.internal('K8S_CRD', place, detail);
      return;
    }
    for (const [index, rule] of rules.entries()) {
      new OneRule(place.child(index), rule, self, scope, this.report).check(uncorrelated);
    }
  }
}

/** What becomes of an expression: it is right, or wrong, or too large to be checked. */
type Compiled = { readonly checked: CheckedExpression } | { readonly problem: string } | undefined;

function compile(text: string, environment: Environment, kind: 'bool' | 'string', wrongType: string): Compiled {
  const checked = checkExpression(text, environment);
  if ('issues' in checked) {
    return checked.issues === undefined ? undefined : { problem: `compilation failed: ${checked.issues}` };
  }
  const { type } = checked;
  return type.kind === kind && type.wrapper !== true ? { checked } : { problem: wrongType };
}

function compileRule(rule: JsonMap, self: DeclaredType): Compiled {
  const environment = rulesEnvironment(self, rule.optionalOldSelf === true);
  return compile(textOf(rule.rule), environment, 'bool', 'cel expression must evaluate to a bool');
}

/** Why a rule cannot be evaluated, if so. */
export function ruleProblem(rule: JsonMap, self: DeclaredType): string | undefined {
  if (textOf(rule.rule).trim() === '') return undefined;
  const compiled = compileRule(rule, self);
  if (compiled === undefined) return undefined;
  if ('problem' in compiled) return compiled.problem;
  const { problem } = compiled.checked;
  return problem && `program instantiation failed: ${problem}`;
}

class OneRule {
  constructor(
    private readonly at: Path,
    private readonly rule: JsonMap,
    private readonly self: DeclaredType,
    private readonly scope: RuleScope,
    private readonly report: Report,
  ) {}

  check(uncorrelated: Path | undefined): void {
    const text = textOf(this.rule.rule);
    const place = this.at.child('rule');
    const compiled = compileRule(this.rule, this.self);
    if (compiled === undefined) return;
    if ('problem' in compiled) this.report.invalid('K8S_CRD', place, text, compiled.problem);
    const checked = 'checked' in compiled ? compiled.checked : undefined;
    if (checked?.problem !== undefined) {
      this.report.invalid('K8S_CRD', place, text, `program instantiation failed: ${checked.problem}`);
    } else if (checked !== undefined) {
      this.checkCost('rule', 'estimated rule cost', this.costOf(checked));
      this.checkMessage();
    }
    if (checked?.mentioned.has('oldSelf') === true) {
      if (uncorrelated === undefined) return;
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated.name}`;
      this.report.invalid('K8S_CRD', place, text, detail);
    } else if (isSet(this.rule.optionalOldSelf)) {
      const detail = 'may not be set if oldSelf is not used in rule';
      this.report.invalid('K8S_CRD', this.at.child('optionalOldSelf'), this.rule.optionalOldSelf, detail);
    }
  }

  private checkMessage(): void {
    const text = textOf(this.rule.messageExpression);
    if (text === '') return;
    const environment = rulesEnvironment(this.self, this.rule.optionalOldSelf === true);
    const compiled = compile(text, environment, 'string', 'must evaluate to a string');
    if (compiled === undefined) return;
    const problem =
      'problem' in compiled
        ? compiled.problem
        : compiled.checked.problem && `instantiation failed: ${compiled.checked.problem}`;
    if (problem !== undefined) {
      this.report.invalid('K8S_CRD', this.at.child('messageExpression'), text, `messageExpression ${problem}`);
    } else if ('checked' in compiled) {
      const { max } = estimateCost(compiled.checked, this.self);
      this.checkCost('messageExpression', 'estimated messageExpression cost', max);
    }
  }

  /** For all values together: as many as limits allow, or as fit into a request. */
  private costOf(rule: CheckedExpression): number {
    const values = this.scope.cardinality ?? Math.floor(REQUEST_SIZE / (this.self.least + 1));
    return estimateCost(rule, this.self).max * values;
  }

  private checkCost(field: string, what: string, cost: number): void {
    const place = this.at.child(field);
    if (cost > RULE_LIMIT) this.report.forbidden('K8S_CRD', place, exceeded(what, cost, RULE_LIMIT));
    this.scope.total.add(place, cost);
  }
}

/** By how much a budget is exceeded, in the API server's words. */
export function exceeded(what: string, cost: number, limit: number): string {
  const ratio = cost / limit;
  const factor = ratio > 100 ? 'more than 100x' : ratio < 1.5 ? `${ratio.toFixed(6)}x` : `${ratio.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
