import type { CanaryAnalysis, CanarySpec, CanaryWebhook } from '../../imports/flagger.app';
import type { Assumptions } from '../../lib/rollout/assumptions';
import type { RolloutEvent, Tick } from '../../lib/rollout/tick';

/** A part of an object, or an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** In a change: the field is taken out. */
export const REMOVED = Symbol('removed');

/** A release that a real Flagger is to take. Everything is in one namespace; the target is `podinfo`. */
export interface Release {
  readonly name: string;
  readonly canary: Omit<CanarySpec, 'targetRef' | 'analysis'> & {
    readonly targetRef?: CanarySpec['targetRef'];
    readonly analysis: Omit<CanaryAnalysis, 'interval' | 'threshold'> & Partial<Pick<CanaryAnalysis, 'threshold'>>;
  };
  /** Webhooks, by their types; they are called like these. */
  readonly hooks?: readonly NonNullable<CanaryWebhook['type']>[];
  /** Changes to the target, or no target. */
  readonly target?: JsonObject | 'none';
  /** What else is there before Flagger comes. */
  readonly surroundings?: readonly JsonObject[];
  readonly assumptions?: Assumptions;
  /** How many ticks to record, from the one that notices the new version; 0 when Flagger cannot even begin. */
  readonly ticks: number;
}

/** A release as a real Flagger took it. */
export interface RecordedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly canary: CanarySpec;
  /** The objects that Flagger finds, as the API server keeps them. */
  readonly surroundings: readonly JsonObject[];
  readonly assumptions: Assumptions;
  readonly ticks: readonly RecordedTick[];
  /** What Flagger says at each tick when it cannot even begin. */
  readonly blocked?: string;
}

export type RecordedTick = Omit<Tick, 'time' | 'metrics' | 'hold' | 'webhooks' | 'events'> & {
  readonly events: readonly RolloutEvent[];
  /** The types of those that were called, in order. */
  readonly webhooks: readonly string[];
  /** What is there by then. */
  readonly objects: readonly JsonObject[];
};
