import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Host } from '../istio/host';
import type { Port } from '../kubernetes/port';

/** What is released: a microservice of one version, whose Services and routes are made by who releases it. */
export interface ReleasedApp {
  readonly app: string;
  readonly namespace: string | undefined;
  readonly ports: readonly [Port, ...Port[]];
  /** The Service that callers use. */
  readonly host: Host;
  /** The Deployment or DaemonSet, which selects its pods by one label. */
  readonly workload: ApiObject;
  readonly selector: Readonly<Record<string, string>>;
  readonly autoscaler: ApiObject | undefined;
}

/** Who takes a new version of a microservice to its callers, and how: `flagger.CanaryRelease`, for example. */
export abstract class Release {
  /** A release is one by descent, not by its members. */
  private readonly isRelease = true;

  protected constructor() {
    void this.isRelease;
  }

  /**
   * Makes what is needed for it.
   *
   * @internal
   */
  abstract _release(scope: Construct, app: ReleasedApp): void;
}
