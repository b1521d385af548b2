import type { Duration } from 'cdk8s';
import type { ObjectProps } from '../istio/object-props';
import type { CanaryAlert } from './alert-provider';
import type { CanaryAutoscaler } from './canary-autoscaler';
import type { CanaryMetric } from './canary-metric';
import type { CanaryServiceProps } from './canary-service';
import type { CanaryStrategy } from './canary-strategy';
import type { CanaryTarget } from './canary-target';
import type { CanaryWebhook } from './canary-webhook';

/** @see https://docs.flagger.app/usage/how-it-works#canary-resource */
export interface CanaryProps extends ObjectProps {
  /** What is rolled out: a {@link CanaryWorkload}, or a workload that is made elsewhere. */
  readonly target: CanaryTarget;
  /** How requests move from the old version to the new one. */
  readonly strategy: CanaryStrategy;
  /** Time from one check to the next: 10 seconds or more, in whole seconds. */
  readonly interval: Duration;
  /** How many checks may fail, in all and not in a row, before the roll-out is rolled back: 1 or more. */
  readonly threshold: number;
  /** What is measured at each check. @default - nothing: only webhooks decide */
  readonly metrics?: readonly CanaryMetric[];
  /** What is called during a roll-out. @default - nothing */
  readonly webhooks?: readonly CanaryWebhook[];
  /** Who is told. @default - whoever Flagger itself is configured to tell */
  readonly alerts?: readonly CanaryAlert[];
  /** The Services and routes that Flagger makes. @default - for the port of the target, for callers in the mesh */
  readonly service?: CanaryServiceProps;
  /** The autoscaler of the target. @default - none: the primary has as many pods as the target has */
  readonly autoscaler?: CanaryAutoscaler;
  /**
   * How long a version may take until its pods are ready, the pull of the image included, before it is rolled back.
   * @default Duration.minutes(10)
   */
  readonly progressDeadline?: Duration;
  /** How many percent of the primary's pods must be ready, 0 to 100. @default 100 */
  readonly primaryReadyThreshold?: number;
  /** How many percent of the canary's pods must be ready, 0 to 100. @default 100 */
  readonly canaryReadyThreshold?: number;
  /** Promotes each new version as soon as its pods are ready, unchecked. @default false */
  readonly skipAnalysis?: boolean;
  /** Stops Flagger from doing anything about this canary. @default false */
  readonly suspend?: boolean;
  /** Puts back what Flagger has taken over when the canary is deleted. @default false */
  readonly revertOnDeletion?: boolean;
  /** Who routes. @default - what Flagger was started with, here Istio */
  readonly provider?: 'istio' | 'kubernetes';
  /** The Prometheus that answers built-in metrics, by its URL. @default - what Flagger was started with */
  readonly metricsServer?: string;
}
