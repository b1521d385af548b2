import type { CanarySpec } from '../../imports/flagger.app';

/** The share at which a release is promoted, in percent: more than 100 is never reached. */
export function maxWeight({ analysis: { stepWeights = [], maxWeight: maximum = 0 } }: CanarySpec): number {
  const last = stepWeights.at(-1);
  if (last !== undefined) return Math.min(100, last);
  return maximum > 0 ? maximum : 100;
}

/**
 * What is added to the canary's share next; with 0 or less Flagger does nothing, and says nothing.
 *
 * A share that is not one of `stepWeights`, or the last of them, makes it go to 100 at once.
 */
export function nextStep({ analysis: { stepWeight = 0, stepWeights = [] } }: CanarySpec, weight: number): number {
  const [first] = stepWeights;
  if (stepWeight > 0 || first === undefined) return stepWeight;
  const rest = 100 - weight;
  if (rest === 0) return 1;
  if (weight === 0) return Math.min(rest, first);
  const index = stepWeights.indexOf(weight);
  const next = index < 0 ? undefined : stepWeights[index + 1];
  return next === undefined ? rest : Math.min(rest, next - weight);
}
