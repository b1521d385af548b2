import { RESERVED_WORDS } from '../ast';
import type { Literal } from '../lexer';
import { Uint } from '../values';
import type {
  Core,
  CoreCall,
  CoreComprehension,
  CoreIdentifier,
  CoreList,
  CoreMap,
  CoreSelect,
  CoreStruct,
} from './core';
import { type Environment, fieldsOf, lookUp, overloadsOf } from './environment';
import type { Issues } from './issues';
import type { Overload } from './signature';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DYN,
  ERROR,
  formatType,
  INT,
  isDyn,
  isDynOrError,
  isSame,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  UINT,
  unwrapOptional,
} from './type';
import { mostGeneral, substitute, Unification } from './unification';

/** What is known of the parts of an expression. */
export interface Types {
  /** The type of each part. */
  readonly types: ReadonlyMap<Core, CelType>;
  /** The overloads that a call may come to. */
  readonly overloads: ReadonlyMap<Core, readonly Overload[]>;
  /** Of selections and calls that are names with dots, such as `sets.contains()`: the name. */
  readonly qualified: ReadonlyMap<Core, string>;
  /** The names that stand in the expression, such as `oldSelf`. */
  readonly mentioned: ReadonlySet<string>;
}

/**
 * Finds the types of all parts of an expression, as cel-go does: the same verdicts, the same messages.
 *
 * @see https://pkg.go.dev/github.com/google/cel-go/checker
 */
export function checkTypes(core: Core, environment: Environment, issues: Issues): Types {
  const checker = new Checker(environment, issues);
  checker.check(core);
  const { unification, overloads, qualified, mentioned } = checker;
  const types = new Map(Array.from(checker.types, ([part, type]) => [part, unification.settle(type)]));
  return { types, overloads, qualified, mentioned };
}

/** Names inside of comprehensions. */
interface Scope {
  readonly name: string;
  readonly type: CelType;
  readonly outer: Scope | undefined;
}

class Checker {
  readonly types = new Map<Core, CelType>();
  readonly overloads = new Map<Core, readonly Overload[]>();
  readonly qualified = new Map<Core, string>();
  readonly mentioned = new Set<string>();
  readonly unification = new Unification();
  private scope: Scope | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly issues: Issues,
  ) {}

  check(core: Core): CelType {
    const type = this.find(core);
    this.types.set(core, type);
    return type;
  }

  private find(core: Core): CelType {
    switch (core.kind) {
      case 'literal':
        return typeOfLiteral(core.value);
      case 'identifier':
        return this.identifier(core);
      case 'select':
        return this.select(core);
      case 'call':
        return this.call(core);
      case 'list':
        return this.list(core);
      case 'map':
        return this.map(core);
      case 'struct':
        return this.struct(core);
      case 'comprehension':
        return this.comprehension(core);
    }
  }

  private lookUp(written: string): CelType | undefined {
    const name = withoutDot(written);
    // A name of a loop counts, too: cel-go does not tell them apart.
    this.mentioned.add(name);
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) if (scope.name === name) return scope.type;
    return lookUp(this.environment, name);
  }

  private identifier(core: CoreIdentifier): CelType {
    const { name, at } = core;
    const type = this.lookUp(name);
    if (type === undefined) this.undeclared(at, name);
    else if (name.startsWith('.')) this.qualified.set(core, withoutDot(name));
    return type ?? ERROR;
  }

  private undeclared(at: number, name: string): void {
    this.issues.add(at, `undeclared reference to '${name}' (in container '')`);
  }

  private mismatch(at: number, expected: CelType, found: CelType): void {
    this.issues.add(at, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
  }

  private select(core: CoreSelect): CelType {
    const name = nameOf(core);
    const known = name === undefined ? undefined : this.lookUp(name);
    if (known !== undefined) {
      this.qualified.set(core, withoutDot(name as string));
      return known;
    }
    const type = this.field(core, core.operand, core.field, false);
    return core.isTest ? BOOL : this.unification.resolve(type);
  }

  private optionalField(core: CoreCall): CelType {
    const [operand, field] = core.args as [Core, Core];
    this.types.set(field, STRING);
    this.overloads.set(core, overloadsOf(core.name) as readonly Overload[]);
    const name = field.kind === 'literal' ? String(field.value) : '';
    return this.unification.resolve(this.field(core, operand, name, true));
  }

  private field({ at }: Core, operand: Core, field: string, optional: boolean): CelType {
    const whole = this.unification.resolve(this.check(operand));
    const inner = unwrapOptional(whole);
    const type = this.fieldOf(at, inner ?? whole, field);
    return optional || inner !== undefined ? optionalOf(type) : type;
  }

  private fieldOf(at: number, type: CelType, field: string): CelType {
    switch (type.kind) {
      case 'map':
        return type.parameters[1] as CelType;
      case 'struct':
        return this.fieldOfStruct(at, type.name, field);
      case 'param':
        this.unification.assign(DYN, type);
        return DYN;
      default:
        if (!isDynOrError(type)) {
          this.issues.add(at, `type '${formatType(type)}' does not support field selection`);
        }
        return DYN;
    }
  }

  private fieldOfStruct(at: number, struct: string, field: string): CelType {
    const fields = fieldsOf(this.environment, struct);
    // Types of Kubernetes have no fields that anybody could name.
    if (fields === undefined) this.issues.add(at, `unexpected failed resolution of '${struct}'`);
    const type = fields?.get(field) ?? (RESERVED_WORDS.has(field) ? fields?.get(`__${field}__`) : undefined);
    if (fields !== undefined && type === undefined) this.issues.add(at, `undefined field '${field}'`);
    return type ?? ERROR;
  }

  private call(core: CoreCall): CelType {
    const { target, name, args, at } = core;
    if (name === '_?._') return this.optionalField(core);
    const types = args.map((arg) => this.check(arg));
    const prefix = target && nameOf(target);
    const qualified = prefix === undefined ? undefined : overloadsOf(`${prefix}.${name}`);
    if (qualified !== undefined) return this.resolve(core, `${prefix}.${name}`, qualified, types, false);
    const self = target && this.check(target);
    const overloads = overloadsOf(name);
    if (overloads === undefined) {
      this.undeclared(at, name);
      return ERROR;
    }
    return this.resolve(core, name, overloads, self === undefined ? types : [self, ...types], self !== undefined);
  }

  private resolve(
    core: CoreCall,
    written: string,
    overloads: readonly Overload[],
    args: readonly CelType[],
    isMember: boolean,
  ): CelType {
    const name = withoutDot(written);
    if (name !== core.name) this.qualified.set(core, name);
    if (name === '_&&_' || name === '_||_') {
      this.overloads.set(core, overloads);
      return this.logical(core, args);
    }
    const found: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const fresh = new Map(overload.parameters.map((parameter) => [parameter, this.unification.fresh()]));
      const wanted = overload.args.map((arg) => substitute(arg, fresh, false));
      if (!this.unification.assignAll(args, wanted)) continue;
      found.push(overload);
      const type = this.unification.resolve(substitute(overload.result, fresh, false));
      if (result === undefined) result = type;
      else if (!isDyn(result) && !isSame(type, result)) result = DYN;
    }
    if (result === undefined) {
      const shown = args.map((arg) => formatType(this.unification.settle(arg)));
      const signature = isMember ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
      this.issues.add(core.at, `found no matching overload for '${name}' applied to '${signature}'`);
      return ERROR;
    }
    this.overloads.set(core, found);
    return result;
  }

  private logical({ args }: CoreCall, types: readonly CelType[]): CelType {
    const wrong = types.flatMap((type, index) => (this.unification.assign(type, BOOL) ? [] : [index]));
    for (const index of wrong) this.mismatch((args[index] as Core).at, BOOL, types[index] as CelType);
    return wrong.length > 0 ? ERROR : BOOL;
  }

  private list({ elements }: CoreList): CelType {
    let joined: CelType | undefined;
    for (const { optional, value } of elements) {
      const type = this.check(value);
      joined = this.join(joined, optional ? this.unwrapped(value.at, type) : type);
    }
    return listOf(joined ?? this.unification.fresh());
  }

  private map({ entries }: CoreMap): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { optional, key, value } of entries) {
      keys = this.join(keys, this.check(key));
      const type = this.check(value);
      values = this.join(values, optional ? this.unwrapped(value.at, type) : type);
    }
    return mapOf(keys ?? this.unification.fresh(), values ?? this.unification.fresh());
  }

  /** The type of what an optional element holds. */
  private unwrapped(at: number, type: CelType): CelType {
    const inner = unwrapOptional(type);
    if (inner === undefined && !isDyn(type)) this.mismatch(at, optionalOf(type), type);
    return inner ?? type;
  }

  /** The most general type of two. That literals hold values of one type is checked when all types are known. */
  private join(before: CelType | undefined, type: CelType): CelType {
    if (before === undefined) return type;
    return this.unification.assign(before, type) ? mostGeneral(before, type) : DYN;
  }

  private struct({ at, name: written, fields }: CoreStruct): CelType {
    const type = this.lookUp(written);
    if (type === undefined) {
      this.undeclared(at, written);
      return ERROR;
    }
    const made = type.kind === 'type' ? (type.parameters[0] ?? type) : undefined;
    const message = made && messageOf(written, made);
    if (made === undefined) this.issues.add(at, `'${type.name}' is not a type`);
    else if (message === undefined) this.issues.add(at, `'${made.name}' is not a message type`);
    this.initialize(message ?? written, fields);
    return message === undefined ? ERROR : (made as CelType);
  }

  private initialize(struct: string, fields: CoreStruct['fields']): void {
    for (const { optional, at, name, value } of fields) {
      const given = this.check(value);
      const declared = this.fieldOfStruct(at, struct, name);
      const type = optional ? this.unwrapped(value.at, given) : given;
      if (!this.unification.assign(declared, type)) {
        this.issues.add(
          at,
          `expected type of field '${name}' is '${formatType(declared)}' but provided type is '${formatType(type)}'`,
        );
      }
    }
  }

  private comprehension(core: CoreComprehension): CelType {
    const { range, variable, second, accumulator, initial, condition, step, result } = core;
    this.check(range);
    const accumulated = this.check(initial);
    const type = this.unification.resolve(this.types.get(range) as CelType);
    const outside = this.scope;
    const around = { name: accumulator, type: accumulated, outer: outside };
    const [key, value] = this.elementsOf(range.at, type);
    if (second === undefined) {
      const element = type.kind === 'list' ? value : key;
      this.scope = { name: variable, type: element, outer: around };
    } else {
      this.scope = { name: second, type: value, outer: { name: variable, type: key, outer: around } };
    }
    this.check(condition);
    this.assert(condition, BOOL);
    this.check(step);
    this.assert(step, accumulated);
    this.scope = around;
    const folded = this.check(result);
    this.scope = outside;
    return this.unification.resolve(folded);
  }

  private elementsOf(at: number, range: CelType): readonly [key: CelType, value: CelType] {
    switch (range.kind) {
      case 'list':
        return [INT, range.parameters[0] as CelType];
      case 'map':
        return [range.parameters[0] as CelType, range.parameters[1] as CelType];
      case 'dyn':
      case 'error':
      case 'param':
        this.unification.assign(DYN, range);
        return [DYN, DYN];
      default:
        this.issues.add(
          at,
          `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [ERROR, ERROR];
    }
  }

  private assert(core: Core, type: CelType): void {
    const found = this.types.get(core) as CelType;
    if (!this.unification.assign(type, found)) this.mismatch(core.at, type, found);
  }
}

/** The message whose fields make a value of a type, by the name with which it is made. */
function messageOf(written: string, { kind, name }: CelType): string | undefined {
  if (kind === 'struct' || kind === 'duration' || kind === 'timestamp') return name;
  if (kind === 'null') return 'google.protobuf.NullValue';
  const message = withoutDot(written);
  return message.startsWith('google.protobuf.') ? message : undefined;
}

function typeOfLiteral(value: Literal): CelType {
  if (value === null) return NULL;
  if (value instanceof Uint) return UINT;
  if (value instanceof Uint8Array) return BYTES;
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    default:
      return STRING;
  }
}

/** A dot in front says that a name is not looked for in packages, of which there are none. */
function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}

/** `a.b.c` of an expression that is nothing else. */
function nameOf(core: Core): string | undefined {
  if (core.kind === 'identifier') return core.name;
  if (core.kind !== 'select' || core.isTest) return undefined;
  const before = nameOf(core.operand);
  return before === undefined ? undefined : `${before}.${core.field}`;
}
