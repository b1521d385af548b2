import { type DeclaredType, KEYS } from '../declared-types';
import { runeCount } from '../functions';
import type { CheckedExpression } from '../typing/check';
import {
  ACCUMULATOR,
  type Core,
  type CoreCall,
  type CoreComprehension,
  type CoreList,
  type CoreMap,
  type CoreSelect,
} from '../typing/core';
import { type CelType, unwrapOptional } from '../typing/type';
import { callCost } from './call-costs';
import { exactly, type Interval, ONE, plus, times, UNKNOWN, union, ZERO } from './interval';
import type { Operand, Sizes, Way } from './operand';

const LIST_COST = 10;
const MAP_COST = 30;
const STRUCT_COST = 40;

/** How large the elements of something are. */
interface Entries {
  readonly isList: boolean;
  readonly key: Interval;
  readonly value: Interval;
}

/** A name inside of a loop. */
interface Local {
  readonly way: Way;
  readonly size: Interval | undefined;
  readonly entries: Entries | undefined;
}

/**
 * What an expression may cost at most, as the API server estimates it before it takes a rule: in the worst case, with
 * values as large as their schema lets them be.
 *
 * @param self what the variables are
 * @param variable the only variable that is one; without it, the API server takes every value for one of which it does
 *   not know where it comes from
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions
 */
export function estimateCost(expression: CheckedExpression, self: DeclaredType, variable?: string): Interval {
  return new Estimator(expression, self, variable).cost(expression.core);
}

function isMap({ type }: DeclaredType): boolean {
  return type.kind === 'map';
}

/** Estimates costs, as cel-go does. */
class Estimator implements Sizes {
  private readonly ways = new Map<Core, Way>();
  private readonly sizes = new Map<Core, Interval>();
  private readonly entries = new Map<Core, Entries>();
  private readonly locals = new Map<string, Local[]>();

  constructor(
    private readonly expression: CheckedExpression,
    private readonly self: DeclaredType,
    private readonly variable: string | undefined,
  ) {}

  cost(core: Core): Interval {
    switch (core.kind) {
      case 'literal':
        return ZERO;
      case 'identifier':
        return this.identifier(core, this.nameOf(core));
      case 'select':
        return this.select(core);
      case 'call':
        return this.call(core);
      case 'list':
        return this.list(core);
      case 'map':
        return this.map(core);
      case 'struct':
        return this.sum(
          core.fields.map(({ value }) => value),
          STRUCT_COST,
        );
      case 'comprehension':
        return isBinding(core) ? this.binding(core) : this.comprehension(core);
    }
  }

  private nameOf(core: Extract<Core, { readonly name: string }>): string {
    return this.expression.qualified.get(core) ?? core.name;
  }

  private identifier(core: Core, name: string): Interval {
    this.ways.set(core, this.local(name)?.way ?? [name]);
    return ONE;
  }

  private sum(parts: readonly Core[], base: number): Interval {
    return parts.reduce((sum, part) => plus(sum, this.cost(part)), exactly(base));
  }

  private typeOf(core: Core): CelType {
    return this.expression.types.get(core) as CelType;
  }

  private local(name: string): Local | undefined {
    return this.locals.get(name)?.at(-1);
  }

  private push(name: string, local: Local): void {
    const others = this.locals.get(name);
    if (others === undefined) this.locals.set(name, [local]);
    else others.push(local);
  }

  private pop(name: string): void {
    this.locals.get(name)?.pop();
  }

  private select(core: CoreSelect): Interval {
    const name = this.expression.qualified.get(core);
    if (name !== undefined) return this.identifier(core, name);
    const cost = this.cost(core.operand);
    if (core.isTest) return cost;
    this.ways.set(core, [...this.wayTo(core.operand), core.field]);
    const { kind } = this.typeOf(core.operand);
    return kind === 'map' || kind === 'struct' || kind === 'param' ? plus(cost, ONE) : cost;
  }

  private wayTo(core: Core): Way {
    return (core.kind === 'identifier' ? this.local(this.nameOf(core))?.way : undefined) ?? this.ways.get(core) ?? [];
  }

  private call(core: CoreCall): Interval {
    const { args } = core;
    const name = this.nameOf(core);
    const target = name === core.name ? core.target : undefined;
    if (name === 'dyn' && target === undefined) {
      const [inner] = args as [Core];
      const cost = plus(ONE, this.cost(inner));
      this.copySizes(core, inner);
      return cost;
    }
    const costs = args.map((arg) => this.cost(arg));
    const operands = args.map((arg) => this.operand(arg));
    const overloads = this.expression.overloads.get(core);
    // Such as the selection of an optional field: it costs nothing, nor does what it is selected from.
    if (overloads === undefined) return ZERO;
    const before = target === undefined ? ZERO : this.cost(target);
    const self = target && this.operand(target);
    let cost: Interval = { min: Number.POSITIVE_INFINITY, max: 0 };
    let size: Interval | undefined;
    for (const { id } of overloads) {
      const one = callCost({ name, id, self, args: operands, costs, sizes: this, core });
      cost = union(cost, one.cost);
      if (one.size !== undefined) size = size === undefined ? one.size : union(size, one.size);
      if (id === 'index_list' || id === 'index_map') {
        const [container] = args as [Core];
        size = this.entriesOf(container)?.value;
        this.ways.set(core, [...this.wayTo(container), id === 'index_list' ? '@items' : '@values']);
      }
      size ??= this.sizeOf(core);
    }
    if (size !== undefined) this.sizes.set(core, size);
    return plus(before, cost);
  }

  private operand(core: Core): Operand {
    const way = this.wayTo(core);
    const isKnown = way.length > 0 && way[0] !== ACCUMULATOR;
    return { core, type: this.typeOf(core), way: isKnown ? way : undefined, size: this.sizeOf(core) };
  }

  private list(core: CoreList): Interval {
    const parts = core.elements.map(({ value }) => value);
    const cost = this.sum(parts, LIST_COST);
    this.entries.set(core, { isList: true, key: ONE, value: this.commonSize(parts) });
    return cost;
  }

  private map(core: CoreMap): Interval {
    const keys = core.entries.map(({ key }) => key);
    const values = core.entries.map(({ value }) => value);
    const cost = this.sum(
      core.entries.flatMap(({ key, value }) => [key, value]),
      MAP_COST,
    );
    this.entries.set(core, { isList: false, key: this.commonSize(keys), value: this.commonSize(values) });
    return cost;
  }

  private commonSize(parts: readonly Core[]): Interval {
    const [first, ...others] = parts.map((part) => this.sizeOf(part) ?? UNKNOWN);
    return first === undefined ? ZERO : others.reduce(union, first);
  }

  private comprehension(core: CoreComprehension): Interval {
    const { range, variable, second, accumulator, initial, condition, step, result } = core;
    const before = plus(this.cost(range), this.cost(initial));
    this.push(accumulator, { way: this.wayTo(initial), size: this.sizeOf(initial), entries: this.entriesOf(initial) });
    const entries = this.entriesOf(range);
    const isList = entries === undefined ? this.typeOf(range).kind === 'list' : entries.isList;
    const way = this.wayTo(range);
    const key = { way: [...way, isList ? '@indices' : '@keys'], size: entries?.key, entries: undefined };
    const value = { way: [...way, isList ? '@items' : '@values'], size: entries?.value, entries: undefined };
    this.push(variable, second === undefined && isList ? value : key);
    if (second !== undefined) this.push(second, value);
    const round = plus(this.cost(condition), this.cost(step));
    this.pop(variable);
    if (second !== undefined) this.pop(second);
    const after = this.cost(result);
    this.pop(accumulator);
    const rounds = this.sizeOf(range) ?? UNKNOWN;
    this.foldedSize(core, rounds);
    return plus(plus(before, after), times(rounds, round));
  }

  private foldedSize(core: CoreComprehension, rounds: Interval): void {
    const { initial, step } = core;
    if (initial.kind === 'literal') {
      const size = this.sizeOf(initial);
      if (size !== undefined) this.sizes.set(core, size);
    } else if (initial.kind === 'list' || initial.kind === 'map') {
      this.sizes.set(core, rounds);
      const entries = this.entriesOf(step);
      if (entries !== undefined) this.entries.set(core, entries);
    }
  }

  /** A value bound to a name. */
  private binding(core: CoreComprehension): Interval {
    const { range, accumulator, initial, result } = core;
    const cost = plus(this.cost(range), this.cost(initial));
    this.push(accumulator, { way: this.wayTo(initial), size: this.sizeOf(initial), entries: this.entriesOf(initial) });
    const after = this.cost(result);
    this.pop(accumulator);
    this.copySizes(core, result);
    return plus(cost, after);
  }

  private copySizes(to: Core, from: Core): void {
    const size = this.sizeOf(from);
    if (size !== undefined) this.sizes.set(to, size);
    const entries = this.entriesOf(from);
    if (entries !== undefined) this.entries.set(to, entries);
  }

  /** How large a value is: by the expression, by the schema, by its type. */
  sizeOf(core: Core): Interval | undefined {
    const known = this.sizes.get(core) ?? sizeOfLiteral(core);
    if (known !== undefined) return known;
    const bySchema = this.sizeByWay(this.wayTo(core));
    if (bySchema !== undefined) {
      this.sizes.set(core, bySchema);
      return bySchema;
    }
    if (isScalar(this.typeOf(core))) return ONE;
    return core.kind === 'identifier' ? this.local(this.nameOf(core))?.size : undefined;
  }

  /** How large an operand is: by the expression, or by the schema. */
  sizeOfOperand({ size, way }: Operand): Interval {
    return size ?? (way && this.sizeByWay(way)) ?? UNKNOWN;
  }

  /** How large a value is that is reached from the variables, by its schema. */
  private sizeByWay(way: Way): Interval | undefined {
    const [start, ...parts] = way;
    if (start === undefined || (this.variable !== undefined && start !== this.variable)) return undefined;
    let current: DeclaredType | undefined = this.self;
    for (const part of parts) {
      if (part === '@items' || part === '@values') current = current.element;
      else if (part === '@keys') current = isMap(current) ? (current.key ?? KEYS) : undefined;
      else current = current.fields?.get(part) ?? current.byName;
      if (current === undefined) return undefined;
    }
    return { min: 0, max: current.most };
  }

  entriesOf(core: Core): Entries | undefined {
    const known = this.entries.get(core);
    if (known !== undefined || core.kind !== 'identifier') return known;
    return this.local(this.nameOf(core))?.entries;
  }

  /** What is known of the elements of one of several values. */
  joinEntries(core: Core, a: Core, b: Core): void {
    const [first, second] = [this.entriesOf(a), this.entriesOf(b)];
    if (first === undefined || second === undefined) return;
    this.entries.set(core, {
      isList: first.isList,
      key: union(first.key, second.key),
      value: union(first.value, second.value),
    });
  }
}

/** A loop over nothing, which only gives a value a name. */
function isBinding({ range, condition, accumulator }: CoreComprehension): boolean {
  return (
    range.kind === 'list' &&
    range.elements.length === 0 &&
    condition.kind === 'literal' &&
    condition.value === false &&
    accumulator !== ACCUMULATOR
  );
}

function sizeOfLiteral(core: Core): Interval | undefined {
  switch (core.kind) {
    case 'literal':
      if (typeof core.value === 'string') return exactly(runeCount(core.value));
      return exactly(core.value instanceof Uint8Array ? core.value.length : 1);
    case 'list':
      return exactly(core.elements.length);
    case 'map':
      return exactly(core.entries.length);
    default:
      return undefined;
  }
}

function isScalar(type: CelType): boolean {
  const inner = unwrapOptional(type);
  if (inner !== undefined) return isScalar(inner);
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind);
}
