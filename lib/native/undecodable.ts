import type { Violation } from '../violation/violation';

/**
 * Violations without those that may only be there because a value could not be decoded, and was taken for missing.
 *
 * @param decoding what the decoder says
 */
export function withoutDoubtful(
  violations: readonly Violation[],
  decoding: readonly Violation[],
): readonly Violation[] {
  const broken = decoding.filter(({ type }) => type === 'undecodable');
  if (broken.length === 0) return violations;
  return violations.filter(({ path }) => broken.every((one) => !one.path.contains(path) && !path.contains(one.path)));
}
