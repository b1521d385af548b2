import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { nativeObject } from '../kubernetes/native';
import { type Pods, podsToWire } from './workload';

/**
 * How many pods of a version may be taken away at once by whoever drains a node.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
 */
export class DisruptionBudget {
  /** So many stay. With as many as there are, no node can be drained. */
  static minAvailable(pods: Pods): DisruptionBudget {
    return new DisruptionBudget('minAvailable', pods);
  }

  /** At most so many are away. */
  static maxUnavailable(pods: Pods): DisruptionBudget {
    return new DisruptionBudget('maxUnavailable', pods);
  }

  private constructor(
    private readonly what: 'minAvailable' | 'maxUnavailable',
    private readonly pods: Pods,
  ) {}

  /** @internal */
  _create(
    scope: Construct,
    id: string,
    { name, selector }: { readonly name: string; readonly selector: Readonly<Record<string, string>> },
  ): void {
    const pods = podsToWire(scope, this.what, this.pods);
    nativeObject<k8s.PodDisruptionBudgetSpec>(
      scope,
      id,
      k8s.KubePodDisruptionBudget,
      { name, labels: { ...selector } },
      () => ({
        [this.what]: pods,
        selector: { matchLabels: selector },
        // A pod that never becomes ready must not keep a node from being drained.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      }),
    );
  }
}
