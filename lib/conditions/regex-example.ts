import { compilePattern } from '../kube/regular-expression';

/**
 * A short text that a regular expression of RE2 takes as a whole; undefined where none is found, which says nothing of
 * whether there is one.
 */
export function exampleOf(regex: string): string | undefined {
  return examples(regex).next().value ?? undefined;
}

/** Several such texts, of different alternatives and with what may be left out; none where none is found. */
export function examplesOf(regex: string): readonly string[] {
  return [...new Set(examples(regex))];
}

function* examples(regex: string): Generator<string, undefined> {
  const compiled = compilePattern(regex);
  if (typeof compiled === 'string') return;
  for (const choice of CHOICES) {
    for (const atLeast of [0, 1]) {
      const text = new Reader(regex, atLeast, choice).read();
      if (text !== undefined && compiled.matchesWhole(text)) yield text;
    }
  }
  return undefined;
}

/** Which alternative is taken of each list of them. */
const CHOICES = [0, 1, 2, 3];

/** What `.` and what is not in a class may stand for. */
const ANY = ['x', '0', '/', '-', ' ', 'A', '.', ','];
/** What classes of Unicode may stand for besides. */
const SCRIPTS = ['é', 'Ω', 'я', 'א', 'ع', 'अ', '中', 'あ', 'ア', '한', '€', '٣', '_', '+', '\t'];
const CLASSES: Readonly<Record<string, string>> = {
  ...{ d: '0', w: 'x', s: ' ', D: 'x', W: '-', S: 'x' },
  ...{ t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', a: '\x07' },
};
/** Longer repetitions are no short text. */
const MAX_REPEATED = 200;

/** Reads an expression and writes, of all there could be, the first that comes to mind. */
class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    /** How often what may be left out is there. */
    private readonly atLeast: number,
    /** Which alternative to take, of those that there is a text for. */
    private readonly choice: number,
  ) {}

  read(): string | undefined {
    const text = this.alternatives();
    return this.at === this.source.length ? text : undefined;
  }

  private alternatives(): string | undefined {
    const texts = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      texts.push(this.sequence());
    }
    const possible = texts.filter((text) => text !== undefined);
    return possible[Math.min(this.choice, possible.length - 1)];
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
    const start = this.at - 1;
    const char = this.source[this.at++] ?? '';
    if (char === 'Q') return this.quoted();
    if (/[bBAz]/.test(char)) return '';
    if (char === 'p' || char === 'P') return this.oneOf(/^(?:\{[^}]*\}|.)/, start);
    if (char === 'x') {
      const [all = '', braced, two = ''] =
        /^(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(this.source.slice(this.at)) ?? [];
      this.at += all.length;
      const code = Number.parseInt(braced ?? two, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    }
    if (/[A-Za-z0-9]/.test(char)) return CLASSES[char];
    return char;
  }

  /** What stands between \\Q and \\E. */
  private quoted(): string {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at, end === -1 ? undefined : end);
    this.at = end === -1 ? this.source.length : end + 2;
    return text;
  }

  /** A character that a class takes, which ends with some text. */
  private oneOf(rest: RegExp, start: number): string | undefined {
    this.at += rest.exec(this.source.slice(this.at))?.[0].length ?? 0;
    return memberOf(this.source.slice(start, this.at));
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
    return memberOf(this.source.slice(start, this.at));
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

function memberOf(characters: string): string | undefined {
  const compiled = compilePattern(characters);
  if (typeof compiled === 'string') return undefined;
  return [...ANY, ...characters, ...SCRIPTS].find((each) => compiled.matchesWhole(each));
}
