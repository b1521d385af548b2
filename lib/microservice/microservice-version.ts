import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkDnsLabel, checkLabels } from '../core/names';
import type { Subset, WeightedSubset } from '../istio/destination';
import type { DestinationOptions } from '../istio/destination-options';
import { Host } from '../istio/host';
import type { NamedObject } from '../kubernetes/mount';
import type { Port } from '../kubernetes/port';
import { createService } from '../kubernetes/service';
import { checkAutoscalers } from './autoscaler-check';
import type { Autoscaling } from './autoscaling';
import type { ContainerSettings } from './container';
import type { DisruptionBudget } from './disruption-budget';
import { textOf } from './environment';
import { meshLabels, type PodSettings, podToWire, stayingContainers } from './pod';
import { checkPolicies } from './policy-check';
import { Workload } from './workload';

/** What versions of a microservice can have in common. */
export interface VersionSettings extends ContainerSettings, PodSettings {
  /**
   * What keeps the pods running.
   * @default Workload.deployment()
   */
  readonly workload?: Workload;
  /**
   * How many pods. With `'autoscaled'` the manifest says nothing, so that applying it does not undo what an autoscaler
   * or Flagger has set.
   * @default 1; `'autoscaled'` with `autoscaling`
   */
  readonly replicas?: number | 'autoscaled';
  /**
   * How a Deployment replaces pods. `Recreate` ends the old ones first, as an app with a disk of its own needs it.
   * @default RollingUpdate
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
   */
  readonly strategy?: 'RollingUpdate' | 'Recreate';
  /**
   * Who says how many pods there are, by what they have to do.
   * @default - nobody: `replicas`
   */
  readonly autoscaling?: Autoscaling;
  /**
   * How many pods may be taken away at once, as when a node is drained.
   * @default - any number
   */
  readonly disruptionBudget?: DisruptionBudget;
  /**
   * The name of the app's container.
   * @default - the microservice's id
   */
  readonly containerName?: string;
  /** Labels of the Deployment, beside those that it selects by. @default - none */
  readonly workloadLabels?: Readonly<Record<string, string>>;
  /** Annotations of the Deployment. @default - none but reasons of `relax` */
  readonly workloadAnnotations?: Readonly<Record<string, string>>;
}

/** One version of a microservice. */
export interface MicroserviceVersionProps extends VersionSettings {
  /**
   * The account that the pods of this version run as, where it is another than that of the app.
   * @default - that of the app
   */
  readonly serviceAccount?: NamedObject;
  /** The image, with a tag other than `latest` or with a digest. */
  readonly image: string;
  /**
   * The name of the Deployment, or of what takes its place.
   * @default - `<app>-<version>`; the app's with a selector of its own in `existing`
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
  /**
   * Labels that all pods have, whoever makes them.
   * @default - what the Deployment selects by
   */
  readonly podSelector?: Readonly<Record<string, string>>;
  /** What the workload is called. @default - `<app>-<version>` */
  readonly name?: string;
  /** Whether the objects are there already. @default false */
  readonly isExisting?: boolean;
  /** Whether objects have the labels that they select by. @default true */
  readonly hasSelected?: boolean;
  /** @default - pods run as the namespace's own account */
  readonly serviceAccountName: string | undefined;
  readonly ports: readonly Port[];
  /** The Service that names the pods of a StatefulSet. @default - none */
  readonly serviceName?: string;
  /** The name of a Service for this version alone. @default - none */
  readonly ownService?: string;
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
  /** The Deployment, or the StatefulSet or DaemonSet that takes its place. */
  readonly workload: ApiObject;
  /** The HorizontalPodAutoscaler or ScaledObject, where the version has one. */
  readonly autoscaler: ApiObject | undefined;
  /** The labels that the workload selects its pods by. */
  readonly selector: Readonly<Record<string, string>>;

  /** What policies name the pods by, where that is not `app` and `version`. */
  readonly podSelector: Readonly<Record<string, string>> | undefined;

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
    const { hasSelected = true } = context;
    this.app = context.app;
    this.version = context.version;
    this.ports = context.ports;
    this.containerName = props.containerName ?? context.app;
    this.selector = context.selector ?? { app: context.app, version: context.version };
    this.podSelector = context.isExisting ? this.selector : undefined;
    const name = props.deploymentName ?? context.name ?? `${context.app}-${context.version}`;
    const { workload = Workload.deployment(), autoscaling } = props;
    checkLabels(this, this.selector);
    checkDnsLabel(this, `name of the ${workload.kind}`, name);
    this.image = props.image;
    this.replicas = props.replicas ?? (autoscaling === undefined ? 1 : 'autoscaled');
    checkReplicas(this, workload, props);
    checkAnnotations(this, props.podAnnotations ?? {});
    checkLabels(this, props.workloadLabels ?? {});
    checkAnnotations(this, props.workloadAnnotations ?? {});

    checkApp(this, checkPolicies);
    checkApp(this, checkAutoscalers);

    this.labels = { ...this.selector };
    for (const [key, value] of Object.entries(meshLabels(this, props))) this.addPodLabel(key, value);
    for (const [key, value] of Object.entries(props.podLabels ?? {})) this.addPodLabel(key, value);

    const pod = podToWire(this, props, {
      containerName: this.containerName,
      ports: this.ports,
      serviceAccountName: props.serviceAccount?.name ?? context.serviceAccountName,
      selector: this.selector,
      claims: workload._claims,
    });
    this._texts = textsOf(this, props);
    this.writablePaths = pod.writablePaths;
    this.workload = workload._create(this, 'Resource', {
      metadata: {
        name,
        labels: { ...props.workloadLabels, ...(hasSelected && this.selector) },
        annotations: { ...props.workloadAnnotations, ...pod.annotations },
      },
      selector: this.selector,
      replicas: this.replicas,
      strategy: props.strategy,
      serviceName: context.serviceName,
      template: () => ({
        metadata: {
          labels: this.labels,
          annotations: hasKeys(props.podAnnotations) ? props.podAnnotations : undefined,
        },
        spec: pod.spec,
      }),
      staying: stayingContainers(props),
    });
    if (context.ownService !== undefined) {
      createService(this, 'Service', {
        name: context.ownService,
        labels: { ...this.selector },
        ports: this.ports,
        selector: this.selector,
      });
    }
    this.autoscaler = autoscaling?._create(this, 'Autoscaler', this.workload);
    props.disruptionBudget?._create(this, 'DisruptionBudget', {
      name,
      selector: context.podSelector ?? this.selector,
      ...(!hasSelected && { labels: {} }),
    });
  }

  /** The same as `workload`. */
  get deployment(): ApiObject {
    return this.workload;
  }

  /** The host that this version is a subset of. */
  get host(): Host<ServiceName> {
    return this.context.host();
  }

  /**
   * The Service of this version alone, for routes of the Gateway API.
   *
   * @throws when the microservice has none for each version
   */
  get ownHost(): Host {
    const { ownService: name } = this.context;
    if (name === undefined) {
      throw new MeshwrightError(
        this,
        'the version has no Service of its own: add `versionServices: true` to the microservice, or route to it as a whole',
      );
    }
    return Host.service({ name, namespace: Chart.of(this).namespace, ports: this.ports });
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
}

/** Texts in which the address of another app may stand. */
function textsOf(where: Construct, { env = {}, command, args = [] }: ContainerSettings): readonly string[] {
  return [...Object.values(env).flatMap((value) => textOf(where, value) ?? []), ...(command ?? []), ...args];
}

function checkReplicas(where: Construct, { kind }: Workload, props: VersionSettings): void {
  const { replicas, autoscaling, strategy } = props;
  if (typeof replicas === 'number' && (!Number.isInteger(replicas) || replicas < 0)) {
    throw new MeshwrightError(where, `replicas must be a whole number from 0, or "autoscaled", not ${replicas}`);
  }
  if (typeof replicas === 'number' && autoscaling !== undefined) {
    throw new MeshwrightError(where, '`autoscaling` says how many pods there are: leave `replicas` out');
  }
  if (kind === 'DaemonSet' && (typeof replicas === 'number' || autoscaling !== undefined)) {
    throw new MeshwrightError(where, 'a DaemonSet has a pod on each node: leave out `replicas` and `autoscaling`');
  }
  if (kind !== 'Deployment' && strategy !== undefined) {
    throw new MeshwrightError(where, `\`strategy\` is that of Deployments: give it to the ${kind} as an option`);
  }
}

function hasKeys<T extends object>(value: T | undefined): value is T {
  return value !== undefined && Object.keys(value).length > 0;
}
