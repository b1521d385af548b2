import type { CallExpression, Expression, ListElement, MapEntry, StructField } from './ast';
import { CelSyntaxError } from './errors';
import { type Token, tokenize } from './lexer';

/** As in cel-go: how deep an expression may be, and how long a chain of operators or of selections. */
const DEPTH_LIMIT = 250;
/** As in cel-go, in characters. */
const SIZE_LIMIT = 100_000;
const INT_OVERFLOW = 2n ** 63n;
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
  if (source.length > SIZE_LIMIT && [...source].length > SIZE_LIMIT) {
    throw new CelSyntaxError(`expression code point size exceeds limit: limit ${SIZE_LIMIT}`);
  }
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
    const found = token.kind === 'end' ? '<EOF>' : 'text' in token ? token.text : String(token.value);
    throw new CelSyntaxError(`syntax error: mismatched input '${found}'`, token.at);
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

  /** Where the operator is, if it comes next. */
  private acceptAt(text: string): number | undefined {
    const { at } = this.current;
    return this.accept(text) ? at : undefined;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail();
  }

  private limit(depth: number): void {
    if (depth > DEPTH_LIMIT) throw new CelSyntaxError(`expression recursion limit exceeded: ${DEPTH_LIMIT}`);
  }

  private expression(): Expression {
    this.depth += 1;
    this.limit(this.depth);
    const condition = this.or();
    let result = condition;
    const at = this.acceptAt('?');
    if (at !== undefined) {
      const yes = this.or();
      this.expect(':');
      result = call(at, '_?_:_', condition, yes, this.expression());
    }
    this.depth -= 1;
    return result;
  }

  private or(): Expression {
    return this.logical('||', () => this.logical('&&', () => this.relation()));
  }

  private logical(operator: '&&' | '||', operand: () => Expression): Expression {
    const terms = [operand()];
    const places: number[] = [];
    for (let at = this.acceptAt(operator); at !== undefined; at = this.acceptAt(operator)) {
      terms.push(operand());
      places.push(at);
    }
    return balanced(`_${operator}_`, terms, places, 0, terms.length - 1);
  }

  private relation(): Expression {
    return this.binary(RELATIONS, () => this.binary(ADDITIONS, () => this.binary(MULTIPLICATIONS, () => this.unary())));
  }

  private binary(operators: ReadonlySet<string>, operand: () => Expression): Expression {
    let left = operand();
    for (let length = 1; ; length += 1) {
      const token = this.current;
      if (token.kind !== 'operator' || !operators.has(token.text)) return left;
      this.limit(length);
      this.position += 1;
      left = call(token.at, token.text === 'in' ? '@in' : `_${token.text}_`, left, operand());
    }
  }

  private unary(): Expression {
    const { at } = this.current;
    let nots = 0;
    while (this.accept('!')) nots += 1;
    if (nots > 0) {
      const operand = this.member();
      // As cel-go does, which then takes an operand that is no boolean.
      return nots % 2 === 1 ? call(at, '!_', operand) : operand;
    }
    if (!this.isOperator('-') || this.isNegative()) return this.member();
    let negations = 0;
    while (this.accept('-')) negations += 1;
    const operand = this.member();
    return negations % 2 === 1 ? call(at, '-_', operand) : operand;
  }

  /** Whether a number with a sign comes next. */
  private isNegative(): boolean {
    const next = this.tokens[this.position + 1];
    return (
      this.isOperator('-') &&
      next?.kind === 'literal' &&
      (typeof next.value === 'bigint' || typeof next.value === 'number')
    );
  }

  private member(): Expression {
    let operand = this.primary();
    for (let length = 1; ; length += 1) {
      const { at } = this.current;
      if (this.accept('.')) {
        operand = this.selection(operand, at);
      } else if (this.accept('[')) {
        const optional = this.accept('?');
        const index = this.expression();
        this.expect(']');
        operand = { kind: 'index', at, operand, index, optional };
      } else if (this.isOperator('{')) {
        const name = qualifiedName(operand);
        if (name === undefined) return operand;
        this.position += 1;
        operand = { kind: 'struct', at, name, fields: this.structFields() };
      } else return operand;
      this.limit(length);
    }
  }

  private selection(operand: Expression, at: number): Expression {
    const optional = this.accept('?');
    const token = this.current;
    if (token.kind !== 'identifier' && token.kind !== 'quoted') this.fail();
    this.position += 1;
    const quoted = token.kind === 'quoted';
    const open = optional || quoted ? undefined : this.acceptAt('(');
    if (open !== undefined) return { kind: 'call', at: open, target: operand, name: token.text, args: this.args() };
    return { kind: 'select', at, operand, field: token.text, fieldAt: token.at, quoted, optional };
  }

  private primary(): Expression {
    const token = this.current;
    const { at } = token;
    if (token.kind === 'literal') {
      this.position += 1;
      if (token.value === INT_OVERFLOW) throw new CelSyntaxError('invalid int literal', at);
      return { kind: 'literal', at, value: token.value };
    }
    if (this.isNegative()) {
      const { value } = this.tokens[this.position + 1] as { readonly value: number };
      this.position += 2;
      return { kind: 'literal', at, value: -value };
    }
    if (this.accept('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.accept('[')) return { kind: 'list', at, elements: this.elements() };
    if (this.accept('{')) return { kind: 'map', at, entries: this.entries() };
    const dot = this.accept('.') ? '.' : '';
    const name = this.current;
    if (name.kind !== 'identifier') this.fail();
    this.position += 1;
    const open = this.acceptAt('(');
    if (open === undefined) return { kind: 'identifier', at: name.at, name: dot + name.text };
    return { kind: 'call', at: open, target: undefined, name: dot + name.text, args: this.args() };
  }

  /** Unlike a list, arguments do not end with a comma. */
  private args(): Expression[] {
    const values: Expression[] = [];
    if (this.accept(')')) return values;
    do values.push(this.expression());
    while (this.accept(','));
    this.expect(')');
    return values;
  }

  private elements(): ListElement[] {
    return this.sequence(']', () => ({ optional: this.accept('?'), value: this.expression() }));
  }

  private entries(): MapEntry[] {
    return this.sequence('}', () => {
      const optional = this.accept('?');
      const key = this.expression();
      this.expect(':');
      return { optional, key, value: this.expression() };
    });
  }

  private structFields(): StructField[] {
    return this.sequence('}', () => {
      const optional = this.accept('?');
      const token = this.current;
      if (token.kind !== 'identifier' && token.kind !== 'quoted') this.fail();
      this.position += 1;
      const { at } = this.current;
      this.expect(':');
      return { optional, name: token.text, quoted: token.kind === 'quoted', at, value: this.expression() };
    });
  }

  /** A comma may stand behind the last, and alone. */
  private sequence<T>(end: string, read: () => T): T[] {
    const values: T[] = [];
    if (this.accept(',')) {
      this.expect(end);
      return values;
    }
    while (!this.accept(end)) {
      values.push(read());
      if (!this.isOperator(end)) this.expect(',');
    }
    return values;
  }
}

function call(at: number, name: string, ...args: readonly Expression[]): CallExpression {
  return { kind: 'call', at, target: undefined, name, args };
}

/** As cel-go does, so that a long chain is not a deep expression. */
function balanced(
  name: string,
  terms: readonly Expression[],
  places: readonly number[],
  from: number,
  to: number,
): Expression {
  if (from === to) return terms[from] as Expression;
  const middle = Math.floor((from + to) / 2);
  const left = balanced(name, terms, places, from, middle);
  const right = balanced(name, terms, places, middle + 1, to);
  return call(places[middle] as number, name, left, right);
}

/** `a.b.c` of an expression that is nothing else. */
function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === 'identifier') return expression.name;
  if (expression.kind !== 'select' || expression.optional || expression.quoted) return undefined;
  const before = qualifiedName(expression.operand);
  return before === undefined ? undefined : `${before}.${expression.field}`;
}
