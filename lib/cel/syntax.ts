import { type CallExpression, type Expression, RESERVED_WORDS } from './ast';
import { CelSyntaxError } from './errors';
import { parse } from './parser';

const QUANTIFIERS: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['existsOne', [2]],
  ['filter', [2]],
  ['map', [2, 3]],
]);

/**
 * Why a text is no expression of CEL with the standard macros and nothing else, if so. Names and types are not looked
 * at: what is parsed here is evaluated by somebody else.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
export function whyNoExpression(source: string): string | undefined {
  try {
    check(parse(source));
    return undefined;
  } catch (error) {
    if (error instanceof CelSyntaxError) return error.message;
    throw error;
  }
}

function check(expression: Expression): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'identifier':
      if (RESERVED_WORDS.has(expression.name)) throw new CelSyntaxError(`reserved identifier: ${expression.name}`);
      return;
    case 'select':
      if (expression.optional) throw new CelSyntaxError("unsupported syntax '.?'");
      check(expression.operand);
      return;
    case 'index':
      if (expression.optional) throw new CelSyntaxError("unsupported syntax '[?'");
      check(expression.operand);
      check(expression.index);
      return;
    case 'call':
      checkMacro(expression);
      if (expression.target !== undefined) check(expression.target);
      expression.args.forEach(check);
      return;
    case 'list':
      for (const { optional, value } of expression.elements) {
        if (optional) throw new CelSyntaxError("unsupported syntax '?'");
        check(value);
      }
      return;
    case 'map':
      for (const { optional, key, value } of expression.entries) {
        if (optional) throw new CelSyntaxError("unsupported syntax '?'");
        check(key);
        check(value);
      }
      return;
    case 'struct':
      for (const { optional, value } of expression.fields) {
        if (optional) throw new CelSyntaxError("unsupported syntax '?'");
        check(value);
      }
  }
}

function checkMacro({ target, name, args }: CallExpression): void {
  const [first] = args;
  if (target === undefined) {
    if (name === 'has' && args.length === 1 && first?.kind !== 'select') {
      throw new CelSyntaxError('invalid argument to has() macro');
    }
  } else if (QUANTIFIERS.get(name)?.includes(args.length) && first?.kind !== 'identifier') {
    throw new CelSyntaxError('argument must be a simple name');
  }
}
