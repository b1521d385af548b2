import type { Duration } from 'cdk8s';
import { MeshwrightError } from './errors';

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/**
 * Renders a duration the way Go, and so Istio, Flagger and Kubernetes, write it: as a whole number of the largest of
 * `h`, `m`, `s` and `ms` that divides it: `40s`, `2m`, `1h`, `90s`, `1500ms`; nothing is `0s`.
 *
 * Whether zero, or less than a second, makes sense is for the caller to say.
 *
 * @throws MeshwrightError when the duration is not a whole number of milliseconds
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function goDuration(duration: Duration): string {
  // Rounded against the noise of binary fractions: 1.1 s are 1100.0000000000002 ms.
  const exact = duration.toMilliseconds({ integral: false });
  const millis = Math.round(exact);
  if (!(Math.abs(exact - millis) <= 1e-6)) {
    throw new MeshwrightError('duration', `${exact}ms is not a whole number of milliseconds: round it`);
  }
  if (millis === 0) return '0s';
  for (const [unit, size] of UNITS) {
    if (millis % size === 0) return `${millis / size}${unit}`;
  }
  return `${millis}ms`;
}
