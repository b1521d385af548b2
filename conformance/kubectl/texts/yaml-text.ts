import type { Choice } from './choice';
import { IN_DOUBLE_QUOTES, IN_SINGLE_QUOTES, PROPERTIES, SCALARS } from './words';

/** Writes YAML that is right more often than not. */
export class YamlText {
  constructor(private readonly choice: Choice) {}

  /** Maps, lists and scalars without brackets, from a column on. */
  block(column: number, depth: number): string {
    const { choice } = this;
    const pad = ' '.repeat(column);
    const lineBreak = choice.chance(0.03) ? '\r\n' : '\n';
    const kind = depth <= 0 ? 9 : choice.below(10);
    if (kind === 7) return pad + this.flow(depth) + this.comment() + lineBreak;
    if (kind > 7) return pad + this.properties() + this.scalar() + this.comment() + lineBreak;
    const entry = kind < 4 ? () => this.entry(column, depth) : () => `-${this.value(column, depth, true)}`;
    return Array.from({ length: 1 + choice.below(4) }, () => pad + entry() + lineBreak).join('');
  }

  /** Maps, lists and scalars within brackets. */
  flow(depth: number): string {
    const { choice } = this;
    if (depth <= 0 || choice.chance(0.4)) {
      return this.properties() + (choice.chance(0.1) ? choice.of(['*a', '*b']) : this.scalar());
    }
    const space = () => choice.of(['', '', ' ', '  ', '\n', '\n  ', '\t', ' # c\n']);
    const [open, close, item] = choice.chance(0.5)
      ? ['[', ']', () => this.flow(depth - 1)]
      : ['{', '}', () => this.flowEntry(depth)];
    const items = Array.from({ length: choice.below(4) }, () => space() + item() + space());
    return this.properties() + open + items.join(',') + (choice.chance(0.2) ? ',' : '') + close;
  }

  scalar(): string {
    const { choice } = this;
    switch (choice.below(9)) {
      case 0:
      case 1:
      case 2:
        return choice.of(SCALARS);
      case 3:
        return this.number();
      case 4:
        return `"${choice.some(IN_DOUBLE_QUOTES, 4)}"`;
      case 5:
        return `'${choice.some(IN_SINGLE_QUOTES, 4)}'`;
      case 6:
        return `${choice.of(SCALARS)} ${choice.of(SCALARS)}`;
      case 7:
        return choice.of(SCALARS) + choice.of(SCALARS);
      default:
        return choice.of(['a', 'b', 'c d', 'web', 'v1']);
    }
  }

  /** What may be a number. */
  number(): string {
    const { choice } = this;
    const start = choice.of(['', '', '-', '+', '0', '0x', '0b', '0o', '.', '1']);
    const digit = () => (choice.chance(0.6) ? `${choice.below(10)}` : choice.of([...'0123456789_.eExXoObB+-aAfF:']));
    return start + Array.from({ length: 1 + choice.below(8) }, digit).join('');
  }

  private properties(): string {
    return this.choice.chance(0.12) ? this.choice.of(PROPERTIES) : '';
  }

  private key(): string {
    const { choice } = this;
    if (choice.chance(0.7)) return `k${choice.below(30)}`;
    return choice.chance(0.3) ? '<<' : this.scalar();
  }

  private comment(): string {
    const { choice } = this;
    if (choice.chance(0.1)) return choice.of([' # c', ' #', '\t# c', '#x']);
    return choice.chance(0.03) ? choice.of([' ', '\t', '  \t']) : '';
  }

  private entry(column: number, depth: number): string {
    const { choice } = this;
    const start = (choice.chance(0.05) ? '? ' : '') + this.properties() + this.key();
    return start + choice.of([':', ':', ':', ':', ' :', ': ']) + this.value(column, depth, false);
  }

  private flowEntry(depth: number): string {
    const { choice } = this;
    const key = choice.of(['', '? ', '']) + (choice.chance(0.8) ? this.key() : this.flow(depth - 1));
    return key + choice.of([': ', ': ', ':', ' : ', '']) + this.flow(depth - 1);
  }

  /** What stands behind a colon or dash. */
  private value(column: number, depth: number, isItem: boolean): string {
    const { choice } = this;
    switch (choice.below(12)) {
      case 0:
        return this.comment();
      case 1:
      case 2: {
        const inner = this.block(column + choice.of([1, 2, 2, 2, 4, 0]), depth - 1);
        return ` ${this.properties()}${this.comment()}\n${inner.replace(/\n$/, '')}`;
      }
      case 3:
        return ` ${this.flow(depth)}${this.comment()}`;
      case 4:
        return ` ${choice.of(BLOCK_HEADERS)}\n${this.lines(column + choice.of([0, 1, 2, 2, 4]))}`;
      case 5:
        return ` ${this.properties()}${this.scalar()}\n${' '.repeat(column + choice.below(4))}${this.scalar()}`;
      case 6:
        return ` ${choice.of(['*a', '*b', '&a', '&b', '!!str', '!!null', '!!int'])}`;
      case 7:
        if (!isItem) return ` ${this.scalar()}`;
        return ` ${this.key()}: ${this.scalar()}\n${' '.repeat(column + 2)}${this.key()}: ${this.scalar()}`;
      default: {
        const space = choice.chance(0.03) ? '\t' : ' '.repeat(1 + choice.below(2));
        return space + this.properties() + this.scalar() + this.comment();
      }
    }
  }

  /** The lines of a block scalar. */
  private lines(column: number): string {
    const { choice } = this;
    const line = () => {
      if (choice.chance(0.25)) return ' '.repeat(choice.below(column + 2));
      const indent = Math.max(0, column + choice.of([0, 0, 0, 0, 1, -1, 2]));
      return ' '.repeat(indent) + choice.of(BLOCK_LINES);
    };
    return Array.from({ length: 1 + choice.below(5) }, line).join(choice.of(['\n', '\n', '\n', '\r\n', '\r']));
  }
}

const BLOCK_HEADERS = ['|', '>', '|-', '>-', '|+', '>+', '|2', '>1', '|1+', '|0', '| # c', '|x', '>9'];
const BLOCK_LINES = [
  ...['x', 'x y', '# c', 'a: b', '- c', '\ttab', '\t', 'x ', '---', '...', '"', '\u2028z', '😀', 'é', "'"],
];
