import type {
  CallExpression,
  Expression,
  IndexExpression,
  ListExpression,
  MapExpression,
  SelectExpression,
} from './ast';
import { CelError, CelSyntaxError, CostExceeded, NO_SUCH_OVERLOAD, noSuchOverload } from './errors';
import { element, optionalSelect, selectField } from './fields';
import type { CelFunction, FunctionTable } from './functions';
import { KUBERNETES } from './kubernetes-functions';
import { LISTS } from './list-functions';
import { expandMacro } from './macros';
import { NETWORK, URLS } from './network-functions';
import { parse } from './parser';
import { type Evaluate, type ExpressionCompiler, Frame, Scope } from './scope';
import { STANDARD, TYPE_NAMES } from './standard-functions';
import { STRINGS } from './string-functions';
import { TIME } from './time';
import { ArrayList, LiteralMap, Optional, typeName, type Value } from './values';

/** An expression that is ready to run. */
export interface Program {
  /** Which of the variables it mentions. */
  readonly uses: ReadonlySet<string>;
  /**
   * @param limit what the evaluation may cost
   * @throws CelError, CostExceeded
   */
  run(variables: Readonly<Record<string, Value>>, limit: number): { readonly value: Value; readonly cost: number };
}

const TABLES: readonly FunctionTable[] = [STANDARD, STRINGS, LISTS, TIME, NETWORK, URLS, KUBERNETES];
const LIST_COST = 10;
const MAP_COST = 30;
/** What depends on no variable is evaluated beforehand if it costs no more. */
const FOLDED_COST = 1000;

/** Every function by its name; where two libraries share a method, the second is asked where the first does not fit. */
const FUNCTIONS: ReadonlyMap<string, CelFunction> = (() => {
  const functions = new Map<string, CelFunction>();
  for (const table of TABLES) {
    for (const [name, fn] of table) {
      const first = functions.get(name);
      functions.set(name, first === undefined ? fn : either(first, fn));
    }
  }
  return functions;
})();

function either(first: CelFunction, second: CelFunction): CelFunction {
  return (args, meter) => {
    try {
      return first(args, meter);
    } catch (error) {
      if (error instanceof CelError && error.message === NO_SUCH_OVERLOAD) return second(args, meter);
      throw error;
    }
  };
}

/** @throws CelSyntaxError where the expression is malformed, or mentions what is not known offline */
export function compileExpression(source: string, variables: readonly string[]): Program {
  const expression = parse(source);
  const compiler = new Compiler();
  const { scope } = new Scope(compiler, new Map()).with(variables);
  const evaluate = scope.compile(expression);
  const frame = new Frame(new Array<Value>(compiler.slots).fill(null));
  return {
    uses: compiler.mentioned,
    run(values, limit) {
      for (let index = 0; index < variables.length; index += 1) {
        frame.slots[index] = values[variables[index] as string] ?? null;
      }
      frame.meter.spent = 0;
      frame.meter.limit = limit;
      try {
        return { value: evaluate(frame), cost: frame.meter.spent };
      } finally {
        // What was checked must not stay in memory because of the program.
        frame.slots.fill(null);
      }
    },
  };
}

class Compiler implements ExpressionCompiler {
  slots = 0;
  readonly mentioned = new Set<string>();
  /** What gives the same value whatever the variables are. */
  private readonly constants = new Set<Evaluate>();

  newSlot(): number {
    this.slots += 1;
    return this.slots - 1;
  }

  compile(expression: Expression, scope: Scope): Evaluate {
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression;
        return this.constant(() => value);
      }
      case 'identifier':
        return this.identifier(withoutDot(expression.name), scope);
      case 'select':
        return this.select(expression, scope);
      case 'index':
        return this.index(expression, scope);
      case 'list':
        return this.list(expression, scope);
      case 'map':
        return this.map(expression, scope);
      case 'call':
        return this.call(expression, scope);
      case 'struct':
        throw new CelSyntaxError(`undeclared reference to '${expression.name}'`);
    }
  }

  private identifier(name: string, scope: Scope): Evaluate {
    const slot = scope.slot(name);
    if (slot !== undefined) {
      this.mentioned.add(name);
      return (frame) => {
        frame.meter.add(1);
        return frame.slots[slot] as Value;
      };
    }
    const type = TYPE_NAMES.get(name);
    if (type === undefined) throw new CelSyntaxError(`undeclared reference to '${name}'`);
    return this.constant(() => type);
  }

  private constant(evaluate: Evaluate): Evaluate {
    this.constants.add(evaluate);
    return evaluate;
  }

  /** Evaluates what is made of constants alone; it costs each time what it costs. */
  private folded(evaluate: Evaluate, parts: readonly Evaluate[]): Evaluate {
    if (!parts.every((part) => this.constants.has(part))) return evaluate;
    const { meter, slots } = new Frame([]);
    meter.limit = FOLDED_COST;
    try {
      const value = evaluate({ meter, slots });
      const cost = meter.spent;
      return this.constant((frame) => {
        frame.meter.add(cost);
        return value;
      });
    } catch (error) {
      if (error instanceof CelError || error instanceof CostExceeded) return evaluate;
      throw error;
    }
  }

  private select({ operand, field, optional }: SelectExpression, scope: Scope): Evaluate {
    const target = this.compile(operand, scope);
    if (optional) return (frame) => optionalSelect(target(frame), field);
    return (frame) => {
      frame.meter.add(1);
      return selectField(target(frame), field);
    };
  }

  private index({ operand, index, optional }: IndexExpression, scope: Scope): Evaluate {
    const target = this.compile(operand, scope);
    const key = this.compile(index, scope);
    return (frame) => {
      frame.meter.add(1);
      return optional ? optionalSelect(target(frame), key(frame)) : element(target(frame), key(frame));
    };
  }

  private list({ elements }: ListExpression, scope: Scope): Evaluate {
    const compiled = elements.map(({ optional, value }) => ({ optional, value: this.compile(value, scope) }));
    const make = (frame: Frame) => {
      frame.meter.add(LIST_COST);
      const values: Value[] = [];
      for (const { optional, value } of compiled) add(value(frame), optional, (present) => values.push(present));
      return new ArrayList(values);
    };
    return this.folded(
      make,
      compiled.map(({ value }) => value),
    );
  }

  private map({ entries }: MapExpression, scope: Scope): Evaluate {
    const compiled = entries.map(({ optional, key, value }) => ({
      optional,
      key: this.compile(key, scope),
      value: this.compile(value, scope),
    }));
    return (frame) => {
      frame.meter.add(MAP_COST);
      const map = new LiteralMap();
      for (const { optional, key, value } of compiled) {
        const name = key(frame);
        add(value(frame), optional, (present) => map.put(name, present));
      }
      return map;
    };
  }

  private call(expression: CallExpression, scope: Scope): Evaluate {
    const macro = expandMacro(expression, scope) ?? this.operator(expression, scope);
    if (macro !== undefined) return macro;
    const { target, args } = expression;
    const name = withoutDot(expression.name);
    // `math.greatest(…)`: a name with a dot, unless there is a variable of the first part.
    const namespaced =
      target?.kind === 'identifier' && scope.slot(target.name) === undefined ? `${target.name}.${name}` : undefined;
    const known = namespaced === undefined ? undefined : FUNCTIONS.get(namespaced);
    if (known !== undefined) return this.invoke(known, args, scope);
    if (target === undefined) return this.invoke(this.function(name), args, scope);
    return this.invoke(this.function(`.${name}`), [target, ...args], scope);
  }

  private function(name: string): CelFunction {
    const fn = FUNCTIONS.get(name);
    if (fn === undefined) throw new CelSyntaxError(`undeclared reference to '${name.replace(/^\./, '')}'`);
    return fn;
  }

  private invoke(fn: CelFunction, args: readonly Expression[], scope: Scope): Evaluate {
    const compiled = args.map((arg) => this.compile(arg, scope));
    return this.folded(calling(fn, compiled), compiled);
  }

  private operator({ name, args }: CallExpression, scope: Scope): Evaluate | undefined {
    const [first, second, third] = args;
    if (name === '_&&_' || name === '_||_') {
      return logical(
        this.compile(first as Expression, scope),
        this.compile(second as Expression, scope),
        name === '_||_',
      );
    }
    if (name !== '_?_:_') return undefined;
    const condition = this.compile(first as Expression, scope);
    const yes = this.compile(second as Expression, scope);
    const no = this.compile(third as Expression, scope);
    return (frame) => {
      const value = condition(frame);
      if (typeof value !== 'boolean') return noSuchOverload();
      return value ? yes(frame) : no(frame);
    };
  }
}

function calling(fn: CelFunction, args: readonly Evaluate[]): Evaluate {
  const [first, second, ...rest] = args;
  // The usual counts are spelled out, since most of the time goes here.
  if (first === undefined) return (frame) => charge(frame, fn([], frame.meter));
  if (second === undefined) return (frame) => charge(frame, fn([first(frame)], frame.meter));
  if (rest.length === 0) return (frame) => charge(frame, fn([first(frame), second(frame)], frame.meter));
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    return charge(frame, fn(values, frame.meter));
  };
}

/** A dot in front says that a name is not looked for in packages, of which there are none. */
function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}

function charge(frame: Frame, value: Value): Value {
  frame.meter.add(1);
  return value;
}

/** `&&` and `||`: either side may decide alone, even where the other one fails. */
function logical(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  return (frame) => {
    let failure: CelError | undefined;
    try {
      const value = left(frame);
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') failure = new CelError(NO_SUCH_OVERLOAD);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure = error;
    }
    const value = right(frame);
    if (value === decisive) return decisive;
    if (failure !== undefined) throw failure;
    return typeof value === 'boolean' ? value : noSuchOverload();
  };
}

function add(value: Value, optional: boolean, push: (present: Value) => void): void {
  if (!optional) push(value);
  else if (!(value instanceof Optional))
    throw new CelError(`cannot initialize optional entry from non-optional value ${typeName(value)}`);
  else if (value.value !== undefined) push(value.value);
}
