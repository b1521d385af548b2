import { type Environment, FUNCTIONS } from '../../lib/cel/typing/environment';
import type { Overload } from '../../lib/cel/typing/signature';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  TIMESTAMP,
  UINT,
  unwrapOptional,
} from '../../lib/cel/typing/type';
import { substitute, Unification } from '../../lib/cel/typing/unification';
import type { Random } from '../random';
import { pick } from './random-schema';

const SIMPLE: readonly CelType[] = [BOOL, INT, STRING, DOUBLE, UINT, BYTES, DURATION, TIMESTAMP, NULL, DYN];
const TEXTS = ["'a'", "'abc'", "''", "'ä'", '"x\\ty"', "r'\\d+'", "'1h'", "'(a'", "'10.0.0.0/8'", "'%s-%d'", "'''q'''"];
const PATTERNS = ["'^a+$'", "'[a-z]*'", "'('", "r'\\w'"];
const NUMBERS = ['0', '1', '-1', '5', '100', '9223372036854775807', '0x1F'];
const DURATIONS = ["duration('1h')", "duration('x')", 'duration(5)'];
const TIMES = ["timestamp('2026-01-02T03:04:05Z')", "timestamp('2026-01-02')", 'timestamp(0)'];
const ODD = ['foo', 'self.nothing', 'namespace', '__result__', 'unknown(1)', 'self.unknown()', 'oldSelf', 'type(self)'];
/** One in so many parts has a type that is not wanted. */
const WRONG = 60;

interface Scope {
  readonly names: readonly (readonly [name: string, type: CelType])[];
}

/** Expressions of all sorts: most are well typed, so that more than their first word is looked at. */
export class RandomExpression {
  private made = 0;
  private readonly overloads: readonly (readonly [name: string, overload: Overload])[];

  constructor(
    private readonly random: Random,
    private readonly environment: Environment,
  ) {
    this.overloads = [...FUNCTIONS].flatMap(([name, overloads]) =>
      name.startsWith('@') || name.includes('.@') || name === '_?._'
        ? []
        : overloads.map((overload) => [name, overload] as const),
    );
  }

  make(type: CelType, depth: number): string {
    const names = [...this.environment.variables].filter(([name]) => !name.includes('.'));
    return this.of(type, depth, { names });
  }

  private of(type: CelType, depth: number, scope: Scope): string {
    if (this.random.below(WRONG) === 0) return this.odd(depth, scope);
    if (depth <= 0) return this.leaf(type, scope);
    switch (this.random.below(12)) {
      case 0:
      case 1:
        return this.leaf(type, scope);
      case 2:
        return `(${this.of(BOOL, depth - 1, scope)} ? ${this.of(type, depth - 1, scope)} : ${this.of(type, depth - 1, scope)})`;
      case 3:
      case 4:
        return this.special(type, depth, scope);
      case 5:
      case 6:
        return this.reached(type, scope) ?? this.called(type, depth, scope);
      default:
        return this.called(type, depth, scope);
    }
  }

  private odd(depth: number, scope: Scope): string {
    return this.random.below(2) === 0
      ? pick(this.random, ODD)
      : this.of(pick(this.random, SIMPLE), Math.max(0, depth - 1), scope);
  }

  private leaf(type: CelType, scope: Scope): string {
    const reached = this.random.below(2) === 0 ? this.reached(type, scope) : undefined;
    if (reached !== undefined) return reached;
    const [first = DYN, second = DYN] = type.parameters;
    switch (type.kind) {
      case 'bool':
        return pick(this.random, ['true', 'false']);
      case 'int':
        return pick(this.random, NUMBERS);
      case 'uint':
        return pick(this.random, ['0u', '7u', '0xAu']);
      case 'double':
        return pick(this.random, ['0.5', '1e3', '-2.0', '.5']);
      case 'string':
        return pick(this.random, TEXTS);
      case 'bytes':
        return pick(this.random, ["b'a'", "bytes('ä')", "b'\\xff'"]);
      case 'null':
        return 'null';
      case 'duration':
        return pick(this.random, DURATIONS.concat(DURATIONS[0] as string));
      case 'timestamp':
        return pick(this.random, TIMES.concat(TIMES[0] as string));
      case 'list': {
        const items = Array.from({ length: this.random.below(3) }, () => this.leaf(first, scope));
        return `[${items.join(', ')}${items.length > 0 && this.random.below(9) === 0 ? ',' : ''}]`;
      }
      case 'map': {
        const length = this.random.below(3);
        return `{${Array.from({ length }, () => `${this.leaf(first, scope)}: ${this.leaf(second, scope)}`).join(', ')}}`;
      }
      case 'type':
        return `type(${this.leaf(first, scope)})`;
      case 'dyn':
      case 'param':
        return this.reached(type, scope) ?? `dyn(${this.leaf(pick(this.random, SIMPLE.slice(0, 4)), scope)})`;
      case 'opaque':
        if (unwrapOptional(type) !== undefined) {
          return this.random.below(2) === 0 ? `optional.of(${this.leaf(first, scope)})` : 'optional.none()';
        }
        return type.name === 'net.IP' ? "ip('10.0.0.1')" : "cidr('10.0.0.0/8')";
      case 'struct':
        return this.reached(type, scope) ?? this.called(type, 0, scope);
      default:
        return 'null';
    }
  }

  /** A way through fields and elements to a value of a type, if there is one. */
  private reached(type: CelType, { names }: Scope): string | undefined {
    const found: string[] = [];
    const follow = (text: string, at: CelType, depth: number) => {
      if (new Unification().assign(at, type) && (at.kind !== 'dyn' || type.kind === 'dyn' || depth === 3))
        found.push(text);
      if (depth === 0) return;
      const fields = at.kind === 'struct' ? this.environment.structs.get(at.name) : undefined;
      for (const [name, inner] of fields ?? []) follow(`${text}.${name}`, inner, depth - 1);
      if (at.kind === 'list') follow(`${text}[0]`, at.parameters[0] as CelType, depth - 1);
      if (at.kind === 'map') {
        follow(`${text}['k']`, at.parameters[1] as CelType, depth - 1);
        follow(`${text}.k`, at.parameters[1] as CelType, depth - 1);
      }
      if (at.kind === 'dyn') follow(`${text}.x`, DYN, depth - 1);
    };
    for (const [name, at] of names) follow(name, at, 3);
    return found.length === 0 ? undefined : pick(this.random, found);
  }

  /** A call of a function with the result that is wanted. */
  private called(type: CelType, depth: number, scope: Scope): string {
    for (let tries = 0; tries < 40; tries += 1) {
      const [name, overload] = pick(this.random, this.overloads);
      const unification = new Unification();
      const fresh = new Map(overload.parameters.map((parameter) => [parameter, unification.fresh()]));
      const result = substitute(overload.result, fresh, false);
      if (result.kind === 'param' && tries < 30) continue;
      if (!unification.assign(result, type)) continue;
      const args = overload.args.map((arg) => {
        const wanted = unification.resolve(substitute(arg, fresh, false));
        return this.of(this.filled(wanted, unification), depth - 1, scope);
      });
      return written(name, overload, args, this.patterned(name, args));
    }
    return this.leaf(type.kind === 'struct' ? DYN : type, scope);
  }

  private patterned(name: string, args: readonly string[]): readonly string[] {
    const takesPattern = name === 'matches' || name === 'find' || name === 'findAll';
    if (!takesPattern || this.random.below(3) === 0) return args;
    return args.map((arg, index) => (index === 1 ? pick(this.random, PATTERNS) : arg));
  }

  /** Something for what is not known of a type. */
  private filled(type: CelType, unification: Unification): CelType {
    if (type.kind === 'param') {
      const simple = pick(this.random, SIMPLE);
      unification.assign(simple, type);
      return simple;
    }
    return { ...type, parameters: type.parameters.map((parameter) => this.filled(parameter, unification)) };
  }

  /** A macro, or what else has a syntax of its own. */
  private special(type: CelType, depth: number, scope: Scope): string {
    const element = pick(this.random, SIMPLE.slice(0, 4));
    const range = () => this.of(listOf(element), depth - 1, scope);
    const variable = `${pick(this.random, ['x', 'y', 'e'])}${this.random.below(3)}`;
    this.made += 1;
    const inside = (...names: (readonly [string, CelType])[]): Scope => ({ names: [...scope.names, ...names] });
    const inner = inside([variable, element]);
    const two = inside(['i', INT], [variable, element]);
    switch (type.kind) {
      case 'bool': {
        const test = (within: Scope) => this.of(BOOL, depth - 1, within);
        switch (this.random.below(8)) {
          case 0:
            return `has(${this.reached(DYN, scope)?.replace(/\[[^\]]*\]$/, '.k') ?? 'self'})`;
          case 1:
            return `${range()}.all(i, ${variable}, ${test(two)})`;
          case 2:
            return `${range()}.exists(i, ${variable}, ${test(two)})`;
          case 3:
            return `${range()}.existsOne(i, ${variable}, ${test(two)})`;
          case 4:
            return `${this.of(mapOf(STRING, element), depth - 1, scope)}.all(k, ${this.of(BOOL, depth - 1, inside(['k', STRING]))})`;
          case 5:
            return `${this.ranged(scope) ?? range()}.all(${variable}, ${test(inside([variable, DYN]))})`;
          default:
            return `${range()}.${pick(this.random, ['all', 'exists', 'exists_one'])}(${variable}, ${test(inner)})`;
        }
      }
      case 'list': {
        const result = type.parameters[0] as CelType;
        switch (this.random.below(5)) {
          case 0:
            return `${this.of(type, depth - 1, scope)}.filter(${variable}, ${this.of(BOOL, depth - 1, inside([variable, result]))})`;
          case 1:
            return `${range()}.map(${variable}, ${this.of(BOOL, depth - 1, inner)}, ${this.of(result, depth - 1, inner)})`;
          case 2:
            return `${range()}.transformList(i, ${variable}, ${this.of(result, depth - 1, two)})`;
          case 3:
            return `[?${this.of(optionalOf(result), depth - 1, scope)}, ${this.of(result, depth - 1, scope)}]`;
          default:
            return `${range()}.map(${variable}, ${this.of(result, depth - 1, inner)})`;
        }
      }
      case 'map': {
        const [key = STRING, value = DYN] = type.parameters;
        switch (this.random.below(4)) {
          case 0:
            return `${this.of(type, depth - 1, scope)}.transformMap(k, ${variable}, ${this.of(value, depth - 1, inside(['k', key], [variable, value]))})`;
          case 1:
            return `${range()}.transformMapEntry(i, ${variable}, {${this.of(key, depth - 1, two)}: ${this.of(value, depth - 1, two)}})`;
          case 2:
            return `{?${this.of(key, depth - 1, scope)}: ${this.of(optionalOf(value), depth - 1, scope)}}`;
          default:
            return `${this.of(type, depth - 1, scope)}.transformMap(k, ${variable}, ${this.of(BOOL, depth - 1, scope)}, ${this.of(value, depth - 1, inside(['k', key], [variable, value]))})`;
        }
      }
      default: {
        const inside2 = unwrapOptional(type);
        if (inside2 !== undefined) {
          const reached = this.reached(inside2, scope);
          if (this.random.below(2) === 0 && reached?.includes('.') === true) return reached.replace(/\.(\w+)$/, '.?$1');
          const optional = this.of(optionalOf(element), depth - 1, scope);
          return this.random.below(2) === 0
            ? `${optional}.optMap(${variable}, ${this.of(inside2, depth - 1, inner)})`
            : `${optional}.optFlatMap(${variable}, ${this.of(type, depth - 1, inner)})`;
        }
        return `${this.of(optionalOf(type), depth - 1, scope)}.orValue(${this.of(type, depth - 1, scope)})`;
      }
    }
  }

  /** Something to loop over. */
  private ranged(scope: Scope): string | undefined {
    return this.reached(pick(this.random, [listOf(DYN), mapOf(STRING, DYN)]), scope);
  }
}

function written(name: string, { isMember }: Overload, given: readonly string[], args: readonly string[]): string {
  const [first = '', second = '', third = ''] = args;
  if (name === '_?_:_') return `(${first} ? ${second} : ${third})`;
  if (name === '_[_]') return `${first}[${second}]`;
  if (name === '_[?_]') return `${first}[?${second}]`;
  if (name === '!_' || name === '-_') return `${name[0]}(${first})`;
  if (name === '@in') return `(${first} in ${second})`;
  const operator = /^_(\W+)_$/.exec(name)?.[1];
  if (operator !== undefined) return `(${first} ${operator} ${second})`;
  return isMember && given.length > 0 ? `${first}.${name}(${args.slice(1).join(', ')})` : `${name}(${args.join(', ')})`;
}
