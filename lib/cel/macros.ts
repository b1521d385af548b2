import type { CallExpression, Expression } from './ast';
import { CelError, CelSyntaxError, NO_SUCH_OVERLOAD, noSuchOverload } from './errors';
import { hasField } from './fields';
import type { Evaluate, Frame, Scope } from './scope';
import { ArrayList, ListValue, LiteralMap, MapValue, Optional, type Value } from './values';

/**
 * The macros of CEL, with one variable and with two.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros
 * @see https://kubernetes.io/docs/reference/using-api/cel/#cel-community-libraries
 */
export function expandMacro(call: CallExpression, scope: Scope): Evaluate | undefined {
  const { target, name, args } = call;
  if (target === undefined) return name === 'has' ? has(args, scope) : undefined;
  if (target.kind === 'identifier' && target.name === 'cel' && scope.slot('cel') === undefined) {
    return name === 'bind' ? bind(args, scope) : undefined;
  }
  switch (`${name}/${args.length}`) {
    case 'all/2':
    case 'all/3':
      return quantifier(target, args, scope, false);
    case 'exists/2':
    case 'exists/3':
      return quantifier(target, args, scope, true);
    case 'exists_one/2':
    case 'existsOne/2':
    case 'exists_one/3':
    case 'existsOne/3':
      return existsOne(target, args, scope);
    case 'filter/2':
      return collect(target, args.slice(0, 1), args[1], args[0], scope);
    case 'map/2':
      return collect(target, args.slice(0, 1), undefined, args[1], scope);
    case 'map/3':
      return collect(target, args.slice(0, 1), args[1], args[2], scope);
    case 'transformList/3':
      return collect(target, args.slice(0, 2), undefined, args[2], scope);
    case 'transformList/4':
      return collect(target, args.slice(0, 2), args[2], args[3], scope);
    case 'transformMap/3':
      return transformMap(target, args, undefined, args[2], scope);
    case 'transformMap/4':
      return transformMap(target, args, args[2], args[3], scope);
    case 'transformMapEntry/3':
      return transformEntries(target, args, undefined, args[2], scope);
    case 'transformMapEntry/4':
      return transformEntries(target, args, args[2], args[3], scope);
    case 'optMap/2':
    case 'optFlatMap/2':
      return optionalMap(target, args, scope, name === 'optFlatMap');
    default:
      return undefined;
  }
}

function has(args: readonly Expression[], scope: Scope): Evaluate {
  const [argument] = args;
  if (args.length !== 1 || argument?.kind !== 'select') throw new CelSyntaxError('invalid argument to has() macro');
  const target = scope.compile(argument.operand);
  const { field } = argument;
  return (frame) => {
    frame.meter.add(1);
    return hasField(target(frame), field);
  };
}

function bind([variable, value, body]: readonly Expression[], scope: Scope): Evaluate {
  const { scope: inner, slots } = scope.with([nameOf(variable)]);
  const bound = scope.compile(required(value));
  const compiled = inner.compile(required(body));
  const [slot = 0] = slots;
  return (frame) => {
    frame.slots[slot] = bound(frame);
    return compiled(frame);
  };
}

function required(expression: Expression | undefined): Expression {
  if (expression === undefined) throw new CelSyntaxError('too few arguments of a macro');
  return expression;
}

function nameOf(expression: Expression | undefined): string {
  if (expression?.kind !== 'identifier') throw new CelSyntaxError('argument must be a simple name');
  return expression.name;
}

/** Runs through a list or a map. One variable is an element or a key; two are index and element, or key and value. */
type Loop = (frame: Frame, step: () => boolean) => void;

function loop(
  target: Expression,
  variables: readonly Expression[],
  scope: Scope,
): { readonly run: Loop; readonly inner: Scope } {
  const range = scope.compile(target);
  const { scope: inner, slots } = scope.with(variables.map(nameOf));
  const [first = 0, second] = slots;
  const run: Loop = (frame, step) => {
    const values = range(frame);
    if (values instanceof ListValue) {
      for (let index = 0; index < values.size; index += 1) {
        frame.meter.add(1);
        if (second === undefined) frame.slots[first] = values.at(index);
        else {
          frame.slots[first] = BigInt(index);
          frame.slots[second] = values.at(index);
        }
        if (!step()) return;
      }
    } else if (values instanceof MapValue) {
      for (const key of values.keys()) {
        frame.meter.add(1);
        frame.slots[first] = key;
        if (second !== undefined) frame.slots[second] = values.find(key) ?? null;
        if (!step()) return;
      }
    } else noSuchOverload();
  };
  return { run, inner };
}

/** `all` and `exists`: one element may decide, even where others fail. */
function quantifier(target: Expression, args: readonly Expression[], scope: Scope, decisive: boolean): Evaluate {
  const { run, inner } = loop(target, args.slice(0, -1), scope);
  const predicate = inner.compile(required(args.at(-1)));
  return (frame) => {
    let result = !decisive;
    let failure: CelError | undefined;
    run(frame, () => {
      try {
        const value = predicate(frame);
        if (value === decisive) {
          result = decisive;
          return false;
        }
        if (typeof value !== 'boolean') failure ??= new CelError(NO_SUCH_OVERLOAD);
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        failure ??= error;
      }
      return true;
    });
    if (result !== decisive && failure !== undefined) throw failure;
    return result;
  };
}

function test(value: Value): boolean {
  return typeof value === 'boolean' ? value : noSuchOverload();
}

function existsOne(target: Expression, args: readonly Expression[], scope: Scope): Evaluate {
  const { run, inner } = loop(target, args.slice(0, -1), scope);
  const predicate = inner.compile(required(args.at(-1)));
  return (frame) => {
    let count = 0;
    run(frame, () => {
      if (test(predicate(frame))) count += 1;
      return true;
    });
    return count === 1;
  };
}

function collect(
  target: Expression,
  variables: readonly Expression[],
  condition: Expression | undefined,
  result: Expression | undefined,
  scope: Scope,
): Evaluate {
  const { run, inner } = loop(target, variables, scope);
  const keep = condition && inner.compile(condition);
  const compiled = inner.compile(required(result));
  return (frame) => {
    const values: Value[] = [];
    run(frame, () => {
      if (keep === undefined || test(keep(frame))) values.push(compiled(frame));
      return true;
    });
    return new ArrayList(values);
  };
}

function transformMap(
  target: Expression,
  args: readonly Expression[],
  condition: Expression | undefined,
  result: Expression | undefined,
  scope: Scope,
): Evaluate {
  const key = args[0];
  return entries(target, args, condition, result, scope, (inner) => {
    const ofKey = inner.compile(required(key));
    return (frame, value, map) => insert(map, ofKey(frame), value);
  });
}

function transformEntries(
  target: Expression,
  args: readonly Expression[],
  condition: Expression | undefined,
  result: Expression | undefined,
  scope: Scope,
): Evaluate {
  return entries(target, args, condition, result, scope, () => (_frame, value, map) => {
    if (!(value instanceof MapValue)) return noSuchOverload();
    for (const key of value.keys()) insert(map, key, value.find(key) ?? null);
  });
}

function insert(map: LiteralMap, key: Value, value: Value): void {
  if (!map.add(key, value)) throw new CelError(`insert failed: key ${String(key)} already exists`);
}

function entries(
  target: Expression,
  args: readonly Expression[],
  condition: Expression | undefined,
  result: Expression | undefined,
  scope: Scope,
  inserter: (inner: Scope) => (frame: Frame, value: Value, map: LiteralMap) => void,
): Evaluate {
  const { run, inner } = loop(target, args.slice(0, 2), scope);
  const keep = condition && inner.compile(condition);
  const compiled = inner.compile(required(result));
  const put = inserter(inner);
  return (frame) => {
    const map = new LiteralMap();
    run(frame, () => {
      if (keep === undefined || test(keep(frame))) put(frame, compiled(frame), map);
      return true;
    });
    return map;
  };
}

function optionalMap(target: Expression, args: readonly Expression[], scope: Scope, flat: boolean): Evaluate {
  const operand = scope.compile(target);
  const { scope: inner, slots } = scope.with([nameOf(args[0])]);
  const body = inner.compile(required(args[1]));
  const [slot = 0] = slots;
  return (frame) => {
    const optional = operand(frame);
    if (!(optional instanceof Optional)) return noSuchOverload();
    if (optional.value === undefined) return Optional.NONE;
    frame.slots[slot] = optional.value;
    const value = body(frame);
    if (!flat) return new Optional(value);
    return value instanceof Optional ? value : noSuchOverload();
  };
}
