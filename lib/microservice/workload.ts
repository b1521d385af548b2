import { type ApiObject, type ApiObjectMetadata, type Duration, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel } from '../core/names';
import { nativeObject } from '../kubernetes/native';
import type { MemoryQuantity } from '../kubernetes/resources';

/** A number of pods, or a share of them. */
export type Pods = number | `${number}%`;

/** How a Deployment replaces pods. */
export interface DeploymentOptions {
  /**
   * How many pods more than `replicas` there may be meanwhile.
   * @default '25%', rounded up
   */
  readonly maxSurge?: Pods;
  /**
   * How many pods fewer than `replicas` may be ready meanwhile.
   * @default '25%', rounded down
   */
  readonly maxUnavailable?: Pods;
  /**
   * How long a pod must be ready to count as available.
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;
  /**
   * How many old ReplicaSets are kept, to go back to.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
  /**
   * After how long without progress a roll-out counts as failed.
   * @default Duration.minutes(10)
   */
  readonly progressDeadline?: Duration;
}

/** A disk of each pod of a StatefulSet. */
export interface ClaimTemplate {
  /** Where in the app's container: an absolute path. */
  readonly path: string;
  /** How large it is at least. */
  readonly size: MemoryQuantity;
  /**
   * The StorageClass.
   * @default - the cluster's
   */
  readonly storageClassName?: string;
  /**
   * Who can mount it.
   * @default ['ReadWriteOnce']
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
   */
  readonly accessModes?: readonly ('ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod')[];
}

/** How a StatefulSet makes and replaces pods. */
export interface StatefulSetOptions {
  /**
   * The disks of each pod, by name.
   * @default - none
   */
  readonly claims?: Readonly<Record<string, ClaimTemplate>>;
  /**
   * Whether pods start and stop all at once, rather than one after the other.
   * @default false
   */
  readonly parallel?: boolean;
  /**
   * Pods with a lower number keep their version.
   * @default 0
   */
  readonly partition?: number;
  /**
   * What becomes of the disks when the StatefulSet is deleted, and when it has fewer pods.
   * @default - they stay
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
   */
  readonly claimRetention?: Readonly<Partial<Record<'whenDeleted' | 'whenScaled', 'Retain' | 'Delete'>>>;
  /**
   * How many old revisions are kept, to go back to.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
  /**
   * How long a pod must be ready to count as available.
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;
}

/** How a DaemonSet replaces pods. */
export interface DaemonSetOptions {
  /**
   * On how many nodes the pod may be missing meanwhile.
   * @default 1
   */
  readonly maxUnavailable?: Pods;
  /**
   * How many old revisions are kept, to go back to.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
  /**
   * On how many nodes there may be a second pod meanwhile.
   * @default 0
   */
  readonly maxSurge?: Pods;
  /**
   * How long a pod must be ready to count as available.
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;
}

/** What a workload is made from. */
export interface WorkloadContext {
  readonly metadata: ApiObjectMetadata & { readonly name: string };
  readonly selector: Readonly<Record<string, string>>;
  readonly replicas: number | 'autoscaled';
  /** Of a Deployment. */
  readonly strategy: 'RollingUpdate' | 'Recreate' | undefined;
  /** The Service that gives names to the pods of a StatefulSet. */
  readonly serviceName: string | undefined;
  /** Read when the manifest is written. */
  readonly template: () => k8s.PodTemplateSpec;
  /** Init containers that stay. */
  readonly staying: ReadonlySet<string>;
}

type Make = (scope: Construct, id: string, context: WorkloadContext) => ApiObject;

/**
 * What keeps the pods of a version running.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/
 */
export class Workload {
  /** Pods that are all alike: the default. */
  static deployment(options: DeploymentOptions = {}): Workload {
    return new Workload('Deployment', (scope, id, { metadata, selector, replicas, strategy, template }) => {
      const rollingUpdate = limits(scope, options);
      if (strategy === 'Recreate' && rollingUpdate !== undefined) {
        throw new MeshwrightError(
          scope,
          'with strategy Recreate all pods end first: leave out maxSurge and maxUnavailable',
        );
      }
      return nativeObject<k8s.DeploymentSpec>(scope, id, k8s.KubeDeployment, metadata, () => ({
        replicas: replicas === 'autoscaled' ? undefined : replicas,
        minReadySeconds: options.minReady?.toSeconds(),
        revisionHistoryLimit: options.revisionHistoryLimit,
        progressDeadlineSeconds: options.progressDeadline?.toSeconds(),
        strategy: rollingUpdate ? { type: 'RollingUpdate', rollingUpdate } : strategy && { type: strategy },
        selector: { matchLabels: selector },
        template: template(),
      }));
    });
  }

  /**
   * Pods with a number, a name and disks of their own.
   *
   * Names of the pods (`db-v1-0.db`) resolve when the Service is headless.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
   */
  static statefulSet(options: StatefulSetOptions = {}): Workload {
    const { claims = {}, partition } = options;
    return new Workload(
      'StatefulSet',
      (scope, id, { metadata, selector, replicas, serviceName, template }) => {
        for (const name of Object.keys(claims)) checkDnsLabel(scope, 'name of a claim', name);
        if (partition !== undefined && (!Number.isInteger(partition) || partition < 0)) {
          throw new MeshwrightError(scope, `partition must be a whole number from 0, not ${partition}`);
        }
        return nativeObject<k8s.StatefulSetSpec>(scope, id, k8s.KubeStatefulSet, metadata, () => ({
          replicas: replicas === 'autoscaled' ? undefined : replicas,
          minReadySeconds: options.minReady?.toSeconds(),
          serviceName: serviceName ?? metadata.name,
          revisionHistoryLimit: options.revisionHistoryLimit,
          persistentVolumeClaimRetentionPolicy: options.claimRetention,
          podManagementPolicy: options.parallel ? 'Parallel' : undefined,
          updateStrategy: partition === undefined ? undefined : { type: 'RollingUpdate', rollingUpdate: { partition } },
          selector: { matchLabels: selector },
          template: template(),
          volumeClaimTemplates:
            Object.keys(claims).length > 0 ? Object.entries(claims).map((claim) => claimToWire(...claim)) : undefined,
        }));
      },
      Object.entries(claims).map(([name, { path }]) => ({ name, mountPath: path })),
    );
  }

  /**
   * A pod on each node. It says nothing about `replicas`.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
   */
  static daemonSet(options: DaemonSetOptions = {}): Workload {
    return new Workload('DaemonSet', (scope, id, { metadata, selector, template }) => {
      const rollingUpdate = limits(scope, options);
      return nativeObject<k8s.DaemonSetSpec>(scope, id, k8s.KubeDaemonSet, metadata, () => ({
        minReadySeconds: options.minReady?.toSeconds(),
        revisionHistoryLimit: options.revisionHistoryLimit,
        updateStrategy: rollingUpdate && { type: 'RollingUpdate', rollingUpdate },
        selector: { matchLabels: selector },
        template: template(),
      }));
    });
  }

  private constructor(
    readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
    private readonly make: Make,
    /** @internal */
    readonly _claims: readonly k8s.VolumeMount[] = [],
  ) {}

  /** @internal */
  _create(scope: Construct, id: string, context: WorkloadContext): ApiObject {
    const object = this.make(scope, id, context);
    restartStaying(object, '/spec/template/spec', context);
    return object;
  }
}

function claimToWire(name: string, claim: ClaimTemplate): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name },
    spec: {
      accessModes: [...(claim.accessModes ?? ['ReadWriteOnce'])],
      storageClassName: claim.storageClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(claim.size) } },
    },
  };
}

/** How many pods more or fewer there may be; undefined where nothing is said. */
function limits(
  where: Construct,
  { maxSurge, maxUnavailable }: { readonly maxSurge?: Pods; readonly maxUnavailable?: Pods },
): k8s.RollingUpdateDeployment | undefined {
  if (maxSurge === undefined && maxUnavailable === undefined) return undefined;
  if ([maxSurge, maxUnavailable].every((pods) => pods !== undefined && Number.parseInt(`${pods}`, 10) === 0)) {
    throw new MeshwrightError(where, 'maxSurge and maxUnavailable are both 0, so no pod could be replaced: raise one');
  }
  return {
    maxSurge: podsToWire(where, 'maxSurge', maxSurge),
    maxUnavailable: podsToWire(where, 'maxUnavailable', maxUnavailable),
  };
}

/** A number of pods, or a share of them, as the API server reads it. */
export function podsToWire(where: Construct, what: string, pods: Pods | undefined): k8s.IntOrString | undefined {
  if (pods === undefined) return undefined;
  if (!/^\d+%?$/.test(`${pods}`)) {
    throw new MeshwrightError(where, `${what} must be a whole number of pods, or a share such as "25%", not ${pods}`);
  }
  return typeof pods === 'number' ? k8s.IntOrString.fromNumber(pods) : k8s.IntOrString.fromString(pods);
}

/** The types of cdk8s-plus are older than `restartPolicy` of containers, and drop it. */
export function restartStaying(
  object: ApiObject,
  podSpec: string,
  { template, staying }: Pick<WorkloadContext, 'template' | 'staying'>,
): void {
  if (staying.size === 0) return;
  (template().spec?.initContainers ?? []).forEach(({ name }, index) => {
    if (!staying.has(name)) return;
    object.addJsonPatch(JsonPatch.add(`${podSpec}/initContainers/${index}/restartPolicy`, 'Always'));
  });
}
