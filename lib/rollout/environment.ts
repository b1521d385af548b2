import type { CanaryMetric, CanaryWebhook } from '../../imports/flagger.app';

/** What a metric says at a check. */
export type Reading =
  | { readonly outcome: 'passes' }
  /** It is over or under what is allowed. */
  | { readonly outcome: 'fails'; readonly value: number }
  /** There is no value: nobody has asked the canary. */
  | { readonly outcome: 'no data' }
  /** It cannot be asked; the message is Flagger's. */
  | { readonly outcome: 'error'; readonly message: string };

/** How a metric is asked: one that Flagger knows by name, by its own query, or by a template. */
export type MetricSource = 'built in' | 'query' | 'template';

/** What a webhook answers: success is a status up to 202. */
export type HookAnswer = { readonly success: true } | { readonly success: false; readonly body: string };

/** What pods there are. */
export interface PodAge {
  /** Seconds since they were changed; infinite for those that never were. */
  readonly seconds: number;
  /** Whether there were pods of another version before, which make room one by one. */
  readonly update: boolean;
  /** Whether they came with their template; otherwise they were only scaled up. */
  readonly fresh: boolean;
}

/** Whether pods are ready. */
export type Readiness =
  | { readonly ready: true }
  | {
      readonly ready: false;
      /** Whether Flagger goes on waiting. */
      readonly retriable: boolean;
      /** Why not, in Flagger's words. */
      readonly message: string;
    };

/** What Flagger finds when it looks around: everything that a release depends on beside the Canary itself. */
export interface Environment {
  /** The version of the target's pods that is there at a tick. Equal numbers are equal versions. */
  revision(tick: number): number;
  /** For a hook of type `rollback`, success asks for the rollback. */
  hook(tick: number, webhook: CanaryWebhook): HookAnswer;
  metric(tick: number, metric: CanaryMetric, source: MetricSource): Reading;
  /** Of the target's pods. */
  canary(tick: number, pods: PodAge): Readiness;
  primary(tick: number, pods: PodAge): Readiness;
  /** Whether whoever changes the target says how many pods it has, so that they start before Flagger wants them. */
  readonly appliesReplicas: boolean;
  /** From this tick on, answers are the same whatever the tick is. */
  readonly settledAt: number;
  /** From this many seconds after a change of pods on, answers about them are the same. */
  readonly settledAfter: number;
}
