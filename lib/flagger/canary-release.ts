import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { Release, type ReleasedApp } from '../microservice/release';
import { Canary } from './canary';
import { CanaryAutoscaler, type ScalerReplicas } from './canary-autoscaler';
import type { CanaryProps } from './canary-props';

/** How Flagger releases a microservice: a {@link Canary} without what the microservice says itself. */
export interface CanaryReleaseProps extends Omit<CanaryProps, 'target' | 'autoscaler' | 'name'> {
  /**
   * How many pods the old version has, where that differs from the microservice's autoscaler. With KEDA, `queries`
   * replaces the query of a trigger, by the trigger's name.
   * @default - the autoscaler's numbers and queries
   */
  readonly primaryScaler?: ScalerReplicas & { readonly queries?: Readonly<Record<string, string>> };
}

/**
 * Lets Flagger release a microservice: its prop `release` is all that changes.
 *
 * ```ts
 * new Microservice(this, 'checkout', {
 *   port: Port.grpc(5050),
 *   versions: { v1: { image } },
 *   release: new CanaryRelease({ strategy, interval: Duration.seconds(30), threshold: 5 }),
 * });
 * ```
 *
 * The Deployment is named like the microservice and selects by `app` alone, as Flagger wants it; the Services, the
 * DestinationRules and the VirtualService are Flagger's. Policies with `WorkloadSelector.app(…)` are for the pods of the
 * new version and of the old one. An autoscaler of the version is handed to Flagger.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class CanaryRelease extends Release {
  constructor(private readonly props: CanaryReleaseProps) {
    super();
  }

  /** @internal */
  override _release(scope: Construct, app: ReleasedApp): void {
    const { primaryScaler, service, ...props } = this.props;
    const { workload, selector, namespace, host, ports } = app;
    const { kind } = workload;
    if (kind !== 'Deployment' && kind !== 'DaemonSet') {
      throw new MeshwrightError(scope, `Flagger releases Deployments and DaemonSets, no ${kind}`);
    }
    new Canary(scope, 'Canary', {
      ...props,
      name: workload.name,
      target: {
        targetRef: { apiVersion: workload.apiVersion, kind, name: workload.name },
        selector,
        namespace,
        port: ports[0],
        host,
      },
      // Flagger's Services have one port, and the others of the container only when it looks for them.
      service: ports.length > 1 ? { portDiscovery: true, ...service } : service,
      autoscaler: app.autoscaler && scalerOf(app.autoscaler, primaryScaler),
    });
  }
}

function scalerOf(autoscaler: ApiObject, primary: CanaryReleaseProps['primaryScaler'] = {}): CanaryAutoscaler {
  const { queries, ...replicas } = primary;
  return autoscaler.kind === 'ScaledObject'
    ? CanaryAutoscaler.scaledObject(autoscaler, primary)
    : CanaryAutoscaler.horizontalPodAutoscaler(autoscaler, replicas);
}
