import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import type { NamedObject } from '../kubernetes/mount';
import { checkWhole } from './checks';

/** How many pods the old version has at least and at most, where that differs from the autoscaler's own numbers. */
export interface ScalerReplicas {
  /** @default - the autoscaler's */
  readonly minReplicas?: number;
  /** @default - the autoscaler's */
  readonly maxReplicas?: number;
}

/**
 * The autoscaler of the target, which Flagger copies for the primary. Without it the copy would have a fixed number of
 * pods, and the autoscaler would undo what Flagger does with the target.
 *
 * @see https://docs.flagger.app/usage/how-it-works#canary-target
 */
export class CanaryAutoscaler {
  static horizontalPodAutoscaler(autoscaler: NamedObject, primary: ScalerReplicas = {}): CanaryAutoscaler {
    return new CanaryAutoscaler({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      name: autoscaler.name,
      primaryScalerReplicas: replicas(primary),
    });
  }

  /**
   * Of KEDA. Flagger's ServiceAccount needs the right to copy it.
   *
   * @param primary `queries` replaces the query of a trigger, by the trigger's name
   */
  static scaledObject(
    autoscaler: NamedObject,
    { queries, ...primary }: ScalerReplicas & { readonly queries?: Readonly<Record<string, string>> } = {},
  ): CanaryAutoscaler {
    return new CanaryAutoscaler({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      name: autoscaler.name,
      primaryScalerQueries: queries,
      primaryScalerReplicas: replicas(primary),
    });
  }

  private constructor(private readonly reference: wire.AutoscalerReference) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.AutoscalerReference {
    return this.reference;
  }
}

function replicas({ minReplicas, maxReplicas }: ScalerReplicas): wire.ScalerReplicas | undefined {
  const where = 'CanaryAutoscaler';
  checkWhole(where, 'minReplicas', minReplicas);
  checkWhole(where, 'maxReplicas', maxReplicas);
  if (minReplicas === undefined && maxReplicas === undefined) return undefined;
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    throw new MeshwrightError(where, `at least ${minReplicas} and at most ${maxReplicas} replicas: exchange them`);
  }
  return { minReplicas, maxReplicas };
}
