import type { JsonSchema } from '../codegen/custom-resource-definition';
import { quote } from '../kube/go';
import { isMap } from '../kube/json';
import type { Issue } from '../model/finding';
import { checkEmbedded } from './embedded';
import { checkLimits } from './limits';
import { checkLists } from './lists';
import { Definitions, type Schema, type SchemaNode } from './node';
import { Path } from './path';
import { prepare, type UnknownField } from './prepare';
import { type Problem, toIssues } from './problem';
import { checkStructure } from './structural';
import { RuleCheck, rulesNotChecked } from './validation-rule';

export interface CheckOptions {
  /** Whether another check has found what keeps the API server from looking at the rules in CEL. */
  readonly blocked?: boolean;
  /** Whether `status` is written through an endpoint of its own: then a new object's is dropped unseen. */
  readonly statusSubresource?: boolean;
}

/** What is wrong with an object. */
export interface Checked {
  readonly issues: readonly Issue[];
  /** Rules that cannot be evaluated here: those about a change, and those that ask the cluster. */
  readonly skippedRules: number;
}

export interface SchemaValidator {
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
  const validator: SchemaValidator = {
    check(object, how = {}) {
      const limit = checkLimits(object);
      if (limit !== undefined) return { issues: [limit], skippedRules: 0 };
      return checkCustom(node, object, how);
    },
  };
  compiled.set(schema, validator);
  return validator;
}

function withoutStatus(object: unknown): unknown {
  if (!isMap(object) || !Object.hasOwn(object, 'status')) return object;
  const { status: _, ...rest } = object;
  return rest;
}

function checkCustom(
  node: SchemaNode,
  object: unknown,
  { blocked = false, statusSubresource = false }: CheckOptions,
): Checked {
  const unknown: UnknownField[] = [];
  const decoded = prepare(node, object, Path.ROOT, unknown, true);
  const prepared = statusSubresource ? withoutStatus(decoded) : decoded;
  const problems: Problem[] = [];
  checkStructure(node, prepared, Path.ROOT, problems);
  if (isMap(prepared)) {
    checkEmbedded(node, prepared, Path.ROOT, problems);
    checkLists(node, prepared, Path.ROOT, problems);
  }
  let skippedRules = 0;
  if (node.features.rules) {
    if (blocked || problems.some(({ blocking }) => blocking)) problems.push(rulesNotChecked(Path.ROOT));
    else {
      const rules = new RuleCheck();
      rules.check(node, prepared, Path.ROOT);
      skippedRules = rules.skipped;
      problems.push(...rules.problems);
    }
  }
  if (unknown.length === 0 && problems.length === 0) return { issues: [], skippedRules };
  return { issues: [...unknown.map(unknownField), ...toIssues(problems)], skippedRules };
}

/** What strict field validation says of a field that the schema does not have. */
export function unknownField({ path, fix }: UnknownField): Issue {
  return {
    rule: 'SCHEMA_UNKNOWN_FIELD',
    severity: 'error',
    path: path.parts(),
    message: `strict decoding error: unknown field ${quote(path.toString())}`,
    ...(fix === undefined ? {} : { fix }),
  };
}
