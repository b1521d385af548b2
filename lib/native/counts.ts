import { percent } from '../kube/names';
import type { Path } from '../violation/path';
import { integer, isMissing } from './json';
import type { Report, Rule } from './rules';

/**
 * Checks a number or a percentage.
 *
 * @param missing what it is where it is not given
 * @returns the number, or that of percents; `undefined` when it is neither
 */
export function checkCountOrPercent(
  rule: Rule,
  at: Path,
  value: unknown,
  missing: number,
  report: Report,
  limited = true,
): number | undefined {
  if (isMissing(value)) return missing;
  if (typeof value === 'string') {
    const problems = percent(value);
    report.invalidEach(rule, at, value, problems);
    if (problems.length > 0) return undefined;
    const amount = Number(value.slice(0, -1));
    if (limited && amount > 100) report.invalid(rule, at, value, 'must not be greater than 100%');
    return amount;
  }
  const count = integer(value);
  if (count !== undefined && count < 0) report.invalid(rule, at, count, 'must be greater than or equal to 0');
  return count;
}
