import { type Answer, answer, every, some } from './answer';
import { folded, literalPrefix, type Pattern, takes } from './pattern';

/** Whether every text that one pattern takes is taken by the other. */
export function includes(outer: Pattern, inner: Pattern): Answer {
  if (outer.form === 'anything') return 'yes';
  if (isSimple(outer) && (isSimple(inner) || inner.form === 'anything')) return answer(includesSimple(outer, inner));
  if (inner.form === 'alternatives') return every(inner.of.map((each) => includes(outer, each)));
  if (isFixed(inner)) return takesOrUnknown(outer, inner.text);
  if (examplesOf(inner).some((text) => takes(outer, text) === false)) return 'no';
  if (outer.form === 'alternatives') return someOrUnknown(outer.of.map((each) => includes(each, inner)));
  if (inner.form !== 'regex') return 'unknown';
  if (outer.form === 'regex') return outer.regex === inner.regex ? 'yes' : 'unknown';
  return includesRegex(outer, inner.regex);
}

/** Whether no text is taken by both. */
export function excludes(a: Pattern, b: Pattern): Answer {
  if (a.form === 'alternatives') return every(a.of.map((each) => excludes(each, b)));
  if (b.form === 'alternatives') return every(b.of.map((each) => excludes(a, each)));
  const common = [...examplesOf(a), ...examplesOf(b)].some(
    (text) => takes(a, text) === true && takes(b, text) === true,
  );
  if (common) return 'no';
  if (isFixed(a) || isFixed(b)) {
    // The examples of a fixed text are the text.
    const [fixed, other] = isFixed(a) ? [a, b] : [b, a];
    return examplesOf(fixed).every((text) => takes(other, text) === false) ? 'yes' : 'unknown';
  }
  return a.form === 'prefix' && b.form === 'prefix' && !a.fold && !b.fold ? 'yes' : 'unknown';
}

/** One text, in one case. */
function isFixed(pattern: Pattern): pattern is Extract<Pattern, { readonly form: 'exact' }> {
  return pattern.form === 'exact' && !pattern.fold;
}

/** Of most expressions it is only known how what they take begins. */
function includesRegex(outer: Simple, regex: string): Answer {
  return outer.form === 'prefix' && takes(outer, literalPrefix(regex)) === true ? 'yes' : 'unknown';
}

type Simple = Exclude<Pattern, { readonly form: 'anything' | 'alternatives' | 'regex' }>;

function isSimple(pattern: Pattern): pattern is Simple {
  return pattern.form === 'exact' || pattern.form === 'prefix' || pattern.form === 'suffix' || pattern.form === 'part';
}

function includesSimple(outer: Simple, inner: Simple | Extract<Pattern, { readonly form: 'anything' }>): boolean {
  // Anything else than a fixed text has more texts than one, and than those with one beginning or end.
  if (inner.form === 'anything') return false;
  switch (outer.form) {
    case 'exact':
      return inner.form === 'exact' && covers(outer, inner.text, inner.fold) && outer.text.length === inner.text.length;
    case 'prefix':
      return (inner.form === 'exact' || inner.form === 'prefix') && covers(outer, inner.text, inner.fold);
    case 'suffix':
      return (
        (inner.form === 'exact' || inner.form === 'suffix') &&
        inner.text.endsWith(outer.text) &&
        !varies(outer.text, inner)
      );
    case 'part':
      return inner.text.includes(outer.text) && !varies(outer.text, inner);
  }
}

/** Whether the text is in other cases in some of what the pattern takes. */
function varies(text: string, pattern: Simple): boolean {
  return (pattern.form === 'exact' || pattern.form === 'prefix') && pattern.fold && /[a-zA-Z]/.test(text);
}

/** Whether a text, in each case if it folds, begins as the outer one says. */
function covers(outer: { readonly text: string; readonly fold: boolean }, text: string, fold: boolean): boolean {
  if (outer.fold) return folded(text).startsWith(folded(outer.text));
  return text.startsWith(outer.text) && !(fold && /[a-zA-Z]/.test(outer.text));
}

function takesOrUnknown(pattern: Pattern, text: string): Answer {
  const taken = takes(pattern, text);
  return taken === undefined ? 'unknown' : answer(taken);
}

/** Several may take together what none takes alone. */
function someOrUnknown(answers: readonly Answer[]): Answer {
  return some(answers) === 'yes' ? 'yes' : 'unknown';
}

/** Texts that a pattern takes, to disprove with. */
function examplesOf(pattern: Pattern): readonly string[] {
  return candidatesFor(pattern).filter((text) => takes(pattern, text) === true);
}

function candidatesFor(pattern: Pattern): readonly string[] {
  switch (pattern.form) {
    case 'anything':
      return ['', '/', 'x', '/x'];
    case 'exact':
      return pattern.fold ? casesOf(pattern.text) : [pattern.text];
    case 'prefix':
      return (pattern.fold ? casesOf(pattern.text) : [pattern.text]).flatMap((text) => [text, `${text}x`, `${text}/0`]);
    case 'suffix':
      return [pattern.text, `x${pattern.text}`, `/0${pattern.text}`];
    case 'part':
      return [pattern.text, `x${pattern.text}x`, `/0${pattern.text}/0`];
    case 'alternatives':
      return pattern.of.flatMap(candidatesFor);
    case 'regex':
      return ['', '/', 'x', '/x', '0', ...['', 'x', '0', '/'].map((end) => `${literalPrefix(pattern.regex)}${end}`)];
  }
}

function casesOf(text: string): string[] {
  return [text, text.toLowerCase(), text.toUpperCase()];
}
