import { type Expression, everyPart, type Handle } from './code/expression';
import type { Unit } from './unit';

/** Something of a chart that others can name. */
interface Entry {
  readonly unit: Unit;
  readonly expression: () => Expression;
}

/** What charts have that others can name, and which charts need which. */
export class Registry {
  private readonly entries = new Map<string, Entry[]>();
  private readonly unitOfHandle = new Map<Handle, Unit>();
  private readonly needs = new Map<Unit, Set<Unit>>();

  /** Says that a handle is declared in a chart. */
  declare(handle: Handle, unit: Unit): void {
    this.unitOfHandle.set(handle, unit);
  }

  /** @param key what it is looked up by */
  add(key: string, unit: Unit, expression: () => Expression): void {
    this.entries.set(key, [...(this.entries.get(key) ?? []), { unit, expression }]);
  }

  /** How a chart names something: what it has itself, or what one has that does not need it in turn. */
  find(key: string, from: Unit): Expression | undefined {
    const found = this.entries.get(key) ?? [];
    const own = found.find(({ unit }) => unit === from);
    const of = own ?? found.find(({ unit }) => unit.scenario === undefined && this.mayNeed(from, unit));
    return of?.expression();
  }

  /** Notes what charts an expression makes its own need. */
  noteNeeds(from: Unit, expression: Expression): void {
    for (const part of everyPart(expression)) {
      if (part.type !== 'reference') continue;
      const unit = this.unitOf(part.to);
      if (unit === from) continue;
      const needed = this.needs.get(from) ?? new Set();
      this.needs.set(from, needed.add(unit));
    }
  }

  unitOf(handle: Handle): Unit {
    const unit = this.unitOfHandle.get(handle);
    if (unit === undefined) throw new Error(`nobody declares ${handle.name}`);
    return unit;
  }

  /** The charts that a chart needs. */
  needsOf(unit: Unit): ReadonlySet<Unit> {
    return this.needs.get(unit) ?? new Set();
  }

  /** Charts in an order in which each comes after those that it needs. */
  ordered(units: readonly Unit[]): readonly Unit[] {
    const done = new Set<Unit>();
    const visit = (unit: Unit): void => {
      if (done.has(unit)) return;
      for (const needed of units.filter((each) => this.needsOf(unit).has(each))) visit(needed);
      done.add(unit);
    };
    for (const unit of units) visit(unit);
    return [...done];
  }

  private mayNeed(from: Unit, to: Unit): boolean {
    if (from.scenario !== undefined) return true;
    const seen = new Set<Unit>();
    const reaches = (unit: Unit): boolean => {
      if (unit === from) return true;
      if (seen.has(unit)) return false;
      seen.add(unit);
      return [...this.needsOf(unit)].some(reaches);
    };
    return !reaches(to);
  }
}
