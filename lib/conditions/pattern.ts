import { compilePattern } from '../kube/regular-expression';

/**
 * What texts a condition takes. Regular expressions that say no more than that are read as the simpler forms; the
 * others stay what they are.
 */
export type Pattern =
  | { readonly form: 'anything' }
  /** The text itself. */
  | { readonly form: 'exact'; readonly text: string; readonly fold: boolean }
  /** Texts that begin so. */
  | { readonly form: 'prefix'; readonly text: string; readonly fold: boolean }
  /** Texts that end so. */
  | { readonly form: 'suffix'; readonly text: string }
  /** Texts that contain it. */
  | { readonly form: 'part'; readonly text: string }
  /** Texts that one of them takes. */
  | { readonly form: 'alternatives'; readonly of: readonly Pattern[] }
  /** Texts that the expression takes as a whole. */
  | { readonly form: 'regex'; readonly regex: string };

export const ANYTHING: Pattern = { form: 'anything' };

/** The text itself. */
export function exactly(text: string, fold = false): Pattern {
  return { form: 'exact', text, fold: fold && hasCase(text) };
}

/** What begins with a text. */
export function beginningWith(text: string, fold = false): Pattern {
  return text === '' ? ANYTHING : { form: 'prefix', text, fold: fold && hasCase(text) };
}

function hasCase(text: string): boolean {
  return /[a-zA-Z]/.test(text);
}

/** In small letters, as Envoy compares: those of ASCII alone. */
export function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A regular expression of RE2, which Envoy matches with whole texts; `.` is any character, as no text has line ends. */
export function matching(regex: string): Pattern {
  return simplify(regex) ?? { form: 'regex', regex };
}

const ALTERNATIVES_LIMIT = 50;

/** The simple form of an expression that has one. */
function simplify(regex: string): Pattern | undefined {
  const whole = withoutGroup(regex.replace(/^\^/, '').replace(/(^|[^\\])\$$/, '$1'));
  const branches = splitAlternatives(whole);
  if (branches === undefined || branches.length > ALTERNATIVES_LIMIT) return undefined;
  const patterns: Pattern[] = [];
  for (const branch of branches) {
    const pattern = readBranch(branch);
    if (pattern === undefined) return undefined;
    patterns.push(pattern);
  }
  const [first] = patterns;
  return patterns.length === 1 ? first : { form: 'alternatives', of: patterns };
}

/** What is in the parentheses that are around all of it. */
function withoutGroup(regex: string): string {
  const match = /^\((?:\?:)?(.*)\)$/s.exec(regex);
  const inner = match?.[1];
  return inner === undefined || /[()\\[\]]/.test(inner) ? regex : inner;
}

/** The alternatives; undefined where there are groups. */
function splitAlternatives(regex: string): string[] | undefined {
  const branches: string[] = [''];
  for (let at = 0; at < regex.length; at += 1) {
    const char = regex[at] as string;
    if (char === '(' || char === ')') return undefined;
    if (char === '\\') {
      branches[branches.length - 1] += char + (regex[at + 1] ?? '');
      at += 1;
    } else if (char === '|') branches.push('');
    else branches[branches.length - 1] += char;
  }
  return branches;
}

/** Characters, with `.*` before or after them. */
function readBranch(branch: string): Pattern | undefined {
  if (branch === '.*') return ANYTHING;
  const before = branch.startsWith('.*');
  const after = branch.endsWith('.*') && !branch.endsWith('\\.*');
  const text = readCharacters(branch.slice(before ? 2 : 0, after ? -2 : undefined));
  if (text === undefined) return undefined;
  if (text === '' && (before || after)) return ANYTHING;
  if (before && after) return { form: 'part', text };
  if (before) return { form: 'suffix', text };
  return after ? beginningWith(text) : exactly(text);
}

/** The text that a sequence of plain and escaped characters stands for. */
function readCharacters(source: string): string | undefined {
  let text = '';
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] as string;
    if (char === '\\') {
      const next = source[at + 1];
      if (next === undefined || /[A-Za-z0-9]/.test(next)) return undefined;
      text += next;
      at += 1;
    } else if (char === '[' && /^\[[^\\^\]]\]/.test(source.slice(at))) {
      text += source[at + 1];
      at += 2;
    } else if (/[.*+?^$|()[\]{}]/.test(char)) return undefined;
    else text += char;
  }
  return text;
}

/** What every text begins with that a pattern takes; of a pattern that includes another, a beginning of the other's. */
export function beginningOf(pattern: Pattern): string {
  switch (pattern.form) {
    case 'exact':
    case 'prefix':
      return pattern.text;
    case 'regex':
      return literalPrefix(pattern.regex);
    case 'alternatives':
      return pattern.of.map(beginningOf).reduce(commonBeginning);
    default:
      return '';
  }
}

function commonBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** What every text begins with that an expression takes. */
export function literalPrefix(regex: string): string {
  const source = regex.replace(/^\^/, '');
  // An alternative may begin otherwise.
  if (source.includes('|')) return '';
  const match = /^(?:[^\\.*+?^$|()[\]{}]|\\[^A-Za-z0-9])*/.exec(source)?.[0] ?? '';
  const repeated = /^[*+?{]/.test(source.slice(match.length));
  const sure = repeated ? match.replace(/(?:\\.|[^\\])$/su, '') : match;
  return sure.replace(/\\(.)/gs, '$1');
}

/** Whether a pattern takes a text; undefined where its expression is none. */
export function takes(pattern: Pattern, text: string): boolean | undefined {
  switch (pattern.form) {
    case 'anything':
      return true;
    case 'exact':
      return pattern.fold ? folded(text) === folded(pattern.text) : text === pattern.text;
    case 'prefix':
      return pattern.fold ? folded(text).startsWith(folded(pattern.text)) : text.startsWith(pattern.text);
    case 'suffix':
      return text.endsWith(pattern.text);
    case 'part':
      return text.includes(pattern.text);
    case 'alternatives':
      return pattern.of.some((each) => takes(each, text) === true);
    case 'regex': {
      // RE2 looks for the expression; Envoy wants it to be the whole text.
      const compiled = compilePattern(`^(?s:${pattern.regex})$`);
      return typeof compiled === 'string' ? undefined : compiled.test(text);
    }
  }
}
