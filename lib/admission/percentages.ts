import type { Field } from './field';
import type { Report } from './report';

/** A whole percentage. */
export function checkPercent(at: Field, report: Report): void {
  if (at.number >= 0 && at.number <= 100) return;
  report.refuse(at, `${at.number} given: a percentage is from 0 to 100`, 'write a number from 0 to 100');
}

/** A share of requests, in ten thousandths of a percent. */
export function checkShare(at: Field, report: Report): void {
  const { number } = at.get('value');
  if (number === 0 || (number >= 0.0001 && number <= 100)) return;
  report.refuse(at.get('value'), `${number} given: a percentage is 0, or from 0.0001 to 100`, 'write such a number');
}

/** A number that is not negative. */
export function checkNotNegative(at: Field, report: Report): void {
  if (at.number < 0) report.refuse(at, `${at.number} given: it cannot be less than 0`, 'write 0 or more');
}
