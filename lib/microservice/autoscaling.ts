import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { nativeObject } from '../kubernetes/native';

/** Between which numbers of pods an autoscaler chooses. */
export interface AutoscalingLimits {
  /**
   * The name of the autoscaler.
   * @default - that of the workload
   */
  readonly name?: string;
  /** Labels of the autoscaler. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The fewest pods, 1 or more; with KEDA 0 or more.
   * @default 1
   */
  readonly min?: number;
  /** The most pods. */
  readonly max: number;
}

/** What a HorizontalPodAutoscaler goes by; at least one of `cpu`, `memory` and `metrics`. */
export interface HorizontalAutoscalingOptions extends AutoscalingLimits {
  /**
   * The share of the CPU time that the pods request, in per cent, that they shall use on average.
   * @default - 80 when nothing else is given
   */
  readonly cpu?: number;
  /**
   * The share of the memory that the pods request, in per cent.
   * @default - it does not matter
   */
  readonly memory?: number;
  /**
   * Other metrics.
   * @default - none
   */
  readonly metrics?: readonly k8s.MetricSpecV2[];
  /**
   * How quickly pods come and go.
   * @default - Kubernetes' own: up at once, down after five minutes
   */
  readonly behavior?: k8s.HorizontalPodAutoscalerBehaviorV2;
}

/** What makes KEDA's autoscaler act. @see https://keda.sh/docs/latest/reference/scaledobject-spec/#triggers */
export interface KedaTrigger {
  /** The kind of source: `prometheus`, `kafka`, `cron`. */
  readonly type: string;
  /** By which others name it; Flagger replaces queries by it. @default - none */
  readonly name?: string;
  /** What the source needs to know. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The TriggerAuthentication with its credentials. @default - none */
  readonly authenticationRef?: { readonly name: string; readonly kind?: 'ClusterTriggerAuthentication' };
  /** @default AverageValue */
  readonly metricType?: 'AverageValue' | 'Value' | 'Utilization';
}

/** How KEDA scales. */
export interface KedaOptions extends AutoscalingLimits {
  /** What it goes by. */
  readonly triggers: readonly [KedaTrigger, ...KedaTrigger[]];
  /** How often it asks, in seconds. @default 30 */
  readonly pollingInterval?: number;
  /** After how many quiet seconds no pod is left, with `min: 0`. @default 300 */
  readonly cooldownPeriod?: number;
}

type Make = (scope: Construct, id: string, target: ApiObject) => ApiObject;

/** Who says how many pods of a version there are. */
export class Autoscaling {
  /**
   * By what pods use, or by metrics.
   *
   * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
   */
  static horizontal(options: HorizontalAutoscalingOptions): Autoscaling {
    return new Autoscaling('HorizontalPodAutoscaler', (scope, id, target) => {
      const { min = 1, max, memory, metrics = [], behavior } = options;
      checkLimits(scope, min, max, 1);
      const byDefault = memory === undefined && metrics.length === 0 ? 80 : undefined;
      const shares = [
        ['cpu', options.cpu ?? byDefault],
        ['memory', memory],
      ] as const;
      const resources = shares.flatMap(([name, share]) => (share === undefined ? [] : utilization(scope, name, share)));
      return nativeObject<k8s.HorizontalPodAutoscalerSpecV2>(
        scope,
        id,
        k8s.KubeHorizontalPodAutoscalerV2,
        { name: options.name ?? target.name, labels: options.labels },
        () => ({
          scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name: target.name },
          minReplicas: min,
          maxReplicas: max,
          metrics: [...resources, ...metrics],
          behavior,
        }),
      );
    });
  }

  /**
   * By events and metrics of other systems, with KEDA's ScaledObject.
   *
   * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
   */
  static keda(options: KedaOptions): Autoscaling {
    return new Autoscaling('ScaledObject', (scope, id, target) => {
      const { min = 1, max, triggers, pollingInterval, cooldownPeriod } = options;
      checkLimits(scope, min, max, 0);
      if (triggers.length === 0) throw new MeshwrightError(scope, '`triggers` is empty: give at least one');
      return new ApiObject(scope, id, {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        metadata: { name: options.name ?? target.name, labels: options.labels },
        spec: {
          scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name: target.name },
          minReplicaCount: min,
          maxReplicaCount: max,
          pollingInterval,
          cooldownPeriod,
          triggers,
        },
      });
    });
  }

  private constructor(
    readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject',
    private readonly make: Make,
  ) {}

  /** @internal */
  _create(scope: Construct, id: string, target: ApiObject): ApiObject {
    return this.make(scope, id, target);
  }
}

function checkLimits(where: Construct, min: number, max: number, least: number): void {
  if (Number.isInteger(min) && Number.isInteger(max) && min >= least && max >= Math.max(min, 1)) return;
  throw new MeshwrightError(
    where,
    `an autoscaler needs whole numbers of pods, \`min\` from ${least} and \`max\` not below it, not ${min} and ${max}`,
  );
}

function utilization(where: Construct, name: string, share: number): k8s.MetricSpecV2 {
  if (!Number.isInteger(share) || share < 1) {
    throw new MeshwrightError(where, `${name} must be a whole number of per cent from 1, not ${share}`);
  }
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: share } } };
}
