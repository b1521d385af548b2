/** What a rule says of an object by which of its properties are there. */
export interface PresenceCondition {
  readonly properties: ReadonlySet<string>;
  holds(present: ReadonlySet<string>): boolean;
}

type Value = boolean | number;
type Expression = (present: ReadonlySet<string>) => Value;

/** Thrown for whatever depends on more than presence. */
class OtherRule extends Error {}

/** Far longer than people or generators write such rules, and short enough to descend into. */
const MAX_LENGTH = 4_000;

const TOKEN = /\s*(has\s*\(\s*self\s*\.\s*[A-Za-z_]\w*\s*\)|[A-Za-z_]\w*|\d+|&&|\|\||[=!<>]=|[?:!<>+()[\].,])/y;
const HAS = /^has\s*\(\s*self\s*\.\s*(\w+)\s*\)$/;

const COMPARISONS: ReadonlyMap<string, (a: Value, b: Value) => boolean> = new Map([
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['<=', (a, b) => a <= b],
  ['>=', (a, b) => a >= b],
  ['<', (a, b) => a < b],
  ['>', (a, b) => a > b],
]);

/**
 * Reads a CEL rule that consists of `has(self.x)` and of how these are put together: `!`, `&&`, `||`, `? :`, sums,
 * comparisons, and the count that controller-gen writes for "one of", `[has(self.a),has(self.b)].filter(x,x==true).size()`.
 *
 * @returns undefined for every other rule
 */
export function presenceCondition(rule: string): PresenceCondition | undefined {
  try {
    const parser = new Parser(tokensOf(rule));
    const expression = parser.whole();
    return { properties: parser.properties, holds: (present) => expression(present) === true };
  } catch (error) {
    if (error instanceof OtherRule) return undefined;
    throw error;
  }
}

function tokensOf(rule: string): string[] {
  const text = rule.trim();
  if (text.length > MAX_LENGTH) throw new OtherRule();
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new OtherRule();
    tokens.push(token);
  }
  return tokens;
}

/** Recursive descent, a method for each level of precedence. */
class Parser {
  readonly properties = new Set<string>();
  private position = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): Expression {
    const expression = this.choice();
    if (this.position < this.tokens.length) throw new OtherRule();
    return expression;
  }

  private choice(): Expression {
    const condition = this.either();
    if (!this.take('?')) return condition;
    const then = this.choice();
    this.expect(':');
    const otherwise = this.choice();
    return (present) => (condition(present) ? then(present) : otherwise(present));
  }

  private either(): Expression {
    const parts = [this.both()];
    while (this.take('||')) parts.push(this.both());
    return parts.length === 1 ? (parts[0] as Expression) : (present) => parts.some((part) => part(present));
  }

  private both(): Expression {
    const parts = [this.comparison()];
    while (this.take('&&')) parts.push(this.comparison());
    return parts.length === 1 ? (parts[0] as Expression) : (present) => parts.every((part) => part(present));
  }

  private comparison(): Expression {
    let left = this.sum();
    for (;;) {
      const compare = COMPARISONS.get(this.tokens[this.position] ?? '');
      if (compare === undefined) return left;
      this.position++;
      const [a, b] = [left, this.sum()];
      left = (present) => compare(a(present), b(present));
    }
  }

  private sum(): Expression {
    const parts = [this.negation()];
    while (this.take('+')) parts.push(this.negation());
    if (parts.length === 1) return parts[0] as Expression;
    return (present) => parts.reduce((total, part) => total + Number(part(present)), 0);
  }

  private negation(): Expression {
    if (!this.take('!')) return this.operand();
    const inner = this.negation();
    return (present) => !inner(present);
  }

  private operand(): Expression {
    if (this.take('(')) {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    if (this.take('[')) return this.count();
    const token = this.tokens[this.position++] ?? '';
    const property = HAS.exec(token)?.[1];
    if (property !== undefined) {
      this.properties.add(property);
      return (present) => present.has(property);
    }
    if (token === 'true' || token === 'false') return () => token === 'true';
    if (/^\d+$/.test(token)) return () => Number(token);
    throw new OtherRule();
  }

  /** `[a, b].filter(x, x == true).size()`, after the bracket. */
  private count(): Expression {
    const items = [this.choice()];
    while (this.take(',')) items.push(this.choice());
    for (const token of [']', '.', 'filter', '(']) this.expect(token);
    const name = this.tokens[this.position++] ?? '';
    for (const token of [',', name]) this.expect(token);
    if (this.take('==')) this.expect('true');
    for (const token of [')', '.', 'size', '(', ')']) this.expect(token);
    return (present) => items.filter((item) => item(present) === true).length;
  }

  private take(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new OtherRule();
  }
}
