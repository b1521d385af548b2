import { type CallExpression, type Expression, RESERVED_WORDS } from '../ast';
import type { Core } from './core';
import type { Issues } from './issues';
import { expandMacro } from './macros';

/**
 * Expands the macros of an expression. What no expression may hold is told, and what comes back is then of no use.
 *
 * @param bindings whether there is `cel.bind`
 */
export function expand(expression: Expression, issues: Issues, bindings: boolean): Core {
  return new Expander(issues, bindings).expand(expression);
}

class Expander {
  constructor(
    private readonly issues: Issues,
    private readonly bindings: boolean,
  ) {}

  expand(expression: Expression): Core {
    const { at } = expression;
    switch (expression.kind) {
      case 'literal':
        return { kind: 'literal', at, value: expression.value };
      case 'identifier':
        this.notReserved(expression.name, at);
        return { kind: 'identifier', at, name: expression.name };
      case 'select': {
        const { operand, field, fieldAt, quoted, optional } = expression;
        const inner = this.expand(operand);
        if (quoted) this.issues.add(fieldAt, "unsupported syntax: '`'");
        if (!optional) return { kind: 'select', at, operand: inner, field, isTest: false };
        const name: Core = { kind: 'literal', at: fieldAt, value: field };
        return { kind: 'call', at, target: undefined, name: '_?._', args: [inner, name] };
      }
      case 'index': {
        const args = [this.expand(expression.operand), this.expand(expression.index)];
        return { kind: 'call', at, target: undefined, name: expression.optional ? '_[?_]' : '_[_]', args };
      }
      case 'call':
        return this.call(expression);
      case 'list':
        return {
          kind: 'list',
          at,
          elements: expression.elements.map(({ optional, value }) => ({ optional, value: this.expand(value) })),
        };
      case 'map':
        return {
          kind: 'map',
          at,
          entries: expression.entries.map(({ optional, key, value }) => ({
            optional,
            key: this.expand(key),
            value: this.expand(value),
          })),
        };
      case 'struct':
        return {
          kind: 'struct',
          at,
          name: expression.name,
          fields: expression.fields.map((field) => {
            if (field.quoted) this.issues.add(at, "unsupported syntax: '`'");
            return { optional: field.optional, at: field.at, name: field.name, value: this.expand(field.value) };
          }),
        };
    }
  }

  private call({ at, target, name, args }: CallExpression): Core {
    if (target === undefined) this.notReserved(name, at);
    const operand = target && this.expand(target);
    const inner = args.map((arg) => this.expand(arg));
    const fail = (place: number, message: string) => this.issues.add(place, message);
    const expanded = expandMacro({ at, target: operand, name, args: inner, fail }, this.bindings);
    return expanded ?? { kind: 'call', at, target: operand, name, args: inner };
  }

  private notReserved(name: string, at: number): void {
    const word = name.startsWith('.') ? name.slice(1) : name;
    if (RESERVED_WORDS.has(word)) this.issues.add(at, `reserved identifier: ${word}`);
  }
}
