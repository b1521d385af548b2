import { type DeclaredType, declaredType, type TypedSchema } from '../../cel/declared-types';
import { escapeFieldName } from '../../cel/field-names';
import type { Path } from '../../violation/path';
import { isSet, listOf } from '../values/decoded';
import { type Schema, typeOf } from './schemas';

/** What all rules of one schema may cost together. */
const TOTAL_LIMIT = 100_000_000;
/** How many of the most expensive rules are named. */
const NAMED = 4;

/** What the rules of one schema cost together, with the most expensive of them. */
export class TotalCost {
  private sum = 0;
  private readonly expensive: { readonly at: Path; readonly cost: number }[] = [];

  add(at: Path, cost: number): void {
    this.sum += cost;
    if (cost >= TOTAL_LIMIT / 100) this.expensive.push({ at, cost });
  }

  /** By how much the limit is exceeded, and by which rules; undefined where it is not. */
  get excess(): { readonly cost: number; readonly limit: number; readonly rules: readonly Path[] } | undefined {
    if (this.sum <= TOTAL_LIMIT) return undefined;
    const rules = [...this.expensive].sort((a, b) => b.cost - a.cost).slice(0, NAMED);
    return { cost: this.sum, limit: TOTAL_LIMIT, rules: rules.map(({ at }) => at) };
  }
}

/** What the rules at one schema see: the type of its values, and how many of them there may be. */
export class RuleScope {
  private declared: { readonly type: DeclaredType | undefined } | undefined;

  private constructor(
    private readonly schema: Schema,
    private readonly outer: RuleScope | undefined,
    private readonly within: (outer: DeclaredType) => DeclaredType | undefined | 'made anew',
    /** How many values there may be at most; undefined where nothing limits them. */
    readonly cardinality: number | undefined,
    private readonly hasRules: boolean,
    private readonly isResource: boolean,
    readonly total: TotalCost,
  ) {}

  /** @param isResource whether it is about a whole resource */
  static root(schema: Schema, isResource: boolean): RuleScope {
    return new RuleScope(schema, undefined, () => 'made anew', 1, hasRules(schema), isResource, new TotalCost());
  }

  property(name: string, schema: Schema): RuleScope {
    const escaped = escapeFieldName(name);
    return this.inner(
      schema,
      ({ fields }) => (escaped === undefined ? undefined : fields?.get(escaped)) ?? 'made anew',
    );
  }

  /** The elements of a list, or the values of a map. */
  element(schema: Schema): RuleScope {
    return this.inner(schema, ({ element }) => element);
  }

  private inner(schema: Schema, within: (outer: DeclaredType) => DeclaredType | undefined | 'made anew'): RuleScope {
    const most = mostElements(this.schema);
    const cardinality = this.cardinality === undefined || most === undefined ? undefined : this.cardinality * most;
    const isResource = schema['x-kubernetes-embedded-resource'] === true;
    const withRules = this.hasRules || hasRules(schema);
    return new RuleScope(schema, this, within, cardinality, withRules, isResource, this.total);
  }

  /** The type of the values; undefined where rules cannot see them. */
  get type(): DeclaredType | undefined {
    this.declared ??= { type: this.declare() };
    return this.declared.type;
  }

  private declare(): DeclaredType | undefined {
    // Of what stands outside of all rules nobody asks the type.
    if (this.outer?.hasRules === true) {
      const { type } = this.outer;
      const inside = type && this.within(type);
      if (inside !== 'made anew') return inside;
    }
    return declaredType(this.schema as TypedSchema, this.isResource);
  }
}

function hasRules(schema: Schema): boolean {
  return listOf(schema['x-kubernetes-validations']).length > 0;
}

/** How many values there are inside of one at most: a struct has each of its fields once. */
function mostElements(schema: Schema): number | undefined {
  const type = typeOf(schema);
  const isMap = type === 'object' && isSet(schema.additionalProperties);
  if (!isMap && type !== 'array') return 1;
  const most = isMap ? schema.maxProperties : schema.maxItems;
  return isSet(most) ? Math.max(0, Number(most)) : undefined;
}
