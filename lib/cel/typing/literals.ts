import { compilePattern } from '../../kube/regular-expression';
import { CelError } from '../errors';
import { Meter } from '../functions';
import { STANDARD, TYPE_NAMES } from '../standard-functions';
import { ArrayList, typeName, Uint, type Value } from '../values';
import type { Types } from './checker';
import { type Core, type CoreCall, partsOf } from './core';
import { checkFormats } from './formats';
import type { Issues } from './issues';
import { type CelType, formatType, isEquivalent, unwrapOptional } from './type';

/** Functions whose result is known where that of their argument is. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'],
]);

/** Checks literals that are arguments, and what is in lists and maps: each holds values of one type. */
export function checkLiterals(root: Core, types: Types, issues: Issues): void {
  const inner = inside(root, false);
  for (const name of ['duration', 'timestamp']) {
    for (const { core } of inner) {
      const argument = literalArgument(core, types, name);
      if (argument === undefined) continue;
      if (convert(name, argument.value) instanceof CelError) issues.add(argument.at, `invalid ${name} argument`);
    }
  }
  for (const { core } of inner) {
    const argument = literalArgument(core, types, 'matches');
    if (typeof argument?.value !== 'string' || typeof compilePattern(argument.value) !== 'string') continue;
    issues.add(argument.at, 'invalid matches argument');
  }
  for (const { core, formatted } of inner) if (!formatted) checkElements(core, types, issues);
  for (const { core } of inner) checkFormats(core, types, issues);
}

/** All parts, the inner ones first, and whether they are arguments of `format()`, which takes values of all types. */
function inside(core: Core, formatted: boolean): { readonly core: Core; readonly formatted: boolean }[] {
  const isFormat = formatted || (core.kind === 'call' && core.name === 'format');
  return [...partsOf(core).flatMap((part) => inside(part, isFormat)), { core, formatted }];
}

/** The first argument of a call, if it is a literal: a text that is given to `matches()` as well as the pattern. */
function literalArgument(
  core: Core,
  { qualified }: Types,
  name: string,
): { readonly at: number; readonly value: Value } | undefined {
  if (core.kind !== 'call' || (qualified.get(core) ?? core.name) !== name) return undefined;
  const [argument] = core.args;
  return argument?.kind === 'literal' ? argument : undefined;
}

function checkElements(core: Core, { types }: Types, issues: Issues): void {
  const typeOf = (part: Core, optional = false): CelType => {
    const type = types.get(part) as CelType;
    return optional ? (unwrapOptional(type) ?? type) : type;
  };
  const mismatch = (part: Core, expected: CelType, found: CelType) =>
    issues.add(part.at, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
  if (core.kind === 'list') {
    const [first, ...others] = core.elements;
    if (first === undefined) return;
    const expected = typeOf(first.value, first.optional);
    const wrong = others.find(({ value, optional }) => !isEquivalent(expected, typeOf(value, optional)));
    if (wrong !== undefined) mismatch(wrong.value, expected, typeOf(wrong.value, wrong.optional));
  } else if (core.kind === 'map') {
    const [first, ...others] = core.entries;
    if (first === undefined) return;
    const keys = typeOf(first.key);
    const values = typeOf(first.value, first.optional);
    for (const { key, value, optional } of others) {
      if (!isEquivalent(keys, typeOf(key))) mismatch(key, keys, typeOf(key));
      const type = typeOf(value, optional);
      if (!isEquivalent(values, type)) mismatch(value, values, type);
    }
  }
}

/** Why an expression that is well typed cannot be made ready to run: a constant that cannot be converted, a bad pattern. */
export function constantProblem(root: Core, types: Types): string | undefined {
  const constants = new Constants(types);
  for (const { core } of inside(root, false)) {
    if (core.kind !== 'call') continue;
    const pattern = patternOf(core);
    const text = pattern && constants.valueOf(pattern);
    const problem = typeof text === 'string' ? compilePattern(text) : undefined;
    if (typeof problem === 'string') return problem;
    const converted = constants.valueOf(core);
    if (converted instanceof CelError) return converted.message;
    const index = core.name === '_[_]' || core.name === '_[?_]' ? constants.valueOf(core.args[1] as Core) : undefined;
    if (index !== undefined && !(index instanceof CelError) && !isKey(index)) {
      return `invalid qualifier type: ${typeName(index)}`;
    }
  }
  return undefined;
}

function patternOf({ name, target, args }: CoreCall): Core | undefined {
  const takesPattern = name === 'matches' || name === 'find' || name === 'findAll';
  return takesPattern ? args[target === undefined ? 1 : 0] : undefined;
}

function isKey(value: Value): boolean {
  return ['string', 'bigint', 'number', 'boolean'].includes(typeof value) || value instanceof Uint;
}

/** The values of parts that are the same always: literals, and what is converted of them. */
class Constants {
  private readonly known = new Map<Core, Value | CelError | undefined>();

  constructor(private readonly types: Types) {}

  valueOf(core: Core): Value | CelError | undefined {
    if (!this.known.has(core)) this.known.set(core, this.find(core));
    return this.known.get(core);
  }

  private find(core: Core): Value | CelError | undefined {
    switch (core.kind) {
      case 'literal':
        return core.value;
      case 'identifier':
      case 'select': {
        const name = this.types.qualified.get(core) ?? (core.kind === 'identifier' ? core.name : '');
        return TYPE_NAMES.get(name);
      }
      case 'list':
      case 'map': {
        const isConstant = partsOf(core).every((part) => {
          const value = this.valueOf(part);
          return value !== undefined && !(value instanceof CelError);
        });
        return isConstant ? new ArrayList([]) : undefined;
      }
      case 'call': {
        const name = this.types.qualified.get(core) ?? core.name;
        if (!CONVERSIONS.has(name) || (name === core.name && core.target !== undefined)) return undefined;
        const [argument] = core.args;
        const value = argument && this.valueOf(argument);
        // What is wrong inside is told there.
        return value === undefined || value instanceof CelError ? undefined : convert(name, value);
      }
      default:
        return undefined;
    }
  }
}

function convert(name: string, value: Value): Value | CelError {
  try {
    return STANDARD.get(name)?.([value], new Meter()) ?? null;
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}
