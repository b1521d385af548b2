import type { JsonMap } from '../../kube/json';
import { isMap } from '../../kube/json';
import { Path } from '../../violation/path';
import type { Shape, StructShape } from '../decoding/shapes';
import { setDefaults } from '../defaults';
import type { Report, Rule } from '../rules';
import { apply, type Constraint } from './constraints';
import { Place } from './place';
import type { Context, Surrounding, Table, Tables, Union } from './table';
import { VALUE_FIELDS } from './value-fields';

/**
 * Applies tables to a decoded object: one walk along its shape, and at each struct whatever is said of its definition.
 */
export class Walk {
  private readonly plans = new WeakMap<StructShape, Plan>();

  constructor(private readonly tables: Tables) {}

  /** @param kind the group and the kind: `apps/Deployment` */
  check(shape: StructShape, object: JsonMap, kind: string, report: Report, warnings: Report): void {
    const walker = new Walker((struct) => this.planOf(struct), report, warnings, kind, object);
    walker.struct(shape, object, Path.ROOT, undefined);
  }

  private planOf(shape: StructShape): Plan {
    let plan = this.plans.get(shape);
    if (plan === undefined) {
      plan = planOf(shape, this.tables);
      this.plans.set(shape, plan);
    }
    return plan;
  }
}

/** What there is to do at a struct. */
interface Plan {
  readonly table: Table | undefined;
  readonly fields: readonly FieldPlan[];
  readonly union: UnionPlan | undefined;
  /** The fields that have something to check inside, in the order in which they are looked at. */
  readonly inner: ReadonlyMap<string, InnerPlan>;
}

interface InnerPlan {
  readonly shape: Shape;
  readonly child: (around: Path) => Path;
  /** Whether the API server says nothing of the field, nor of which of its entries it is. */
  readonly hidden: boolean;
  /** What is there when it is missing. */
  readonly zero: JsonMap | undefined;
}

interface UnionPlan extends Union {
  readonly rule: Rule;
  readonly all: ReadonlySet<string>;
}

interface FieldPlan {
  readonly name: string;
  readonly rule: Rule;
  readonly constraints: readonly Constraint[];
  readonly child: (around: Path) => Path;
}

function planOf(shape: StructShape, tables: Tables): Plan {
  const table = Object.hasOwn(tables, shape.name) ? tables[shape.name] : undefined;
  const skipped: ReadonlySet<string> = new Set(table?.skip);
  const first = table?.first ?? [];
  const values: ReadonlySet<string> = new Set(Object.hasOwn(VALUE_FIELDS, shape.name) ? VALUE_FIELDS[shape.name] : []);
  const inner = [...shape.fields]
    .filter(([name, field]) => !skipped.has(name) && reaches(field, tables, new Set()))
    .map(([name, field]) => {
      const zero = field.type === 'struct' && values.has(name) ? setDefaults(field.name, {}) : undefined;
      const plan = { shape: field, child: childOf(name, table), hidden: table?.names?.[name] === '', zero };
      return [name, plan] as const;
    })
    .sort(([a], [b]) => Number(first.includes(b)) - Number(first.includes(a)));
  const union = table?.union && { ...table.union, rule: table.rule, all: new Set(table.union.members) };
  return { table, fields: table === undefined ? [] : fieldPlans(table), union, inner: new Map(inner) };
}

function fieldPlans(table: Table): FieldPlan[] {
  return Object.entries(table.fields ?? {}).map(([name, field]) => {
    const own = 'constraints' in field ? field : { rule: table.rule, constraints: field };
    return { name, ...own, child: childOf(name, table) };
  });
}

function childOf(name: string, table: Table | undefined): (around: Path) => Path {
  const shown = table?.names?.[name];
  if (shown === undefined) return (around) => around.child(name);
  return shown === '' ? (around) => around.inside(name) : (around) => around.renamed(name, shown);
}

/** Whether there is a table for anything inside of a shape. */
function reaches(shape: Shape, tables: Tables, seen: Set<Shape>): boolean {
  if (seen.has(shape)) return false;
  seen.add(shape);
  switch (shape.type) {
    case 'struct':
      return (
        Object.hasOwn(tables, shape.name) || [...shape.fields.values()].some((field) => reaches(field, tables, seen))
      );
    case 'list':
      return reaches(shape.items, tables, seen);
    case 'map':
      return reaches(shape.values, tables, seen);
    default:
      return false;
  }
}

class Walker {
  constructor(
    private readonly plan: (shape: StructShape) => Plan,
    private readonly report: Report,
    private readonly warnings: Report,
    private readonly kind: string,
    private readonly object: JsonMap,
  ) {}

  struct(shape: StructShape, object: JsonMap, at: Path, around: Surrounding | undefined): void {
    const { table, fields, union, inner } = this.plan(shape);
    const before = this.report.count;
    for (const { name, rule, constraints, child } of fields) {
      apply(constraints, object[name], new Place(this.report, rule, at, child));
    }
    const chosen = union && this.union(union, object, at);
    if (table === undefined) {
      this.inside(shape.name, inner, object, at, around, undefined);
      return;
    }
    const context: Context = { report: this.report, kind: this.kind, object: this.object, around };
    table.check?.(object, at, context);
    table.warn?.(object, at, { ...context, report: this.warnings });
    const ignored = table.ignores?.(object, context);
    this.inside(shape.name, inner, object, at, around, (name) => {
      return (union?.all.has(name) === true && name !== chosen) || ignored?.includes(name) === true;
    });
    table.done?.(object, at, context, this.report.count === before);
  }

  private inside(
    definition: string,
    inner: ReadonlyMap<string, InnerPlan>,
    object: JsonMap,
    at: Path,
    around: Surrounding | undefined,
    isIgnored: ((name: string) => boolean) | undefined,
  ): void {
    for (const [name, { shape, child, hidden, zero }] of inner) {
      // A copy, because others keep what they know of a struct by its identity.
      const value = object[name] ?? (zero && { ...zero });
      if (value === undefined || isIgnored?.(name)) continue;
      this.value(shape, value, child(at), { name: definition, object, at, field: name, around }, hidden);
    }
  }

  /** @returns the member that counts */
  private union(
    { members, missing, several, called, tolerated, rule }: UnionPlan,
    object: JsonMap,
    at: Path,
  ): string | undefined {
    const [first, ...others] = members.filter((name) => object[name] !== undefined);
    if (first === undefined) this.report.required(rule, at, missing);
    for (const name of others) {
      if (!tolerated?.includes(name)) this.report.forbidden(rule, at.renamed(name, called?.[name] ?? name), several);
    }
    return first;
  }

  private value(shape: Shape, value: unknown, at: Path, around: Surrounding, hidden = false): void {
    if (shape.type === 'struct') {
      if (isMap(value)) this.struct(shape, value, at, around);
    } else if (shape.type === 'list') {
      if (!Array.isArray(value)) return;
      for (let index = 0; index < value.length; index += 1) {
        this.value(shape.items, value[index], hidden ? at.inside(index) : at.child(index), around);
      }
    } else if (shape.type === 'map' && isMap(value)) {
      for (const key of Object.keys(value)) this.value(shape.values, value[key], at.key(key), around);
    }
  }
}
