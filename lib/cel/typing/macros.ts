import { ACCUMULATOR, type Core, type CoreComprehension, copyOf, sizeOf } from './core';

/** What the accumulator was called once: still no name for anything else. */
const TAKEN = '__result__';
/** Parts of a target that is copied, beyond which nobody waits for an answer. */
const COPY_LIMIT = 20_000;

/** An expression that would take forever to check; the API server, too, has no time for it. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** A call that may be one of a macro, with its parts expanded. */
export interface MacroCall {
  readonly at: number;
  readonly target: Core | undefined;
  readonly name: string;
  readonly args: readonly Core[];
  /** Tells that the arguments do not fit. */
  fail(at: number, message: string): void;
}

/** The parts of a macro all stand where the macro stands. */
class Builder {
  constructor(private readonly at: number) {}

  literal(value: boolean | bigint): Core {
    return { kind: 'literal', at: this.at, value };
  }

  accumulator(): Core {
    return this.identifier(ACCUMULATOR);
  }

  identifier(name: string): Core {
    return { kind: 'identifier', at: this.at, name };
  }

  call(name: string, ...args: readonly Core[]): Core {
    return { kind: 'call', at: this.at, target: undefined, name, args };
  }

  method(target: Core, name: string): Core {
    return { kind: 'call', at: this.at, target, name, args: [] };
  }

  list(...elements: readonly Core[]): Core {
    return { kind: 'list', at: this.at, elements: elements.map((value) => ({ optional: false, value })) };
  }

  map(): Core {
    return { kind: 'map', at: this.at, entries: [] };
  }

  fold(parts: Omit<CoreComprehension, 'kind' | 'at'>): Core {
    return { kind: 'comprehension', at: this.at, ...parts };
  }
}

type Macro = (call: MacroCall, build: Builder) => Core | undefined;

const MACROS: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ['of all/2', quantifier(1)],
  ['of all/3', quantifier(2)],
  ['of exists/2', quantifier(1)],
  ['of exists/3', quantifier(2)],
  ['of exists_one/2', quantifier(1)],
  ['of exists_one/3', quantifier(2)],
  ['of existsOne/3', quantifier(2)],
  ['of map/2', mapping],
  ['of map/3', mapping],
  ['of filter/2', filtering],
  ['of optMap/2', ofOptional],
  ['of optFlatMap/2', ofOptional],
  ['of transformList/3', transformation],
  ['of transformList/4', transformation],
  ['of transformMap/3', transformation],
  ['of transformMap/4', transformation],
  ['of transformMapEntry/3', transformation],
  ['of transformMapEntry/4', transformation],
  ['has/1', presence],
]);

/**
 * What a macro stands for, as cel-go expands it: costs depend on it.
 *
 * @returns `undefined` where the call is none of a macro
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros
 */
export function expandMacro(call: MacroCall, bindings: boolean): Core | undefined {
  const key = `${call.target === undefined ? '' : 'of '}${call.name}/${call.args.length}`;
  const macro = bindings && key === 'of bind/3' ? binding : MACROS.get(key);
  return macro?.(call, new Builder(call.at));
}

function binding({ target, args, fail }: MacroCall, build: Builder): Core | undefined {
  if (target?.kind !== 'identifier' || target.name !== 'cel') return undefined;
  const [name, value, body] = args as [Core, Core, Core];
  if (name.kind === 'identifier') return bound(build, name.name, value, body);
  fail(name.at, 'cel.bind() variable names must be simple identifiers');
  return body;
}

/** The result of a loop over nothing: that is how an expression binds a value to a name. */
function bound(build: Builder, name: string, value: Core, body: Core): Core {
  return build.fold({
    range: build.list(),
    variable: '#unused',
    second: undefined,
    accumulator: name,
    initial: value,
    condition: build.literal(false),
    step: build.identifier(name),
    result: body,
  });
}

function presence({ at, args, fail }: MacroCall): Core | undefined {
  const [argument] = args as [Core];
  if (argument.kind === 'select') {
    return { kind: 'select', at, operand: argument.operand, field: argument.field, isTest: true };
  }
  fail(argument.at, 'invalid argument to has() macro');
  return argument;
}

function quantifier(count: 1 | 2): Macro {
  return (call, build) => {
    const variables = namesOf(call, count, 'argument must be a simple name');
    const predicate = call.args[count] as Core;
    const condition = (name: string) =>
      name === 'all'
        ? build.call('@not_strictly_false', build.accumulator())
        : build.call('@not_strictly_false', build.call('!_', build.accumulator()));
    const range = { range: call.target as Core, ...variables, accumulator: ACCUMULATOR };
    if (call.name === 'all' || call.name === 'exists') {
      return build.fold({
        ...range,
        initial: build.literal(call.name === 'all'),
        condition: condition(call.name),
        step: build.call(call.name === 'all' ? '_&&_' : '_||_', build.accumulator(), predicate),
        result: build.accumulator(),
      });
    }
    const counted = build.call('_+_', build.accumulator(), build.literal(1n));
    return build.fold({
      ...range,
      initial: build.literal(0n),
      condition: build.literal(true),
      step: build.call('_?_:_', predicate, counted, build.accumulator()),
      result: build.call('_==_', build.accumulator(), build.literal(1n)),
    });
  };
}

function mapping(call: MacroCall, build: Builder): Core {
  const variables = namesOf(call, 1, 'argument is not an identifier');
  const condition = call.args.length === 3 ? call.args[1] : undefined;
  return collected(call, variables, build, build.list(), condition, () =>
    build.call('_+_', build.accumulator(), build.list(call.args.at(-1) as Core)),
  );
}

function filtering(call: MacroCall, build: Builder): Core {
  const variables = namesOf(call, 1, 'argument is not an identifier');
  const [element, condition] = call.args as [Core, Core];
  return collected(call, variables, build, build.list(), condition, () =>
    build.call('_+_', build.accumulator(), build.list(element)),
  );
}

function transformation(call: MacroCall, build: Builder): Core {
  const variables = namesOf(call, 2, 'argument must be a simple name');
  const condition = call.args.length === 4 ? call.args[2] : undefined;
  const value = call.args.at(-1) as Core;
  const isList = call.name === 'transformList';
  return collected(call, variables, build, isList ? build.list() : build.map(), condition, () => {
    if (isList) return build.call('_+_', build.accumulator(), build.list(value));
    if (call.name === 'transformMapEntry') return build.call('cel.@mapInsert', build.accumulator(), value);
    return build.call('cel.@mapInsert', build.accumulator(), build.identifier(variables.variable), value);
  });
}

/** Adds to the accumulator what fulfils the condition. */
function collected(
  { target }: MacroCall,
  variables: Variables,
  build: Builder,
  initial: Core,
  condition: Core | undefined,
  add: () => Core,
): Core {
  const step = add();
  return build.fold({
    range: target as Core,
    ...variables,
    accumulator: ACCUMULATOR,
    initial,
    condition: build.literal(true),
    step: condition === undefined ? step : build.call('_?_:_', condition, step, build.accumulator()),
    result: build.accumulator(),
  });
}

function ofOptional(call: MacroCall, build: Builder): Core {
  const [name, body] = call.args as [Core, Core];
  if (name.kind !== 'identifier') call.fail(name.at, `${call.name}() variable name must be a simple identifier`);
  const variable = name.kind === 'identifier' ? name.name : '';
  const target = call.target as Core;
  if (sizeOf(target, COPY_LIMIT) === COPY_LIMIT) throw new TooLarge();
  const value = bound(build, variable, build.method(copyOf(target), 'value'), body);
  return build.call(
    '_?_:_',
    build.method(target, 'hasValue'),
    call.name === 'optMap' ? build.call('optional.of', value) : value,
    build.call('optional.none'),
  );
}

interface Variables {
  readonly variable: string;
  readonly second: string | undefined;
}

function namesOf({ args, fail }: MacroCall, count: 1 | 2, problem: string): Variables {
  const [variable = '', second] = args.slice(0, count).map((arg) => {
    if (arg.kind !== 'identifier') fail(arg.at, problem);
    else if (arg.name === TAKEN) fail(arg.at, 'iteration variable overwrites accumulator variable');
    return arg.kind === 'identifier' ? arg.name : '';
  });
  if (second !== undefined && second === variable && second !== '') {
    fail((args[1] as Core).at, `duplicate variable name: ${variable}`);
  }
  return { variable, second };
}
