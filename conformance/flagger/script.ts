import type { KubeObject } from './timeline';

/** What stands in for all that surrounds Flagger in a release. */
export interface Script {
  readonly canary: KubeObject;
  /**
   * What is there before the Canary: the target at least.
   * @default a Deployment of the name of the target, of one container with the port of the service
   */
  readonly objects?: readonly KubeObject[];
  /** How many ticks to record, from the one that notices the new version. */
  readonly ticks: number;
  /** What a webhook answers. @default 200 */
  readonly hook?: (call: { readonly name: string; readonly type: string; readonly tick: number }) => number;
  /** What a query gives; null for no data. @default 100 for what asks for success, 1 otherwise */
  readonly metric?: (question: { readonly query: string; readonly tick: number }) => number | null;
  /** How many pods of a workload are ready, when Flagger looks. @default all */
  readonly ready?: (workload: { readonly name: string; readonly tick: number; readonly replicas: number }) => number;
  /**
   * What is changed right before a tick, as merge patches of objects of the namespace. A new version of the target
   * before tick 0 is made unless tick 0 is here.
   */
  readonly changes?: Readonly<Record<number, readonly Change[]>>;
}

export interface Change {
  readonly apiVersion: string;
  /** As in paths: `deployments`. */
  readonly resource: string;
  readonly name: string;
  readonly patch: unknown;
}

/** A new version of the target: another template of pods. */
export function newVersion(canary: KubeObject, version: number): Change {
  const { apiVersion = 'apps/v1', kind, name } = targetOf(canary);
  const patch = { spec: { template: { metadata: { annotations: { 'conformance/version': `${version}` } } } } };
  return { apiVersion, resource: `${kind.toLowerCase()}s`, name, patch };
}

/** What the Canary releases. */
export function targetOf(canary: KubeObject): {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
} {
  const { targetRef } = canary.spec as { readonly targetRef: { readonly kind: string; readonly name: string } };
  return targetRef;
}

/** A Deployment for a Canary that comes without one. */
export function defaultTarget(canary: KubeObject): KubeObject {
  const { name } = targetOf(canary);
  const { service } = canary.spec as {
    readonly service: { readonly port: number; readonly targetPort?: number | string };
  };
  const port = typeof service.targetPort === 'number' ? service.targetPort : service.port;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: port }] }] },
      },
    },
  };
}
