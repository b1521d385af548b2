import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { checkDnsSubdomain } from '../core/names';
import { nativeObject } from '../kubernetes/native';
import { type Pods, podsToWire } from './workload';

/** Details of a {@link DisruptionBudget}. */
export interface DisruptionBudgetOptions {
  /**
   * The name of the PodDisruptionBudget.
   * @default - that of the workload
   */
  readonly name?: string;
  /**
   * Labels of the PodDisruptionBudget.
   * @default - those that it selects by
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Which pods that are not ready may be taken away: all, or only while as many as wanted are ready. With the latter, a pod
   * that never becomes ready keeps its node from being drained.
   * @default 'always'
   * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
   */
  readonly unhealthyPods?: 'always' | 'within-budget';
}

/**
 * How many pods of a version may be taken away at once by whoever drains a node.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
 */
export class DisruptionBudget {
  /** So many stay. With as many as there are, no node can be drained. */
  static minAvailable(pods: Pods, options?: DisruptionBudgetOptions): DisruptionBudget {
    return new DisruptionBudget('minAvailable', pods, options);
  }

  /** At most so many are away. */
  static maxUnavailable(pods: Pods, options?: DisruptionBudgetOptions): DisruptionBudget {
    return new DisruptionBudget('maxUnavailable', pods, options);
  }

  private constructor(
    private readonly what: 'minAvailable' | 'maxUnavailable',
    private readonly pods: Pods,
    private readonly options: DisruptionBudgetOptions = {},
  ) {}

  /** @internal */
  _create(
    scope: Construct,
    id: string,
    of: {
      readonly name: string;
      readonly selector: Readonly<Record<string, string>>;
      /** @default - what it selects by */
      readonly labels?: Readonly<Record<string, string>>;
    },
  ): void {
    const { name = of.name, unhealthyPods = 'always' } = this.options;
    const { selector } = of;
    const labels = this.options.labels ?? of.labels ?? selector;
    checkDnsSubdomain(scope, 'name of the PodDisruptionBudget', name);
    const pods = podsToWire(scope, this.what, this.pods);
    nativeObject<k8s.PodDisruptionBudgetSpec>(
      scope,
      id,
      k8s.KubePodDisruptionBudget,
      { name, labels: { ...labels } },
      () => ({
        [this.what]: pods,
        selector: { matchLabels: selector },
        // A pod that never becomes ready must not keep a node from being drained.
        unhealthyPodEvictionPolicy: unhealthyPods === 'always' ? 'AlwaysAllow' : undefined,
      }),
    );
  }
}
