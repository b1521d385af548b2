import { quote } from '../kube/go';
import { compilePattern } from '../kube/regular-expression';
import type { Field } from './field';
import type { Report } from './report';

const LENGTH_LIMIT = 1024;

/** A condition on a text, of which an empty prefix says nothing. */
export function checkStringMatch(at: Field, report: Report): void {
  at.check('prefix', checkPrefix, report);
  checkRegexMatch(at, report);
}

function checkPrefix(at: Field, report: Report): void {
  if (at.text !== '') return;
  report.refuse(at, 'the prefix is empty', 'write the beginning of the text; {} matches any that is there');
}

/** A condition on a text that may be a regular expression. */
export function checkRegexMatch(at: Field, report: Report): void {
  at.check('regex', checkRegex, report);
}

/** A regular expression of RE2, not longer than Envoy is made to take. */
export function checkRegex(at: Field, report: Report): void {
  const { text } = at;
  const length = Buffer.byteLength(text);
  if (text === '') {
    report.refuse(at, 'the regular expression is empty', 'write one, such as .* for anything');
  } else if (length > LENGTH_LIMIT) {
    const what = `the regular expression has ${length} bytes, ${LENGTH_LIMIT} are allowed`;
    report.refuse(at, what, 'write a shorter one, or several conditions');
  } else {
    const why = whyNoRegex(text);
    if (why !== undefined) report.refuse(at, `${quote(text)} is not a regular expression of RE2: ${why}`, RE2_FIX);
  }
}

const RE2_FIX = 'correct it; RE2 knows neither lookaround nor backreferences';

/** Why RE2 refuses an expression, if it does. */
export function whyNoRegex(text: string): string | undefined {
  const compiled = compilePattern(text);
  return typeof compiled === 'string' ? compiled : undefined;
}
