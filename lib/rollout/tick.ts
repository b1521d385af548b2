import type { CanaryWebhook } from '../../imports/flagger.app';
import type { Phase } from './phase';

/** An event as Flagger records it. */
export interface RolloutEvent {
  readonly type: 'Normal' | 'Warning';
  readonly message: string;
}

/** A webhook that Flagger called. */
export interface WebhookCall {
  readonly name: string;
  /** What it is for; `rollout` if the Canary does not say. */
  readonly type: Exclude<NonNullable<CanaryWebhook['type']>, ''>;
  /** Whether it answered with success. */
  readonly success: boolean;
}

/** A metric that Flagger asked. */
export interface MetricCall {
  readonly name: string;
  readonly outcome: 'passes' | 'fails' | 'no data' | 'error';
}

/** Why a tick left the release where it was. */
export type Hold =
  | 'suspended'
  | 'blocked'
  | 'primary not ready'
  | 'canary not ready'
  | 'confirm-rollout'
  | 'failed check'
  | 'confirm-traffic-increase'
  | 'confirm-promotion'
  | 'no step'
  | 'mirror lost'
  | 'maximum out of reach'
  | 'routes refused'
  | 'promotion without canary';

/** What one look of Flagger at a Canary did. */
export interface Tick {
  /** The first that sees the new version is 0. */
  readonly tick: number;
  /** Seconds since the change. */
  readonly time: number;
  /** After it, as are the shares. */
  readonly phase: Phase;
  /** Percent of the requests that the old version gets. */
  readonly primaryWeight: number;
  /** Percent of the requests that the new version gets. */
  readonly canaryWeight: number;
  /** Whether the new version gets a copy of requests. */
  readonly mirror: boolean;
  readonly iterations: number;
  readonly failedChecks: number;
  readonly events: readonly RolloutEvent[];
  /** In order. */
  readonly webhooks: readonly WebhookCall[];
  /** In order; the first that does not pass is the last. */
  readonly metrics: readonly MetricCall[];
  /** Why the release did not go on, if it did not. */
  readonly hold?: Hold;
}
