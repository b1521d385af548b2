import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Frozen } from '../core/frozen';

/** How strictly {@link Spread} is kept. */
export interface SpreadOptions {
  /**
   * By how many pods the fullest and the emptiest place may differ, 1 or more.
   * @default 1
   */
  readonly maxSkew?: number;
  /**
   * Whether a pod that would make the difference larger waits instead.
   * @default false
   */
  readonly required?: boolean;
  /**
   * The fewest places that count, 2 or more; only with `required`.
   * @default - as many as there are
   */
  readonly minDomains?: number;
}

/**
 * Over which places of a cluster the pods of a version are spread.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export class Spread {
  /** Over zones, so that the loss of one leaves the others. */
  static zones(options: SpreadOptions = {}): Spread {
    return new Spread('topology.kubernetes.io/zone', options);
  }

  /** Over nodes. */
  static nodes(options: SpreadOptions = {}): Spread {
    return new Spread('kubernetes.io/hostname', options);
  }

  /** Over the values of a label of nodes. */
  static label(key: string, options: SpreadOptions = {}): Spread {
    return new Spread(key, options);
  }

  private constructor(
    private readonly topologyKey: string,
    private readonly options: SpreadOptions,
  ) {}

  /** @internal */
  _toWire(where: Construct, matchLabels: Readonly<Record<string, string>>): k8s.TopologySpreadConstraint {
    const { maxSkew = 1, required = false, minDomains } = this.options;
    if (!Number.isInteger(maxSkew) || maxSkew < 1) {
      throw new MeshwrightError(where, `maxSkew must be a whole number from 1, not ${maxSkew}`);
    }
    if (minDomains !== undefined && !required) {
      throw new MeshwrightError(where, 'the API server takes minDomains only where the spread is required: add it');
    }
    return {
      topologyKey: this.topologyKey,
      maxSkew,
      minDomains,
      whenUnsatisfiable: required ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: { matchLabels },
    };
  }
}

/**
 * On which nodes pods run.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export interface Scheduling {
  /**
   * Labels that a node must have.
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Taints of nodes that the pods put up with.
   * @default - none
   */
  readonly tolerations?: readonly k8s.Toleration[];
  /**
   * Near which nodes and pods, or away from which.
   * @default - none
   */
  readonly affinity?: Frozen<k8s.Affinity>;
  /**
   * Over which places the pods are spread, evenly where it can be done.
   * @default - the cluster's own: nodes and zones, loosely
   */
  readonly spread?: Spread | readonly Spread[];
  /**
   * The PriorityClass of the pods.
   * @default - the cluster's
   */
  readonly priorityClassName?: string;
}

/** {@link Scheduling} as the API server reads it. @internal */
export function schedulingToWire(
  where: Construct,
  { nodeSelector, tolerations, affinity, spread = [], priorityClassName }: Scheduling,
  labels: Readonly<Record<string, string>>,
): Pick<k8s.PodSpec, 'nodeSelector' | 'tolerations' | 'affinity' | 'topologySpreadConstraints' | 'priorityClassName'> {
  const spreads = spread instanceof Spread ? [spread] : spread;
  return {
    nodeSelector,
    tolerations: tolerations && [...tolerations],
    affinity: affinity as k8s.Affinity | undefined,
    topologySpreadConstraints: spreads.length > 0 ? spreads.map((each) => each._toWire(where, labels)) : undefined,
    priorityClassName,
  };
}
