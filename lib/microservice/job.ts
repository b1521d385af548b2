import { ApiObject, type Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkDnsLabel, checkLabels } from '../core/names';
import type { NamedObject } from '../kubernetes/mount';
import { nativeObject } from '../kubernetes/native';
import type { ContainerSettings } from './container';
import { meshLabels, type PodSettings, podToWire, stayingContainers } from './pod';
import { restartStaying } from './workload';

/** What every run of a program has. */
export interface RunSettings extends ContainerSettings, PodSettings {
  /** The image, with a tag other than `latest` or with a digest. */
  readonly image: string;
  /**
   * The name of the app's container.
   * @default - the id
   */
  readonly containerName?: string;
  /**
   * A ServiceAccount that is there already.
   * @default - one of its own, named like the id
   */
  readonly serviceAccount?: NamedObject;
  /**
   * What becomes of a program that fails: another pod, or another start in the same one.
   * @default Never
   */
  readonly restartPolicy?: 'Never' | 'OnFailure';
  /**
   * How often it may fail until the run counts as failed.
   * @default 6
   */
  readonly backoffLimit?: number;
  /**
   * How long a run may take, failures included.
   * @default - no limit
   */
  readonly activeDeadline?: Duration;
  /**
   * How long a run that has ended is kept.
   * @default - until somebody deletes it; by a CronJob, as many as its history says
   */
  readonly ttlAfterFinished?: Duration;
  /**
   * How many pods have to succeed.
   * @default 1
   */
  readonly completions?: number;
  /**
   * How many pods run at a time.
   * @default 1
   */
  readonly parallelism?: number;
}

/** A program that runs to its end once. */
export type JobProps = RunSettings;

/** A program that runs to its end again and again. */
export interface CronJobProps extends RunSettings {
  /** When, as crontab writes it: `0 3 * * *`. */
  readonly schedule: string;
  /**
   * The time zone of the schedule: `Europe/Berlin`.
   * @default - that of the control plane
   */
  readonly timeZone?: string;
  /**
   * What happens when the last run is not over.
   * @default Forbid, unlike Kubernetes, where both run
   */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /**
   * How late a run may start.
   * @default - however late
   */
  readonly startingDeadline?: Duration;
  /** @default false */
  readonly suspend?: boolean;
  /** How many runs that succeeded are kept. @default 3 */
  readonly successfulHistory?: number;
  /** How many runs that failed are kept. @default 1 */
  readonly failedHistory?: number;
}

/** What runs have in common: a ServiceAccount, and hardened pods with the label `app`, the id. */
abstract class Run extends Construct {
  /** The value of the label `app`. */
  readonly app: string;
  /** The identity that other workloads authorize. */
  readonly serviceAccount: NamedObject;
  /** The labels of its pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** The Job or CronJob. */
  abstract readonly workload: ApiObject;

  constructor(scope: Construct, id: string, props: RunSettings) {
    super(scope, id);
    checkDnsLabel(this, 'id', id);
    this.app = id;
    this.serviceAccount =
      props.serviceAccount ??
      new ApiObject(this, 'ServiceAccount', { ...k8s.KubeServiceAccount.GVK, metadata: { name: id } });
    this.podLabels = this.labelsOf(props);
  }

  private labelsOf({ podLabels, ...settings }: RunSettings): Record<string, string> {
    const labels = { app: this.app, ...meshLabels(this, settings), ...podLabels };
    if (labels.app !== this.app) throw new MeshwrightError(this, `the label app is that of the id, "${this.app}"`);
    checkLabels(this, labels);
    return labels;
  }

  protected run(props: RunSettings): { readonly spec: k8s.JobSpec; readonly annotations: Record<string, string> } {
    checkAnnotations(this, props.podAnnotations ?? {});
    for (const name of ['backoffLimit', 'completions', 'parallelism'] as const) {
      const value = props[name];
      if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
        throw new MeshwrightError(this, `${name} must be a whole number from 0, not ${value}`);
      }
    }
    const pod = podToWire(this, props, {
      containerName: props.containerName ?? this.app,
      ports: [],
      serviceAccountName: this.serviceAccount.name,
      selector: { app: this.app },
      restartPolicy: props.restartPolicy ?? 'Never',
    });
    return {
      annotations: { ...pod.annotations },
      spec: {
        backoffLimit: props.backoffLimit,
        activeDeadlineSeconds: props.activeDeadline?.toSeconds(),
        ttlSecondsAfterFinished: props.ttlAfterFinished?.toSeconds(),
        completions: props.completions,
        parallelism: props.parallelism,
        template: {
          metadata: { labels: { ...this.podLabels }, annotations: props.podAnnotations },
          spec: pod.spec,
        },
      },
    };
  }
}

/**
 * A program that runs to its end once. Policies and routes name it as they do a microservice: by its app and its
 * ServiceAccount. Its pods end with it although they have a sidecar: Istio's is a native one since Kubernetes 1.29.
 *
 * A Job cannot be changed: another image needs another id.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class Job extends Run {
  readonly workload: ApiObject;

  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id, props);
    const { spec, annotations } = this.run(props);
    const metadata = { name: id, labels: { app: id }, annotations };
    this.workload = nativeObject<k8s.JobSpec>(this, 'Resource', k8s.KubeJob, metadata, () => spec);
    restartStaying(this.workload, '/spec/template/spec', {
      template: () => spec.template,
      staying: stayingContainers(props),
    });
  }
}

/**
 * A program that runs to its end again and again.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class CronJob extends Run {
  readonly workload: ApiObject;

  constructor(scope: Construct, id: string, props: CronJobProps) {
    super(scope, id, props);
    if (id.length > 52) {
      throw new MeshwrightError(this, `the name of a CronJob has at most 52 characters, "${id}" has ${id.length}`);
    }
    if (/^(CRON_)?TZ=/.test(props.schedule)) {
      throw new MeshwrightError(this, 'the API server refuses a time zone in the schedule: give `timeZone`');
    }
    if (!/^(@\w+( \S+)?|\S+( \S+){4})$/.test(props.schedule)) {
      throw new MeshwrightError(
        this,
        `schedule "${props.schedule}" needs five fields, minute, hour, day, month, weekday: 0 3 * * *`,
      );
    }
    const { spec, annotations } = this.run(props);
    const metadata = { name: id, labels: { app: id }, annotations };
    this.workload = nativeObject<k8s.CronJobSpec>(this, 'Resource', k8s.KubeCronJob, metadata, () => ({
      schedule: props.schedule,
      timeZone: props.timeZone,
      concurrencyPolicy: props.concurrencyPolicy ?? 'Forbid',
      startingDeadlineSeconds: props.startingDeadline?.toSeconds(),
      suspend: props.suspend,
      successfulJobsHistoryLimit: props.successfulHistory,
      failedJobsHistoryLimit: props.failedHistory,
      jobTemplate: { spec },
    }));
    restartStaying(this.workload, '/spec/jobTemplate/spec/template/spec', {
      template: () => spec.template,
      staying: stayingContainers(props),
    });
  }
}
