import { FoundClean, isRepeated } from '../kube/repeated';
import type { Field } from './field';
import type { Report } from './report';

/** Says what is wrong with a value. */
export type Check = (at: Field, report: Report) => void;

/**
 * The same check, which is not made again of a value that stands in several manifests and of which it found nothing.
 *
 * @param check of a value by itself, whatever is around it
 */
export function once(check: Check): Check {
  const clean = new FoundClean();
  return (at, report) => {
    const { value } = at;
    if (typeof value !== 'object' || value === null) {
      check(at, report);
      return;
    }
    if (clean.has(value)) return;
    const before = report.count;
    check(at, report);
    if (report.count === before) clean.add(value);
  };
}

/**
 * As {@link once}, for a check that depends on one more text: a value is not looked at again where the text is the same.
 *
 * @param check of a value and a text
 */
export function onceFor(
  check: (at: Field, around: string | undefined, report: Report) => void,
): (at: Field, around: string | undefined, report: Report) => void {
  const cleanFor = new WeakMap<object, string | undefined>();
  return (at, around, report) => {
    const { value } = at;
    const remembers = typeof value === 'object' && value !== null && isRepeated(value);
    if (remembers && cleanFor.has(value) && cleanFor.get(value) === around) return;
    const before = report.count;
    check(at, around, report);
    if (remembers && report.count === before) cleanFor.set(value, around);
  };
}
