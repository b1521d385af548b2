import type { JsonSchema } from '../codegen/custom-resource-definition';
import { isMap } from '../kube/json';
import { Path } from '../violation/path';
import { blocksRules, type Violation } from '../violation/violation';
import { checkEmbedded, type MetadataJudge, readEmbedded } from './embedded';
import { checkLists } from './lists';
import { Definitions, type Schema, type SchemaNode } from './node';
import { resourceLevel } from './node-level';
import { prepare, withOtherLevels } from './prepare';
import { checkStructure } from './structural';
import { RuleCheck, type UnevaluatedRule } from './validation-rule';

export interface CheckOptions {
  /** Whether another check has found what keeps the API server from looking at the rules in CEL. */
  readonly blocked?: boolean;
  /** Whether `status` is written through an endpoint of its own: then a new object's is dropped unseen. */
  readonly statusSubresource?: boolean;
  /** Who judges the metadata of objects inside of the object. @default - nobody */
  readonly metadata?: MetadataJudge;
}

/** What a schema says of an object. */
export interface Checked {
  readonly violations: readonly Violation[];
  readonly unevaluated: readonly UnevaluatedRule[];
}

export interface SchemaValidator {
  /** @param object no deeper than `checkLimits` allows */
  check(object: unknown, options?: CheckOptions): Checked;
}

const compiled = new WeakMap<JsonSchema, SchemaValidator>();

/**
 * Prepares a schema for checking objects as the API server of Kubernetes 1.34 does when they are created with strict
 * field validation. What the schema consists of is prepared when it is first needed.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export function compileSchema(schema: JsonSchema): SchemaValidator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const node = new Definitions((schema as Schema).definitions ?? {}).node(schema);
  const validator: SchemaValidator = { check: (object, how = {}) => check(node, object, how) };
  compiled.set(schema, validator);
  return validator;
}

function withoutStatus(object: unknown): unknown {
  if (!isMap(object) || !Object.hasOwn(object, 'status')) return object;
  const { status: _, ...rest } = object;
  return rest;
}

function check(
  node: SchemaNode,
  object: unknown,
  { blocked: isBlocked = false, statusSubresource = false, metadata }: CheckOptions,
): Checked {
  const inside = metadata !== undefined && node.features.embedded ? readEmbedded(node, object, metadata) : undefined;
  const violations: Violation[] = [...(inside?.decoding ?? [])];
  const blocked = isBlocked || violations.some(({ type }) => type === 'undecodable');
  const decoded = prepare(node, inside === undefined ? object : inside.value, Path.ROOT, violations, true);
  const prepared = statusSubresource ? withoutStatus(decoded) : decoded;
  const decoding = violations.length;
  for (const [index, told] of withOtherLevels(violations, resourceLevel(node), object).entries())
    violations[index] = told;
  checkStructure(node, prepared, Path.ROOT, violations);
  if (isMap(prepared)) {
    checkEmbedded(node, prepared, Path.ROOT, violations);
    checkLists(node, prepared, Path.ROOT, violations);
  }
  if (inside !== undefined) violations.push(...inside.violations);
  if (!node.features.rules) return { violations, unevaluated: [] };
  // The API server adds that there are rules which it did not look at: the reader has enough to correct before.
  if (blocked || (violations.length > decoding && violations.some(blocksRules))) return { violations, unevaluated: [] };
  const rules = new RuleCheck(violations);
  rules.check(node, prepared, Path.ROOT);
  return { violations, unevaluated: rules.unevaluated };
}
