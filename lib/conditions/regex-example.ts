import { compilePattern } from '../kube/regular-expression';

/**
 * A short text that a regular expression of RE2 takes as a whole; undefined where none is found, which says nothing of
 * whether there is one.
 */
export function exampleOf(regex: string): string | undefined {
  const compiled = compilePattern(regex);
  if (typeof compiled === 'string') return undefined;
  for (const atLeast of [0, 1]) {
    const text = new Reader(regex, atLeast).read();
    if (text !== undefined && compiled.matchesWhole(text)) return text;
  }
  return undefined;
}

/** What `.` and what is not in a class may stand for. */
const ANY = ['x', '0', '/', '-', ' ', 'A', '.', ','];
const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'x', s: ' ', D: 'x', W: '-', S: 'x' };
/** Longer repetitions are no short text. */
const MAX_REPEATED = 200;

/** Reads an expression and writes, of all there could be, the first that comes to mind. */
class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    /** How often what may be left out is there. */
    private readonly atLeast: number,
  ) {}

  read(): string | undefined {
    const text = this.alternatives();
    return this.at === this.source.length ? text : undefined;
  }

  /** The first alternative that there is a text for. */
  private alternatives(): string | undefined {
    let text = this.sequence();
    while (this.source[this.at] === '|') {
      this.at++;
      const other = this.sequence();
      text ??= other;
    }
    return text;
  }

  private sequence(): string | undefined {
    let text: string | undefined = '';
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom();
      const repeated: string | undefined = atom?.repeat(this.count());
      text = text === undefined || repeated === undefined ? undefined : text + repeated;
    }
    return text;
  }

  private atom(): string | undefined {
    const char = this.source[this.at++];
    switch (char) {
      case '^':
      case '$':
        return '';
      case '.':
        return ANY[0];
      case '(': {
        const flags = /^\?(?:P?<\w+>|[imsU-]*:?)/.exec(this.source.slice(this.at))?.[0] ?? '';
        this.at += flags.length;
        const text = this.alternatives();
        this.at++;
        return text;
      }
      case '[':
        return this.charClass();
      case '\\':
        return this.escaped();
      default:
        return char;
    }
  }

  private escaped(): string | undefined {
    const char = this.source[this.at++] ?? '';
    if (/[bBAz]/.test(char)) return '';
    if (/[A-Za-z0-9]/.test(char)) return CLASSES[char];
    return char;
  }

  /** A character that the class takes: the class itself says which. */
  private charClass(): string | undefined {
    const start = this.at - 1;
    if (this.source[this.at] === '^') this.at++;
    if (this.source[this.at] === ']') this.at++;
    while (this.at < this.source.length && this.source[this.at] !== ']') {
      if (this.source.startsWith('[:', this.at)) this.at = this.source.indexOf(':]', this.at) + 1;
      else if (this.source[this.at] === '\\') this.at++;
      this.at++;
    }
    this.at++;
    const own = this.source.slice(start, this.at);
    const compiled = compilePattern(own);
    if (typeof compiled === 'string') return undefined;
    return [...ANY, ...own].find((each) => compiled.matchesWhole(each));
  }

  /** How often what stands before is to be there. */
  private count(): number {
    const match = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at));
    if (match === null) return 1;
    this.at += match[0].length;
    if (match[1] !== undefined) return Math.min(Number(match[1]), MAX_REPEATED);
    return match[0].startsWith('+') ? 1 : this.atLeast;
  }
}
