import type { CanaryWebhook } from '../../../imports/flagger.app';

/** When a hook is called. */
export type HookType = Exclude<NonNullable<CanaryWebhook['type']>, ''>;

/** What becomes of a release when a hook cannot be called. */
export interface HookFailure {
  readonly fails: string;
  /** Whether that is all that is lost. */
  readonly isHarmless: boolean;
}

const FAILURES: Readonly<Record<HookType, string>> = {
  rollout: 'every check fails, and each release is rolled back',
  'pre-rollout': 'the new version never gets a request, and each release is rolled back',
  'confirm-rollout': 'no release ever begins',
  'confirm-traffic-increase': 'the share of the new version never grows',
  'confirm-promotion': 'no version is ever promoted',
  rollback: 'nobody can ask for a rollback',
  'post-rollout': 'the hook is never called',
  event: 'events are lost',
};

const HARMLESS: ReadonlySet<HookType> = new Set<HookType>(['event', 'post-rollout']);

/** When a hook is called: at each check, unless it says otherwise. */
export function typeOf({ type }: CanaryWebhook): HookType {
  return type || 'rollout';
}

export function hookFailure(type: HookType): HookFailure {
  return { fails: FAILURES[type], isHarmless: HARMLESS.has(type) };
}
