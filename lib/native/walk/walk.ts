import { isMap, type JsonMap } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import { FoundClean, isRepeated, markRepeated } from '../../kube/repeated';
import { Path } from '../../violation/path';
import { Report as ReportOf } from '../../violation/report';
import type { Shape, StructShape } from '../decoding/shapes';
import { setDefaults } from '../defaults';
import type { Report, Rule } from '../rules';
import { apply, type Constraint } from './constraints';
import { Place } from './place';
import { Around, type Scope, StructContext } from './scope';
import type { Table, Tables, Union } from './table';
import { VALUE_FIELDS } from './value-fields';

/**
 * Applies tables to a decoded object: one walk along its shape, and at each struct whatever is said of its definition.
 *
 * What stands in several manifests and was found clean is not looked at again in objects of the same kind, unless
 * something inside looked at what is around.
 */
export class Walk {
  private readonly plans = new Map<Shape, Plan>();
  private readonly clean = new Map<string, CleanParts>();

  constructor(private readonly tables: Tables) {}

  /** @param kind the group and the kind: `apps/Deployment` */
  check(shape: StructShape, object: JsonMap, kind: string, report: Report, warnings: Report): void {
    const clean = remembered(this.clean, kind, () => new CleanParts());
    new Walker(this.planOf, clean, report, warnings, kind, object).check(shape, object);
  }

  private readonly planOf = (shape: StructShape): Plan => {
    let plan = this.plans.get(shape);
    if (plan === undefined) {
      plan = planOf(shape, this.tables);
      this.plans.set(shape, plan);
    }
    return plan;
  };
}

/** What there is to do at a struct. */
interface Plan {
  readonly table: Table | undefined;
  readonly fields: readonly FieldPlan[];
  readonly union: UnionPlan | undefined;
  /** The fields that have something to check inside, in the order in which they are looked at. */
  readonly inner: readonly InnerPlan[];
  /** The same by name, where there are so many that most are missing. */
  readonly innerByName: ReadonlyMap<string, InnerPlan> | undefined;
  readonly alone: ReadonlySet<string> | undefined;
}

interface InnerPlan {
  readonly name: string;
  readonly index: number;
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
  /** Whether nothing is said where it is missing. */
  readonly maybeMissing: boolean;
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
    .sort(([a], [b]) => Number(first.includes(b)) - Number(first.includes(a)))
    .map(([name, field], index): InnerPlan => {
      const zero = field.type === 'struct' && values.has(name) ? setDefaults(field.name, {}) : undefined;
      if (zero !== undefined) markRepeated(zero);
      const hidden = table?.names?.[name] === '';
      return { ...{ name, index, shape: field, hidden, zero }, child: childOf(name, table) };
    });
  const isWide = inner.length > MANY && inner.every(({ zero }) => zero === undefined);
  return {
    ...{ table, inner },
    fields: table === undefined ? [] : fieldPlans(table),
    union: table?.union && { ...table.union, rule: table.rule, all: new Set(table.union.members) },
    innerByName: isWide ? new Map(inner.map((one) => [one.name, one])) : undefined,
    alone: table?.alone && new Set(table.alone),
  };
}

/** Of so many fields it is quicker to look for those that are there. */
const MANY = 8;

function fieldPlans(table: Table): FieldPlan[] {
  return Object.entries(table.fields ?? {}).map(([name, field]) => {
    const own = 'constraints' in field ? field : { rule: table.rule, constraints: field };
    const missing: Report = new ReportOf();
    apply(own.constraints, undefined, new Place(missing, own.rule, Path.ROOT));
    return { name, ...own, maybeMissing: missing.count === 0, child: childOf(name, table) };
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

/** Which parts of objects of a kind were found clean, of those that stand in several manifests. */
class CleanParts {
  private readonly values = new Map<Shape, FoundClean>();
  private readonly alike = new Map<Shape, Set<string>>();

  of(shape: Shape): FoundClean {
    return remembered(this.values, shape, () => new FoundClean());
  }

  /** Structs that were clean, by all that they say but for some fields. */
  alikeOf(shape: Shape): Set<string> {
    const known = remembered(this.alike, shape, () => new Set<string>());
    if (known.size >= MOST_ALIKE) known.clear();
    return known;
  }
}

const MOST_ALIKE = 10_000;

class Walker implements Scope {
  /** The depth of the outermost struct that something inside has looked at, of what is being walked. */
  private reach = Number.POSITIVE_INFINITY;
  readonly volumes = new Map<JsonMap, Map<string, string>>();

  constructor(
    private readonly plan: (shape: StructShape) => Plan,
    private readonly clean: CleanParts,
    readonly report: Report,
    private readonly warnings: Report,
    readonly kind: string,
    private readonly whole: JsonMap,
  ) {}

  get object(): JsonMap {
    this.reached(0);
    return this.whole;
  }

  reached(depth: number): void {
    if (depth < this.reach) this.reach = depth;
  }

  check(shape: StructShape, object: JsonMap): void {
    this.struct(shape.name, this.plan(shape), object, Path.ROOT, undefined);
  }

  private struct(name: string, plan: Plan, object: JsonMap, at: Path, around: Around | undefined): void {
    const { table, fields, union } = plan;
    const before = this.report.count;
    for (const { name: field, rule, constraints, child, maybeMissing } of fields) {
      const value = object[field];
      if (value !== undefined || !maybeMissing) apply(constraints, value, new Place(this.report, rule, at, child));
    }
    const chosen = union && this.union(union, object, at);
    if (table === undefined) {
      this.inside(name, plan, object, at, around, undefined);
      return;
    }
    const context = new StructContext(this, around, this.report);
    table.check?.(object, at, context);
    table.warn?.(object, at, new StructContext(this, around, this.warnings));
    const ignored = table.ignores?.(object, context);
    const isIgnored =
      union === undefined && ignored === undefined
        ? undefined
        : (field: string) => (union?.all.has(field) === true && field !== chosen) || ignored?.includes(field) === true;
    this.inside(name, plan, object, at, around, isIgnored);
    table.done?.(object, at, context, this.report.count === before);
  }

  private inside(
    definition: string,
    { inner, innerByName }: Plan,
    object: JsonMap,
    at: Path,
    around: Around | undefined,
    isIgnored: ((name: string) => boolean) | undefined,
  ): void {
    for (const { name, shape, child, hidden, zero } of innerByName === undefined ? inner : given(object, innerByName)) {
      const value = object[name] ?? zero;
      if (value === undefined || isIgnored?.(name)) continue;
      this.value(shape, value, child(at), new Around(this, definition, object, at, name, around), hidden);
    }
  }

  /** @returns the member that counts */
  private union(
    { members, all, missing, several, called, tolerated, rule }: UnionPlan,
    object: JsonMap,
    at: Path,
  ): string | undefined {
    const names = Object.keys(object).filter((name) => all.has(name) && object[name] !== undefined);
    if (names.length === 1) return names[0];
    const [first, ...others] = members.filter((name) => names.includes(name));
    if (first === undefined) this.report.required(rule, at, missing);
    for (const name of others) {
      if (!tolerated?.includes(name)) this.report.forbidden(rule, at.renamed(name, called?.[name] ?? name), several);
    }
    return first;
  }

  private value(shape: Shape, value: unknown, at: Path, around: Around, hidden: boolean): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.volumes.has(value as JsonMap)) {
      // What was said of it beforehand is said of this one alone.
      this.reached(0);
      this.parts(shape, value, at, around, hidden);
    } else if (!isRepeated(value)) this.parts(shape, value, at, around, hidden);
    else {
      const clean = this.clean.of(shape);
      if (clean.has(value)) return;
      if (this.isClean(() => this.parts(shape, value, at, around, hidden), around)) clean.add(value);
    }
  }

  /** A struct that says the same as another that was clean, but for fields that nothing is compared with. */
  private alike(shape: StructShape, plan: Plan, object: JsonMap, at: Path, around: Around): void {
    const { alone, fields } = plan;
    const key = alone && sameness(object, alone);
    if (key === undefined) {
      this.struct(shape.name, plan, object, at, around);
      return;
    }
    const clean = this.clean.alikeOf(shape);
    if (!clean.has(key)) {
      if (this.isClean(() => this.struct(shape.name, plan, object, at, around), around)) clean.add(key);
      return;
    }
    for (const { name, rule, constraints, child } of fields) {
      if (alone?.has(name)) apply(constraints, object[name], new Place(this.report, rule, at, child));
    }
  }

  /** Whether nothing is found while something is walked, nor anything outside of it looked at. */
  private isClean(walk: () => void, { depth }: Around): boolean {
    const { reach } = this;
    const before = this.report.count + this.warnings.count;
    this.reach = Number.POSITIVE_INFINITY;
    walk();
    const isInside = this.reach > depth;
    this.reached(reach);
    return isInside && this.report.count + this.warnings.count === before;
  }

  private parts(shape: Shape, value: object, at: Path, around: Around, hidden: boolean): void {
    if (shape.type === 'struct') {
      if (!isMap(value)) return;
      const plan = this.plan(shape);
      if (plan.alone === undefined) this.struct(shape.name, plan, value, at, around);
      else this.alike(shape, plan, value, at, around);
    } else if (shape.type === 'list') {
      if (!Array.isArray(value)) return;
      for (let index = 0; index < value.length; index += 1) {
        this.value(shape.items, value[index], hidden ? at.inside(index) : at.child(index), around, false);
      }
    } else if (shape.type === 'map' && isMap(value)) {
      for (const key of Object.keys(value)) this.value(shape.values, value[key], at.key(key), around, false);
    }
  }
}

/** Those of many fields that are there, in the order in which they are looked at. */
function given(object: JsonMap, innerByName: ReadonlyMap<string, InnerPlan>): readonly InnerPlan[] {
  const found: InnerPlan[] = [];
  for (const name of Object.keys(object)) {
    const plan = innerByName.get(name);
    if (plan !== undefined) found.push(plan);
  }
  return found.length < 2 ? found : found.sort((a, b) => a.index - b.index);
}

/** One text for all structs that say the same but for some fields; none where that takes looking at their parts. */
function sameness(object: JsonMap, without: ReadonlySet<string>): string | undefined {
  let key = '';
  for (const name of Object.keys(object)) {
    if (without.has(name)) continue;
    const value = object[name];
    if (typeof value === 'object' && value !== null) {
      if (!isRepeated(value)) return undefined;
      key += `${name}@${identityOf(value)} `;
    } else if (value !== undefined) key += `${name}=${JSON.stringify(`${typeof value} ${value}`)} `;
  }
  return key;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identityOf(value: object): number {
  return remembered(identities, value, () => {
    lastIdentity += 1;
    return lastIdentity;
  });
}
