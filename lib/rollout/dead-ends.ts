import type { CanarySpec } from '../../imports/flagger.app';
import type { CanaryObject } from '../flagger-objects/canary';
import { isTcp } from '../flagger-objects/virtual-service';
import type { Run, Step } from './run';
import type { Hold } from './tick';
import { maxWeight } from './weights';

/** A reason why a release never ends, with its proof. */
export interface DeadEnd {
  /** What holds the release; `repeats` when each of its ticks does something, but no more than those before. */
  readonly hold: Hold | 'unreadable' | 'repeats';
  /** The tick from which on nothing changes. */
  readonly since: number;
  readonly reason: string;
  readonly proof: string;
}

/** What holds a release that is stuck. */
export function deadEndsOf(canary: CanaryObject, { steps, repeatsFrom }: Run): readonly DeadEnd[] {
  if (repeatsFrom === undefined) return [];
  const around = steps.slice(repeatsFrom + 1);
  const since = around[0]?.tick.tick ?? 0;
  const last = steps.at(-1)?.tick.tick ?? since;
  const before = steps[repeatsFrom]?.tick.tick ?? since;
  const proof = `after tick ${last} Flagger remembers what it did after tick ${before}, and nothing that it asks changes any more`;
  const holds = [...new Set(around.flatMap(({ tick }) => tick.hold ?? []))];
  const reasons = holds.map((hold) => ({ hold, since, reason: reasonOf(canary, hold, around), proof }));
  if (reasons.length > 0) return reasons;
  return [{ hold: 'repeats', since, reason: 'each round ends as it began', proof }];
}

function reasonOf(canary: CanaryObject, hold: Hold, around: readonly Step[]): string {
  const { spec } = canary;
  const weight = around[0]?.tick.canaryWeight ?? 0;
  switch (hold) {
    case 'suspended':
      return 'spec.suspend is true: Flagger leaves the Canary as it is';
    case 'blocked':
      return 'Flagger cannot make what the Canary needs';
    case 'primary not ready':
      return 'the pods of the primary do not become ready';
    case 'canary not ready':
      return 'the pods of the new version do not become ready';
    case 'failed check':
      return 'checks fail';
    case 'confirm-rollout':
      return `gate ${closed(around, hold)} is never opened, and there is no limit to waiting: no pod of the new version is started`;
    case 'confirm-traffic-increase':
      return `gate ${closed(around, hold)} is never opened, and there is no limit to waiting: the share stays at ${weight} %${
        weight === 0 && preRollout(spec) ? ', and the pre-rollout hooks are called again at each tick' : ''
      }`;
    case 'confirm-promotion':
      return `gate ${closed(around, hold)} is never opened, and there is no limit to waiting: the canary keeps ${weight} % of the requests${
        spec.analysis.match?.length ? ' that match' : ''
      }`;
    case 'no step':
      return noStep(spec, weight);
    case 'mirror lost':
      return mirrorLost(canary);
    case 'maximum out of reach':
      return `maxWeight ${maxWeight(spec)} is never reached: a share is 100 % at most, and there the release stays`;
    case 'routes refused':
      return `the step ${spec.analysis.stepWeight ?? ''} leads to a weight below 0, which Istio refuses`;
    case 'promotion without canary':
      return 'stepWeightPromotion moves the share of the canary, which has none: the promotion never ends';
  }
}

function preRollout({ analysis: { webhooks = [] } }: CanarySpec): boolean {
  return webhooks.some(({ type }) => type === 'pre-rollout');
}

/** The names of the gates that were closed. */
function closed(around: readonly Step[], type: string): string {
  const names = around.flatMap(({ tick }) =>
    tick.webhooks.filter((hook) => hook.type === type && !hook.success).map(({ name }) => name),
  );
  return [...new Set(names)].join(', ');
}

function noStep({ analysis: { stepWeight = 0, stepWeights = [] } }: CanarySpec, weight: number): string {
  if (stepWeights.length === 0) return `stepWeight is ${stepWeight}: the share never grows`;
  const next = weight === 0 ? stepWeights[0] : stepWeights[stepWeights.indexOf(weight) + 1];
  return `stepWeights [${stepWeights.join(', ')}] go from ${weight} to ${next}, which is no step up: the share stays at ${weight} %`;
}

function mirrorLost(canary: CanaryObject): string {
  const never = 'Flagger never sees that it mirrors, and begins again at each tick: the share stays at 0 %';
  if (isTcp(canary)) return `connections cannot be mirrored, but mirror is true: ${never}`;
  if (canary.spec.analysis.match?.length) {
    return `with analysis.match the rule that mirrors is written anew without the mirror: ${never}`;
  }
  return `with sessionAffinity the mirror stands at a rule that is not the one whose shares are read: ${never}`;
}
