import { isMap, type JsonMap } from '../../kube/json';
import { checkEmbedded } from '../../schema/embedded';
import { Definitions, type Schema as NodeSchema, type SchemaNode } from '../../schema/node';
import { checkStructure } from '../../schema/structural';
import { RuleCheck } from '../../schema/validation-rule';
import { Path } from '../../violation/path';
import type { Violation } from '../../violation/violation';
import type { Report } from '../rules';
import { isSet, structsOf, textOf } from '../values/decoded';
import { RuleScope } from './rule-scope';
import { ruleProblem } from './rules';
import { propertiesOf, propertyOf, type Schema, schemaOf } from './schemas';

/** Fields of a whole resource that pruning leaves alone. */
const OF_RESOURCE: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Checks defaults against the schemas that give them: what is filled in must be right itself, with nothing unknown.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 */
export function checkDefaults(at: Path, root: Schema, report: Report): void {
  new DefaultCheck(report).resource(at, root);
}

/** Puts a value into what is around it, up to the whole resource. */
type Surround = (value: unknown) => unknown;

class DefaultCheck {
  constructor(private readonly report: Report) {}

  resource(at: Path, schema: Schema): void {
    this.check(at, { ...schema, 'x-kubernetes-embedded-resource': true }, undefined);
  }

  /** @param surround where it is about the kind, the version or the metadata of a resource: how that is made */
  private check(
    at: Path,
    schema: Schema,
    surround: { readonly make: Surround; readonly root: Schema } | undefined,
  ): void {
    const isResource = schema['x-kubernetes-embedded-resource'] === true;
    const around = isResource ? undefined : surround;
    if (isSet(schema.default)) this.checkDefault(at.child('default'), schema, around);
    const items = schemaOf(schema.items);
    if (items !== undefined) {
      const inside = around && { ...around, make: (value: unknown) => around.make([value]) };
      this.check(at.child('items'), items, inside);
    }
    for (const [name, property] of propertiesOf(schema)) {
      const ofResource = isResource && OF_RESOURCE.has(name);
      const outer = ofResource ? { make: (value: unknown) => value, root: schema } : around;
      const inside = outer && { ...outer, make: (value: unknown) => outer.make({ [name]: value }) };
      this.check(at.child('properties').key(name), property, inside);
    }
  }

  private checkDefault(
    at: Path,
    schema: Schema,
    surround: { readonly make: Surround; readonly root: Schema } | undefined,
  ): void {
    const value = schema.default;
    const node = new Definitions({}).node(schema as NodeSchema);
    if (surround === undefined) {
      if (hasUnknown(value, schema)) this.report.invalid('K8S_CRD', at, value, 'must not have unknown fields');
      if (this.tell(embedded(node, value, at))) return;
    } else {
      const whole = { apiVersion: 'validation/v1', kind: 'Validation', ...(surround.make(value) as JsonMap) };
      const root = new Definitions({}).node(surround.root as NodeSchema);
      const [problem] = embedded(root, whole, Path.ROOT);
      if (problem !== undefined) {
        this.report.invalid('K8S_CRD', at, value, `must result in valid metadata: ${problem.path.name}`);
        return;
      }
    }
    const found: Violation[] = [];
    checkStructure(shapeOf(schema), value, at.called(''), found);
    const isWrong = this.tell(found.map((violation) => ({ ...violation, path: within(at, violation.path) })));
    if (isWrong) return;
    const before = this.report.count;
    const isResource = schema['x-kubernetes-embedded-resource'] === true;
    this.checkExpressions(at, schema, value, RuleScope.root(schema, isResource));
    if (this.report.count === before) this.checkRules(at, node, value);
  }

  /** Checks the expressions of the rules that a default comes to: here they are told of the default. */
  private checkExpressions(at: Path, schema: Schema, value: unknown, scope: RuleScope): void {
    if (!isSet(value) || value === null) return;
    for (const rule of structsOf(schema['x-kubernetes-validations'])) {
      const problem = scope.type && ruleProblem(rule, scope.type);
      if (problem === undefined) continue;
      this.report.invalid('K8S_CRD', at, textOf(schema.type), `rule compile error: ${problem}`);
    }
    const items = schemaOf(schema.items);
    if (Array.isArray(value)) {
      if (items === undefined) return;
      for (const [index, item] of value.entries()) {
        this.checkExpressions(at.child(index), items, item, scope.element(items));
      }
    } else if (isMap(value)) {
      for (const [name, inner] of Object.entries(value)) {
        const property = propertyOf(schema, name);
        const values = schemaOf(schema.additionalProperties);
        if (property !== undefined) {
          this.checkExpressions(at.child(name), property, inner, scope.property(name, property));
        } else if (values !== undefined) {
          this.checkExpressions(at.key(name), values, inner, scope.element(values));
        }
      }
    }
  }

  /** As an update that changes nothing, and as a new value. */
  private checkRules(at: Path, node: SchemaNode, value: unknown): void {
    const unchanged: Violation[] = [];
    new RuleCheck(unchanged, { unchanged: true }).check(node, value, at);
    if (this.tell(unchanged)) return;
    const fresh: Violation[] = [];
    new RuleCheck(fresh).check(node, value, at);
    this.tell(fresh);
  }

  /** @returns whether there are any */
  private tell(violations: readonly Violation[]): boolean {
    this.report.violations.push(...violations.map((violation) => ({ ...violation, rule: 'K8S_CRD' as const })));
    return violations.length > 0;
  }
}

/** Keywords whose values are no schemas. */
const VALUES: ReadonlySet<string> = new Set(['default', 'enum', 'example']);

/** What a default must be like: the API server does not look at whether it is an integer or a text there. */
function shapeOf(schema: Schema): SchemaNode {
  return new Definitions({}).node(anyOrString(schema) as NodeSchema);
}

function anyOrString(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anyOrString);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => name !== 'x-kubernetes-int-or-string' || isMap(inner))
      .map(([name, inner]) => [name, VALUES.has(name) ? inner : anyOrString(inner)]),
  );
}

/** A place in a default, which the API server calls by the default's place and the way from there. */
function within(at: Path, path: Path): Path {
  return path.called(path.name === '' ? at.name : `${at.name}.${path.name}`);
}

/** What is wrong with the kind, the version and the metadata of resources in a value. */
function embedded(node: SchemaNode, value: unknown, at: Path): Violation[] {
  const found: Violation[] = [];
  checkEmbedded(node, value, at, found);
  return found;
}

/** Whether a value has fields that its schema does not know. */
function hasUnknown(value: unknown, schema: Schema | undefined): boolean {
  if (Array.isArray(value)) {
    const preserves = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
    const items = schemaOf(schema?.items);
    // What keeps everything in a list keeps it in its elements, as far as nothing is said of them.
    const inside =
      preserves && items !== undefined ? { ...items, 'x-kubernetes-preserve-unknown-fields': true } : items;
    return !(preserves && items === undefined) && value.some((item) => hasUnknown(item, inside));
  }
  if (!isMap(value)) return false;
  const isResource = schema?.['x-kubernetes-embedded-resource'] === true;
  const preserves = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  const values = schema?.additionalProperties;
  return Object.entries(value).some(([name, inner]) => {
    if (isResource && OF_RESOURCE.has(name)) return false;
    const property = schema && propertyOf(schema, name);
    if (property !== undefined) return hasUnknown(inner, property);
    if (isSet(values)) return hasUnknown(inner, schemaOf(values));
    return !preserves;
  });
}
