import { quote } from '../kube/go';
import { parseGoDuration } from '../kube/go-duration';
import type { Field } from './field';
import type { Report } from './report';

const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

/** A duration of at least a millisecond and a whole number of them, where one is written. */
export function checkDuration(at: Field, report: Report): void {
  if (!at.present) return;
  const nanoseconds = parseGoDuration(at.text);
  // What is no duration does not get this far.
  if (nanoseconds === undefined) return;
  if (nanoseconds < MILLISECOND) {
    report.refuse(at, `${quote(at.text)} is too short: a duration is at least 1ms`, 'write 1ms or more');
  } else if (nanoseconds % MILLISECOND !== 0n) {
    report.refuse(at, `${quote(at.text)} is not a whole number of milliseconds`, 'round it to milliseconds');
  }
}

/** A duration that switches something off when it is 0s. */
export function checkDurationOrZero(at: Field, report: Report): void {
  if (at.present && parseGoDuration(at.text) !== 0n) checkDuration(at, report);
}

/** Whether a duration is a whole number of seconds. */
export function isWholeSeconds(text: string): boolean {
  return (parseGoDuration(text) ?? 0n) % SECOND === 0n;
}
