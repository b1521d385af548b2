import type { CanaryAnalysis, CanaryWebhook } from '../../imports/flagger.app';
import type { Assumptions } from '../../lib/rollout/assumptions';
import type { Random } from '../random';

type HookType = Exclude<NonNullable<CanaryWebhook['type']>, '' | 'event'>;

/** A release as it is given to both: what the Canary says, and what happens around it. */
export interface RandomRelease {
  readonly analysis: CanaryAnalysis;
  readonly skipAnalysis: boolean;
  readonly appProtocol: 'http' | 'tcp';
  readonly assumptions: Assumptions & {
    readonly refused: Readonly<Record<string, readonly number[]>>;
    readonly failing: readonly number[];
    readonly noData: readonly number[];
    readonly newRevisionAt: readonly number[];
  };
}

const HOOK_TYPES: readonly HookType[] = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
];

/** Where hooks are. */
export const HOOKS = 'http://hooks.test/';

/** How many ticks releases are followed. */
export const TICKS = 20;

/** A release of any strategy, with hooks that refuse, checks that fail and new versions in the middle. */
export function randomRelease(random: Random): RandomRelease {
  const some = (chance: number) => random.below(100) < chance;
  const ticks = (chance: number) => Array.from({ length: TICKS }, (_, tick) => tick).filter(() => some(chance));
  const hooks = HOOK_TYPES.filter(() => some(25));
  const metrics = some(50)
    ? [
        { name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' },
        { name: 'request-duration', thresholdRange: { max: 500 }, interval: '30s' },
      ].slice(0, 1 + random.below(2))
    : [];
  const analysis = {
    interval: '1m',
    threshold: some(5) ? random.below(2) - 1 : 1 + random.below(5),
    ...strategy(random),
    ...(metrics.length > 0 ? { metrics } : {}),
    ...(hooks.length > 0 ? { webhooks: hooks.map((type) => ({ name: type, type, url: HOOKS })) } : {}),
  };
  return {
    analysis: analysis as unknown as CanaryAnalysis,
    skipAnalysis: some(8),
    appProtocol: some(10) ? 'tcp' : 'http',
    assumptions: {
      refused: Object.fromEntries(hooks.map((type) => [type, ticks(type === 'rollback' ? 5 : 25)])),
      failing: metrics.length > 0 ? ticks(20) : [],
      noData: metrics.length > 0 ? ticks(5) : [],
      newRevisionAt: some(25) ? [1 + random.below(TICKS - 1)] : [],
    },
  };
}

/** Fields of an analysis; which go together is known to the type, but not of what is drawn. */
type Strategy = Readonly<Record<string, unknown>>;

function strategy(random: Random): Strategy {
  const one = <T>(...choices: readonly T[]) => choices[random.below(choices.length)] as T;
  switch (random.below(8)) {
    case 0:
      return { iterations: 1 + random.below(6), match: [{ headers: { 'x-canary': { exact: 'insider' } } }] };
    case 1:
      return { iterations: 1 + random.below(6), mirror: one(true, false) };
    case 2:
      return {
        stepWeights: one([1, 10, 50], [20, 40, 60, 80, 100], [30], [5, 95]),
        stepWeightPromotion: one(0, 25, 50, 100),
      };
    case 3:
      return { stepWeight: one(10, 25, 33), maxWeight: one(50, 60, 100), mirror: true, mirrorWeight: one(50, 100) };
    case 4:
      return {
        stepWeight: one(20, 50),
        maxWeight: one(50, 100),
        sessionAffinity: { cookieName: 'flagger', maxAge: 86_400 },
      };
    case 5:
      return odd(random);
    default:
      return {
        stepWeight: one(5, 10, 20, 30, 60, 100),
        ...(random.below(2) === 0 ? {} : { maxWeight: one(20, 50, 80, 100) }),
        ...(random.below(2) === 0 ? {} : { stepWeightPromotion: one(10, 40, 100) }),
      };
  }
}

/** What nobody should write, and Flagger takes. */
function odd(random: Random): Strategy {
  const one = <T>(...choices: readonly T[]) => choices[random.below(choices.length)] as T;
  const steps = one<Strategy>(
    { stepWeight: one(0, -10, 10, 60) },
    { stepWeight: one(30, 70), maxWeight: one(110, 150) },
    { stepWeights: one([0, 10], [10, 10, 30], [10, 30, 20], [50, 120], []) },
  );
  return {
    ...steps,
    ...(random.below(2) === 0 ? {} : { mirror: true }),
    ...(random.below(3) === 0 ? { match: [{ headers: { 'x-canary': { exact: 'insider' } } }] } : {}),
    ...(random.below(3) === 0
      ? { sessionAffinity: { cookieName: 'flagger', primaryCookieName: one('', 'primary') } }
      : {}),
    ...(random.below(3) === 0 ? { stepWeightPromotion: one(-10, 7, 120) } : {}),
  };
}
