import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { listOf, structOf, textOf } from '../values/decoded';
import { checkDefaults } from './defaults';
import { checkKeywords, type Surroundings } from './keywords';
import { unstructurable } from './narrowing';
import { checkRootWithStatus } from './root';
import { RuleScope } from './rule-scope';
import { checkRuleFields, exceeded, RuleCheck } from './rules';
import { JUNCTORS, partsOfJunctor, propertiesOf, type Schema, schemaOf } from './schemas';
import { checkStructural } from './structural';

/** Properties of a whole resource that belong to it, whatever its schema says. */
const OF_RESOURCE: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** Checks the whole schema of a version, from its root. */
export function checkSchema(at: Path, schema: Schema, hasStatus: boolean, report: Report): void {
  const before = report.count;
  if (hasStatus) checkRootWithStatus(at, schema, report);
  if (schema.nullable === true) {
    report.forbidden('K8S_CRD', at.child('nullable'), 'nullable cannot be true at the root');
  }
  const problem = unstructurable(schema);
  const scope = problem === undefined && isStructural(at, schema, report) ? RuleScope.root(schema, true) : undefined;
  new Walk(report).check({ at, schema, around: {}, scope, uncorrelated: undefined, isRoot: true });
  // The keywords that keep it from being structural are told one by one, where there is a word for them.
  if (problem !== undefined && report.count === before) report.invalid('K8S_CRD', at, '', problem);
  const excess = scope?.total.excess;
  if (excess === undefined) return;
  const detail = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  for (const rule of excess.rules) report.forbidden('K8S_CRD', rule, detail);
  const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  report.forbidden('K8S_CRD', at, exceeded(what, excess.cost, excess.limit));
}

/** Whether it is structural, and its defaults are right: only then are rules looked at. */
function isStructural(at: Path, schema: Schema, report: Report): boolean {
  const before = report.count;
  checkStructural(at, schema, report);
  if (report.count === before) checkDefaults(at, schema, report);
  return report.count === before;
}

interface Visit {
  readonly at: Path;
  readonly schema: Schema;
  readonly around: Surroundings;
  /** Undefined where no rules are looked at. */
  readonly scope: RuleScope | undefined;
  /** The list around whose entries cannot be found again in another object. */
  readonly uncorrelated: Path | undefined;
  readonly isRoot: boolean;
}

/** Goes through a schema, from the leaves to the root. */
class Walk {
  private readonly rules: RuleCheck;

  constructor(private readonly report: Report) {
    this.rules = new RuleCheck(report);
  }

  /** @returns whether schemas are right here and inside; rules do not matter for that */
  check({ at, schema, around, scope, uncorrelated, isRoot }: Visit): boolean {
    const before = this.report.count;
    checkKeywords(at, schema, around, this.report);
    let isRight = this.report.count === before;
    const visit = (visited: Omit<Visit, 'isRoot'>) => {
      isRight = this.check({ ...visited, isRoot: false }) && isRight;
    };
    const values = schemaOf(schema.additionalProperties);
    if (values !== undefined) {
      const inside = around.isInsideResource
        ? { ...around, noDefault: 'inside additionalProperties applying to object metadata' }
        : around;
      visit({
        at: at.child('additionalProperties'),
        schema: values,
        around: inside,
        scope: scope?.element(values),
        uncorrelated,
      });
    }
    const isResource = isRoot || schema['x-kubernetes-embedded-resource'] === true;
    for (const [name, property] of propertiesOf(schema)) {
      const ofResource = isResource && OF_RESOURCE.has(name);
      const inside: Surroundings = ofResource
        ? { isInsideResource: true, noDefault: isRoot ? `in top-level ${name}` : around.noDefault }
        : around;
      visit({
        at: at.child('properties').key(name),
        schema: property,
        around: inside,
        scope: scope?.property(name, property),
        uncorrelated,
      });
    }
    for (const part of narrowed(schema, at)) visit({ ...part, around, scope: undefined, uncorrelated });
    const within = textOf(schema['x-kubernetes-list-type']) === 'map' ? uncorrelated : (uncorrelated ?? at);
    for (const item of itemsOf(schema, at)) {
      visit({ ...item, around, scope: scope?.element(item.schema), uncorrelated: within });
    }
    const beforeRules = this.report.count;
    checkRuleFields(at, schema, this.report);
    isRight &&= this.report.count === beforeRules;
    if (isRight && scope !== undefined) this.rules.check(at, schema, scope, uncorrelated);
    return isRight;
  }
}

/** Schemas that rules are not looked at in. */
function narrowed(schema: Schema, at: Path): { readonly at: Path; readonly schema: Schema }[] {
  const not = schemaOf(schema.not);
  const named = (['definitions', 'dependencies'] as const).flatMap((keyword) =>
    Object.entries(structOf(schema[keyword])).flatMap(([name, inner]) => {
      const part = schemaOf(inner);
      return part === undefined ? [] : [{ at: at.child(keyword).key(name), schema: part }];
    }),
  );
  return [
    ...(not === undefined ? [] : [{ at: at.child('not'), schema: not }]),
    ...JUNCTORS.flatMap((name) => partsOfJunctor(schema, name, at)),
    ...named,
  ];
}

function itemsOf({ items }: Schema, at: Path): { readonly at: Path; readonly schema: Schema }[] {
  const place = at.child('items');
  const item = schemaOf(items);
  if (item !== undefined) return [{ at: place, schema: item }];
  if (!Array.isArray(items)) return [];
  return (listOf(items) as readonly Schema[]).map((schema, index) => ({ at: place.child(index), schema }));
}
