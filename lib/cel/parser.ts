import type { Expression, ListElement, MapEntry } from './ast';
import { CelSyntaxError } from './errors';
import { type Token, tokenize } from './lexer';

/** As in cel-go; deeper expressions do not get into a definition. */
const DEPTH_LIMIT = 250;
const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);
const ADDITIONS: ReadonlySet<string> = new Set(['+', '-']);
const MULTIPLICATIONS: ReadonlySet<string> = new Set(['*', '/', '%']);

/**
 * Parses an expression of the Common Expression Language.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 * @throws CelSyntaxError
 */
export function parse(source: string): Expression {
  return new Parser(tokenize(source)).parse();
}

class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Expression {
    const expression = this.expression();
    if (this.current.kind !== 'end') this.fail();
    return expression;
  }

  private get current(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '', at: -1 };
  }

  private fail(): never {
    const token = this.current;
    throw new CelSyntaxError(`syntax error at ${token.at}: mismatched input '${'text' in token ? token.text : ''}'`);
  }

  private isOperator(text: string): boolean {
    const token = this.current;
    return token.kind === 'operator' && token.text === text;
  }

  private accept(text: string): boolean {
    const found = this.isOperator(text);
    if (found) this.position += 1;
    return found;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  private acceptAny(texts: ReadonlySet<string>): string | undefined {
    const token = this.current;
    if (token.kind !== 'operator' || !texts.has(token.text)) return undefined;
    this.position += 1;
    return token.text;
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > DEPTH_LIMIT) throw new CelSyntaxError('expression recursion limit exceeded');
    const condition = this.or();
    let result = condition;
    if (this.accept('?')) {
      const yes = this.or();
      this.expect(':');
      result = call('_?_:_', condition, yes, this.expression());
    }
    this.depth -= 1;
    return result;
  }

  private or(): Expression {
    let left = this.and();
    while (this.accept('||')) left = call('_||_', left, this.and());
    return left;
  }

  private and(): Expression {
    let left = this.relation();
    while (this.accept('&&')) left = call('_&&_', left, this.relation());
    return left;
  }

  private relation(): Expression {
    return this.binary(RELATIONS, () => this.binary(ADDITIONS, () => this.binary(MULTIPLICATIONS, () => this.unary())));
  }

  private binary(operators: ReadonlySet<string>, operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = this.acceptAny(operators);
      if (operator === undefined) return left;
      left = call(operator === 'in' ? '@in' : `_${operator}_`, left, operand());
    }
  }

  private unary(): Expression {
    let nots = 0;
    while (this.accept('!')) nots += 1;
    if (nots > 0) {
      const operand = checked(this.member());
      return nots % 2 === 1 ? call('!_', operand) : call('!_', call('!_', operand));
    }
    let negations = 0;
    while (this.accept('-')) negations += 1;
    if (negations === 0) return checked(this.member());
    const token = this.current;
    if (
      negations === 1 &&
      token.kind === 'literal' &&
      (typeof token.value === 'bigint' || typeof token.value === 'number')
    ) {
      this.position += 1;
      return this.memberOf({ kind: 'literal', value: -token.value });
    }
    const operand = checked(this.member());
    return negations % 2 === 1 ? call('-_', operand) : operand;
  }

  private member(): Expression {
    return this.memberOf(this.primary());
  }

  private memberOf(start: Expression): Expression {
    let operand = start;
    for (;;) {
      if (this.accept('.?')) {
        operand = { kind: 'select', operand, field: this.name(), optional: true };
      } else if (this.accept('.')) {
        const quoted = this.current.kind === 'quoted';
        const field = this.name();
        if (!quoted && this.accept('(')) operand = { kind: 'call', target: operand, name: field, args: this.list(')') };
        else operand = { kind: 'select', operand, field, optional: false };
      } else if (this.accept('[?')) {
        operand = this.index(operand, true);
      } else if (this.accept('[')) {
        operand = this.index(operand, false);
      } else {
        return operand;
      }
    }
  }

  private index(operand: Expression, optional: boolean): Expression {
    const index = this.expression();
    this.expect(']');
    return { kind: 'index', operand, index, optional };
  }

  private name(): string {
    const token = this.current;
    // `self.in` cannot be written, but words such as `true` are literals only where a value stands.
    if (token.kind !== 'identifier' && token.kind !== 'quoted') this.fail();
    this.position += 1;
    return token.text;
  }

  private primary(): Expression {
    const token = this.current;
    if (token.kind === 'literal') {
      this.position += 1;
      return { kind: 'literal', value: token.value };
    }
    if (this.accept('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.accept('[')) return { kind: 'list', elements: this.elements(']') };
    // A list that starts with an optional element.
    if (this.accept('[?')) {
      const first: ListElement = { optional: true, value: this.expression() };
      if (this.accept(']')) return { kind: 'list', elements: [first] };
      this.expect(',');
      return { kind: 'list', elements: [first, ...this.elements(']')] };
    }
    if (this.accept('{')) return { kind: 'map', entries: this.entries() };
    this.accept('.');
    const name = this.current;
    if (name.kind !== 'identifier') this.fail();
    this.position += 1;
    if (this.accept('(')) return { kind: 'call', target: undefined, name: name.text, args: this.list(')') };
    return { kind: 'identifier', name: name.text };
  }

  /** Unlike a list, arguments do not end with a comma. */
  private list(end: string): Expression[] {
    const values: Expression[] = [];
    if (this.accept(end)) return values;
    do values.push(this.expression());
    while (this.accept(','));
    this.expect(end);
    return values;
  }

  private elements(end: string): ListElement[] {
    const elements: ListElement[] = [];
    while (!this.accept(end)) {
      const optional = this.accept('?');
      elements.push({ optional, value: this.expression() });
      if (!this.isOperator(end)) this.expect(',');
    }
    return elements;
  }

  private entries(): MapEntry[] {
    const entries: MapEntry[] = [];
    while (!this.accept('}')) {
      const optional = this.accept('?');
      const key = this.expression();
      this.expect(':');
      entries.push({ optional, key, value: this.expression() });
      if (!this.isOperator('}')) this.expect(',');
    }
    return entries;
  }
}

function call(name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', target: undefined, name, args };
}

function checked(expression: Expression): Expression {
  if (expression.kind === 'literal' && expression.value === 2n ** 63n) throw new CelSyntaxError('invalid int literal');
  return expression;
}
