import type { ApiObject, Duration } from 'cdk8s';
import { type EnvValue, k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkDnsLabel, checkLabels } from '../core/names';
import type { DestinationOptions, Subset, WeightedSubset } from '../istio/destination';
import type { Host } from '../istio/host';
import { type Hardening, harden, type Relaxations } from '../kubernetes/hardening';
import { checkImage } from '../kubernetes/image';
import { Mount, type NamedObject } from '../kubernetes/mount';
import { nativeObject } from '../kubernetes/native';
import type { Port } from '../kubernetes/port';
import type { Probe } from '../kubernetes/probe';
import { type Resources, renderResources } from '../kubernetes/resources';
import { checkAutoscalers } from './autoscaler-check';
import { variableToWire } from './environment';
import { checkPolicies } from './policy-check';

/** What versions of a microservice can have in common. */
export interface VersionSettings {
  /**
   * The program to run, in place of the image's entrypoint.
   * @default - the image's entrypoint
   */
  readonly command?: readonly [string, ...string[]];
  /**
   * The arguments of the program.
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment variables: strings, or references to ConfigMaps, Secrets and fields of the pod. Their order is kept,
   * because `$(NAME)` stands for a variable that comes before.
   * @default - the image's
   * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
   */
  readonly env?: Readonly<Record<string, string | EnvValue>>;
  /**
   * How many pods. With `'autoscaled'` the manifest says nothing, so that applying it does not undo what an autoscaler
   * or Flagger has set.
   * @default 1
   */
  readonly replicas?: number | 'autoscaled';
  /**
   * How pods are replaced. `Recreate` ends the old ones first, as an app with a disk of its own needs it.
   * @default RollingUpdate
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
   */
  readonly strategy?: 'RollingUpdate' | 'Recreate';
  /**
   * What a container needs and may use.
   * @default - requests 10m CPU and 64Mi memory, at most 512Mi memory
   */
  readonly resources?: Resources;
  /**
   * Restarts a container that fails it.
   * @default - none
   */
  readonly livenessProbe?: Probe;
  /**
   * Keeps requests away from a pod that fails it.
   * @default - none
   */
  readonly readinessProbe?: Probe;
  /**
   * Holds back the other probes until it succeeds.
   * @default - none
   */
  readonly startupProbe?: Probe;
  /**
   * Directories that the container writes to; they start empty.
   * @default - none: the container's file system is read-only
   */
  readonly writable?: readonly string[];
  /**
   * ConfigMaps, Secrets and disks in the container's file system.
   * @default - none
   */
  readonly mounts?: readonly Mount[];
  /**
   * Whether the pods get a sidecar.
   * @default - as the namespace says
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
   */
  readonly inject?: boolean;
  /**
   * Labels of the pods, beside `app` and `version`.
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * The numeric id of the user that runs the container. Not 1337, which is the sidecar's.
   * @default - 10001; the image's user with `relax.root`
   */
  readonly runAsUser?: number;
  /**
   * The numeric id of the group that runs the container. Not 1337, which is the sidecar's.
   * @default - the same number as `runAsUser`
   */
  readonly runAsGroup?: number;
  /**
   * What the container may do beyond the restricted Pod Security Standard, with reasons.
   * @default - nothing
   */
  readonly relax?: Relaxations;
  /**
   * How long a pod has to finish after it was told to stop.
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * When nodes pull the image.
   * @default - IfNotPresent, because the image is pinned
   * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
   */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * Secrets to pull the image with.
   * @default - none
   */
  readonly imagePullSecrets?: readonly NamedObject[];
  /**
   * The container's name.
   * @default - the microservice's id
   */
  readonly containerName?: string;
}

/** One version of a microservice. */
export interface MicroserviceVersionProps extends VersionSettings {
  /** The image, with a tag other than `latest` or with a digest. */
  readonly image: string;
  /**
   * The name of the Deployment.
   * @default - `<app>-<version>`
   */
  readonly deploymentName?: string;
}

/**
 * What a version gets from its microservice.
 *
 * @internal
 */
export interface VersionContext<ServiceName extends string> {
  readonly app: string;
  readonly version: string;
  /**
   * What the Deployment selects its pods by.
   * @default - the labels `app` and `version`
   */
  readonly selector?: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  readonly ports: readonly Port[];
  readonly host: () => Host<ServiceName>;
  readonly subset: () => Subset<ServiceName>;
}

/**
 * A version of a {@link Microservice}: a Deployment, and a subset that routes can name.
 *
 * `ApiObject.of(version)` is the Deployment.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 * @see https://istio.io/latest/docs/ops/deployment/application-requirements/
 */
export class MicroserviceVersion<ServiceName extends string = string> extends Construct implements Subset<ServiceName> {
  /** The value of the label `app`. */
  readonly app: string;
  /** The value of the label `version`. */
  readonly version: string;
  /** The ports that the container listens on. */
  readonly ports: readonly Port[];
  /** The name of the app's container in the pods. */
  readonly containerName: string;
  readonly image: string;
  /** How many pods; `'autoscaled'` when the manifest does not say. */
  readonly replicas: number | 'autoscaled';
  /** Directories that the container may write to; `/` for all. */
  readonly writablePaths: readonly string[];
  readonly deployment: ApiObject;
  /** The labels that the Deployment selects its pods by. */
  readonly selector: Readonly<Record<string, string>>;

  /** Texts in which the address of another app may stand. @internal */
  readonly _texts: readonly string[];

  private readonly labels: Record<string, string>;
  private readonly context: VersionContext<ServiceName>;

  /** @internal */
  static _of<ServiceName extends string>(
    scope: Construct,
    id: string,
    props: MicroserviceVersionProps,
    context: VersionContext<ServiceName>,
  ): MicroserviceVersion<ServiceName> {
    return new MicroserviceVersion(scope, id, props, context);
  }

  /** Versions come from a {@link Microservice}. */
  private constructor(
    scope: Construct,
    id: string,
    props: MicroserviceVersionProps,
    context: VersionContext<ServiceName>,
  ) {
    super(scope, id);
    this.context = context;
    this.app = context.app;
    this.version = context.version;
    this.ports = context.ports;
    this.containerName = props.containerName ?? context.app;
    this.selector = context.selector ?? { app: context.app, version: context.version };
    const name = props.deploymentName ?? `${context.app}-${context.version}`;
    checkLabels(this, this.selector);
    checkDnsLabel(this, 'name of the Deployment', name);
    checkDnsLabel(this, 'name of the container', this.containerName);
    checkImage(this, props.image);
    this.image = props.image;
    this.replicas = props.replicas ?? 1;
    const values = Object.values(props.env ?? {}).flatMap((value) =>
      typeof value === 'string' ? value : (value.value ?? []),
    );
    this._texts = [...values, ...(props.command ?? []), ...(props.args ?? [])];
    checkReplicas(this, props.replicas);
    checkAnnotations(this, props.podAnnotations ?? {});

    checkApp(this, checkPolicies);
    checkApp(this, checkAutoscalers);

    this.labels = { ...this.selector };
    if (props.inject !== undefined) this.addPodLabel('sidecar.istio.io/inject', `${props.inject}`);
    for (const [key, value] of Object.entries(props.podLabels ?? {})) this.addPodLabel(key, value);

    const mounts = [...(props.writable ?? []).map((path) => Mount.emptyDir({ path })), ...(props.mounts ?? [])];
    const { volumes, volumeMounts } = Mount._toWire(this, mounts);
    this.writablePaths =
      props.relax?.writableRootFilesystem === undefined
        ? mounts.filter((mount) => mount.isWritable).map(({ path }) => path)
        : ['/'];
    const hardening = harden(this, {
      runAsUser: props.runAsUser,
      runAsGroup: props.runAsGroup,
      relax: props.relax,
      ports: this.ports,
      persistent: mounts.some((mount) => mount._isPersistent),
    });
    const podSpec: k8s.PodSpec = {
      serviceAccountName: context.serviceAccountName,
      ...hardening.pod,
      imagePullSecrets: props.imagePullSecrets?.map(({ name }) => ({ name })),
      terminationGracePeriodSeconds: props.terminationGracePeriod?.toSeconds(),
      containers: [this.container(props, hardening, volumeMounts)],
      volumes,
    };
    this.deployment = nativeObject<k8s.DeploymentSpec>(
      this,
      'Resource',
      k8s.KubeDeployment,
      { name, labels: { ...this.selector }, annotations: { ...hardening.annotations } },
      () => ({
        replicas: this.replicas === 'autoscaled' ? undefined : this.replicas,
        strategy: props.strategy && { type: props.strategy },
        selector: { matchLabels: this.selector },
        template: {
          metadata: {
            labels: this.labels,
            annotations: hasKeys(props.podAnnotations) ? props.podAnnotations : undefined,
          },
          spec: podSpec,
        },
      }),
    );
  }

  /** The host that this version is a subset of. */
  get host(): Host<ServiceName> {
    return this.context.host();
  }

  /**
   * The name of the subset.
   *
   * @throws when the microservice has no DestinationRule, so that no proxy would know the subset
   */
  get subset(): string {
    return this.context.subset().subset;
  }

  /** The labels of the pods. */
  get podLabels(): Readonly<Record<string, string>> {
    return { ...this.labels };
  }

  /**
   * This version with a share of the requests, relative to the sum of all shares.
   *
   * @throws when the microservice has no DestinationRule, so that no proxy would know the subset
   */
  weighted(weight: number, options: DestinationOptions = {}): WeightedSubset<ServiceName> {
    return this.context.subset().weighted(weight, options);
  }

  /** Adds a label to the pods. It does not become part of the Deployment's selector, which can never change. */
  addPodLabel(key: string, value: string): void {
    checkLabels(this, { [key]: value });
    const present = this.labels[key];
    if (present !== undefined && present !== value) {
      throw new MeshwrightError(this, `the pods have the label ${key} already: "${present}", not "${value}"`);
    }
    this.labels[key] = value;
  }

  private container(
    props: MicroserviceVersionProps,
    hardening: Hardening,
    volumeMounts: k8s.VolumeMount[] | undefined,
  ): k8s.Container {
    const probe = (value: Probe | undefined) => value?._toWire(this, this.ports[0]);
    return {
      name: this.containerName,
      image: props.image,
      imagePullPolicy: props.imagePullPolicy,
      command: props.command && [...props.command],
      args: props.args && [...props.args],
      env: hasKeys(props.env)
        ? Object.entries(props.env).map(([name, value]) => variableToWire(this, name, value))
        : undefined,
      ports: this.ports.length > 0 ? containerPorts(this.ports) : undefined,
      resources: renderResources(this, props.resources),
      livenessProbe: probe(props.livenessProbe),
      readinessProbe: probe(props.readinessProbe),
      startupProbe: probe(props.startupProbe),
      securityContext: hardening.container,
      volumeMounts,
    };
  }
}

/** Two ports of a Service can lead to one port of the container, which is then listed once. */
function containerPorts(ports: readonly Port[]): k8s.ContainerPort[] {
  const isFirst = (port: Port, index: number) =>
    ports.findIndex((other) => other.targetPort === port.targetPort && other.transport === port.transport) === index;
  return ports.filter(isFirst).map((port) => ({
    name: port.name,
    containerPort: port.targetPort,
    ...(port.transport === 'UDP' && { protocol: 'UDP' }),
  }));
}

function checkReplicas(where: Construct, replicas: number | 'autoscaled' | undefined): void {
  if (typeof replicas === 'number' && (!Number.isInteger(replicas) || replicas < 0)) {
    throw new MeshwrightError(where, `replicas must be a whole number from 0, or "autoscaled", not ${replicas}`);
  }
}

function hasKeys<T extends object>(value: T | undefined): value is T {
  return value !== undefined && Object.keys(value).length > 0;
}
