import { CelError, CostExceeded, NO_SUCH_OVERLOAD } from '../cel/errors';
import { toCel } from '../cel/schema-values';
import { Optional, type Value } from '../cel/values';
import type { ValidationRule } from '../codegen/custom-resource-definition';
import { isMap } from '../kube/json';
import { remembered } from '../kube/remembered';
import { isRepeated } from '../kube/repeated';
import type { Path } from '../violation/path';
import type { Violation, ViolationType } from '../violation/violation';
import type { CompiledRule } from './compiled-rule';
import type { SchemaNode } from './node';

/**
 * What the rules of one object may cost together, and what one rule may.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#runtime-cost-budget
 */
const OBJECT_BUDGET = 10_000_000;
const CALL_BUDGET = 1_000_000;
const MESSAGE_LIMIT = 5 * 1024;

/** A rule that asks what only a cluster knows. */
export interface UnevaluatedRule {
  /** Of the value that it is about. */
  readonly path: Path;
  /** The expression. */
  readonly rule: string;
}

/** The rules of one object, from its top to its leaves. */
export class RuleCheck {
  /** What could not be evaluated. */
  readonly unevaluated: UnevaluatedRule[] = [];
  private budget = OBJECT_BUDGET;
  private stopped = false;
  private self: { readonly value: unknown; readonly node: SchemaNode; readonly seen: Value } | undefined;

  /**
   * @param violations where broken rules are added
   * @param how `unchanged` for an object that was the same before: rules about a change are looked at, too
   */
  constructor(
    private readonly violations: Violation[],
    private readonly how: { readonly unchanged?: boolean } = {},
  ) {}

  check(node: SchemaNode, value: unknown, path: Path, types: SchemaNode = node): void {
    if (this.stopped || value === null || value === undefined || !node.features.rules) return;
    const holding = types === node && this.how.unchanged !== true ? holdingOf(node) : undefined;
    const cost = holding?.costOf(value);
    if (cost !== undefined && cost <= this.budget) {
      this.budget -= cost;
      return;
    }
    const { budget } = this;
    const found = this.found;
    this.evaluateAll(node, value, path, types);
    if (!this.stopped && this.found === found) holding?.add(value, budget - this.budget);
  }

  /** How much there is to tell until now. */
  private get found(): number {
    return this.violations.length + this.unevaluated.length;
  }

  private evaluateAll(node: SchemaNode, value: unknown, path: Path, types: SchemaNode): void {
    const { rules, allOf } = node;
    for (let index = 0; index < rules.length; index += 1) {
      this.evaluate(rules[index] as CompiledRule, value, types, path);
      if (this.stopped) return;
    }
    // Rules inside of `allOf` see the types that stand outside of it.
    for (let index = 0; index < allOf.length; index += 1) this.check(allOf[index] as SchemaNode, value, path, types);
    if (Array.isArray(value)) {
      const items = node.items;
      if (items === undefined || !items.features.rules) return;
      const ofItems = types.items ?? items;
      for (let index = 0; index < value.length; index += 1) {
        this.check(items, value[index], path.child(index), ofItems);
      }
    } else if (isMap(value)) {
      for (const name of Object.keys(value)) this.checkField(node, types, name, value[name], path);
    }
  }

  private checkField(node: SchemaNode, types: SchemaNode, name: string, value: unknown, path: Path): void {
    const property = node.properties?.get(name);
    const field = property ?? node.additional;
    if (field === undefined || !field.features.rules) return;
    this.check(field, value, property === undefined ? path.key(name) : path.child(name), types.field(name) ?? field);
  }

  private evaluate(compiled: CompiledRule, value: unknown, node: SchemaNode, path: Path): void {
    const program = compiled.program();
    const { rule } = compiled;
    if (program === undefined) {
      this.unevaluated.push({ path, rule: rule.rule });
      return;
    }
    const unchanged = this.how.unchanged === true;
    // A rule about a change holds of a new object, unless it says how to look at one.
    if (program.uses.has('oldSelf') && rule.optionalOldSelf !== true && !unchanged) return;
    try {
      const self = this.selfOf(value, node);
      const before = unchanged ? new Optional(self) : Optional.NONE;
      const oldSelf: Value = unchanged && rule.optionalOldSelf !== true ? self : before;
      const result = program.run({ self, oldSelf }, CALL_BUDGET);
      if (this.spend(result.cost, node, path) || result.value === true) return;
      this.fail(compiled, self, node, path);
    } catch (error) {
      const source = ruleText(rule);
      if (error instanceof CostExceeded) {
        this.report(
          node,
          path,
          `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${source}`,
          'SCHEMA_LIMIT',
        );
        this.stopped = true;
      } else if (error instanceof CelError) {
        this.report(
          node,
          path,
          error.message.startsWith(NO_SUCH_OVERLOAD)
            ? `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${source}`
            : `${error.message} evaluating rule: ${source}`,
        );
      } else throw error;
    }
  }

  /** The value as its rules see it, which are evaluated one after the other. */
  private selfOf(value: unknown, node: SchemaNode): Value {
    const { self } = this;
    if (self !== undefined && self.value === value && self.node === node) return self.seen;
    const seen = toCel(value, node);
    this.self = { value, node, seen };
    return seen;
  }

  /** @returns whether the budget of the object is gone. */
  private spend(cost: number, node: SchemaNode, path: Path): boolean {
    this.budget -= cost;
    if (this.budget >= 0) return false;
    this.report(
      node,
      path,
      'validation failed due to running out of cost budget, no further validation rules will be run',
      'SCHEMA_LIMIT',
    );
    this.stopped = true;
    return true;
  }

  private fail(compiled: CompiledRule, self: Value, node: SchemaNode, path: Path): void {
    const { rule } = compiled;
    const text =
      this.message(compiled, self) ?? (rule.message ? rule.message.trim() : `failed rule: ${ruleText(rule)}`);
    const at = placeOf(rule.fieldPath ?? '', node, path);
    const type = TYPES[rule.reason ?? ''] ?? 'invalid';
    const detail = type === 'duplicate' ? undefined : text;
    this.violations.push({ rule: 'SCHEMA_CEL', type, path: at, value: node.type ?? '', detail });
  }

  private message(compiled: CompiledRule, self: Value): string | undefined {
    const program = compiled.message();
    if (program === undefined) return undefined;
    try {
      const { value, cost } = program.run({ self, oldSelf: Optional.NONE }, CALL_BUDGET);
      this.budget -= cost;
      const text = typeof value === 'string' ? value.trim() : '';
      return text === '' || text.length > MESSAGE_LIMIT || text.includes('\n') ? undefined : text;
    } catch (error) {
      if (error instanceof CelError || error instanceof CostExceeded) return undefined;
      throw error;
    }
  }

  private report(
    node: SchemaNode,
    path: Path,
    detail: string,
    rule: 'SCHEMA_CEL' | 'SCHEMA_LIMIT' = 'SCHEMA_CEL',
  ): void {
    this.violations.push({ rule, type: 'invalid', path, value: node.type ?? '', detail });
  }
}

/** How many texts and numbers are remembered of a schema, and how long the texts are at most. */
const MOST_SCALARS = 200;
const LONGEST_SCALAR = 100;

/** Values of a schema of which all rules hold, inside of them too, with what these cost together. */
class Holding {
  /** The same few durations, ports and names stand in all manifests. */
  private readonly scalars = new Map<unknown, number>();
  private readonly parts = new WeakMap<object, number>();

  costOf(value: unknown): number | undefined {
    if (typeof value !== 'object' || value === null) return this.scalars.get(value);
    return isRepeated(value) ? this.parts.get(value) : undefined;
  }

  add(value: unknown, cost: number): void {
    if (typeof value === 'object' && value !== null) {
      if (isRepeated(value)) this.parts.set(value, cost);
    } else if (this.scalars.size < MOST_SCALARS && !(typeof value === 'string' && value.length > LONGEST_SCALAR)) {
      this.scalars.set(value, cost);
    }
  }
}

const holdings = new WeakMap<SchemaNode, Holding>();

function holdingOf(node: SchemaNode): Holding {
  return remembered(holdings, node, () => new Holding());
}

const TYPES: Readonly<Record<string, ViolationType>> = {
  FieldValueInvalid: 'invalid',
  FieldValueForbidden: 'forbidden',
  FieldValueRequired: 'required',
  FieldValueDuplicate: 'duplicate',
};

function ruleText({ rule, message }: ValidationRule): string {
  return (message || rule).trim();
}

/** Where a rule says that something is wrong; at the value itself where there is no such field. */
function placeOf(text: string, node: SchemaNode, path: Path): Path {
  let [place, current]: [Path, SchemaNode | undefined] = [path, node];
  for (const part of fieldPath(text)) {
    const property: SchemaNode | undefined = current?.properties?.get(part);
    const next: SchemaNode | undefined =
      property ?? (current?.properties === undefined ? current?.additional : undefined);
    if (next === undefined) return path;
    place = property === undefined ? place.key(part) : place.child(part);
    current = next;
  }
  return place;
}

/** The parts of `.spec.replicas` or `['a-name']`. */
function fieldPath(text: string): string[] {
  return Array.from(
    text.matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/g),
    ([, name, quoted]) => name ?? (quoted ?? '').replace(/\\(.)/g, '$1'),
  );
}
