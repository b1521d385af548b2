import type { Expression, Handle } from './expression';

/** What names stand for where an expression is evaluated. */
export interface Surroundings {
  /** What a module exports. */
  load(module: string): Readonly<Record<string, unknown>>;
  /** What a chart has declared. */
  valueOf(handle: Handle): unknown;
  /** `this`, and other words of the language. */
  readonly words: Readonly<Record<string, unknown>>;
}

type Callable = (...args: readonly unknown[]) => unknown;
type Constructor = new (...args: readonly unknown[]) => unknown;

/** What an expression is when it runs: what its printed form is, too, as both come from the same parts. */
export function evaluate(expression: Expression, surroundings: Surroundings): unknown {
  const value = (part: Expression) => evaluate(part, surroundings);
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'list':
      return expression.items.map((item) => value(item.value));
    case 'record':
      return Object.fromEntries(expression.entries.map((entry) => [entry.key, value(entry.value)]));
    case 'member':
      return fieldOf(value(expression.of), expression.name);
    case 'imported': {
      const exported = surroundings.load(expression.module);
      const found = expression.name === '*' ? exported : exported[expression.name];
      if (found === undefined) throw new Error(`${expression.module} exports no ${expression.name}`);
      return found;
    }
    case 'reference':
      return surroundings.valueOf(expression.to);
    case 'constant':
      return value(expression.value);
    case 'word':
      return surroundings.words[expression.name];
    case 'file':
      return expression.text;
    case 'call':
      return callOf(expression, value);
  }
}

function callOf(
  { callee, isNew, arguments: parts }: Extract<Expression, { readonly type: 'call' }>,
  value: (part: Expression) => unknown,
): unknown {
  const args = parts.map(value);
  if (isNew) return new (value(callee) as Constructor)(...args);
  if (callee.type !== 'member') return (value(callee) as Callable)(...args);
  const owner = value(callee.of);
  return (fieldOf(owner, callee.name) as Callable).apply(owner, args);
}

function fieldOf(owner: unknown, name: string): unknown {
  return (owner as Readonly<Record<string, unknown>>)[name];
}
