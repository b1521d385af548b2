import type { DestinationRuleProps } from '../istio/destination-rule';
import type { ExcludedBy } from '../istio/non-empty';
import type { TrafficPolicy } from '../istio/traffic-policy';
import type { NamedObject } from '../kubernetes/mount';
import type { Port } from '../kubernetes/port';
import type { OtherServiceFields, ServiceType } from '../kubernetes/service';
import type { WaypointReference } from '../kubernetes/waypoint-reference';
import type { MicroserviceVersionProps, VersionSettings } from './microservice-version';
import type { Release } from './release';

/** The DestinationRule of a `Microservice`. */
export interface MicroserviceDestinationRuleProps<Version extends string = string>
  extends Pick<DestinationRuleProps, 'annotations' | 'exportTo' | 'labels' | 'workloadSelector'> {
  /**
   * The name of the DestinationRule.
   * @default - the name of the Service
   */
  readonly name?: string;
  /**
   * How requests to all versions are balanced, pooled, secured and cut off.
   * @default - Istio's
   * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
   */
  readonly trafficPolicy?: TrafficPolicy;
  /**
   * What replaces it, setting by setting, for requests to one version.
   * @default - nothing
   * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
   */
  readonly trafficPolicyByVersion?: Readonly<Partial<Record<Version, TrafficPolicy>>>;
}

/** Of an app that is there already: what its Deployment and its Service select by. A Deployment's can never change. */
export interface ExistingApp {
  /**
   * The labels that the Deployment of the only version selects its pods by.
   * @default - `app` and `version`
   */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * The labels that the Service selects by, all of which the pods have.
   * @default - those of the Deployment, where they are given, else `app`
   */
  readonly serviceSelector?: Readonly<Record<string, string>>;
  /**
   * Whether Deployment and Service have the labels themselves that they select by, or only those that are given for them.
   * @default 'selected'
   */
  readonly labels?: 'selected' | 'given';
}

/** What every microservice has. */
export interface MicroserviceBaseProps<Version extends string> {
  /** The versions, at least one. The keys are the values of the label `version` and the names of the subsets. */
  readonly versions: [Version] extends [never]
    ? 'give at least one version'
    : Readonly<Record<Version, MicroserviceVersionProps>>;
  /**
   * What the versions have in common. A version's own value replaces one from here, but `env`, `podLabels` and
   * `podAnnotations` are merged.
   * @default - nothing
   */
  readonly defaults?: VersionSettings;
  /**
   * The name of the ServiceAccount, which is the identity that other workloads authorize.
   * @default - the id
   */
  readonly serviceAccountName?: string;
  /** Labels of the ServiceAccount. @default - none */
  readonly serviceAccountLabels?: Readonly<Record<string, string>>;
  /** Annotations of the ServiceAccount, such as the role of a cloud that it stands for. @default - none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /**
   * The account that the pods run as: one of their own, one that is made elsewhere, or with `'default'` the one that
   * every namespace has. Policies cannot tell the pods from others that run as the same.
   * @default 'own'
   */
  readonly serviceAccount?: 'own' | 'default' | NamedObject;
  /**
   * What the app's objects select by, when they are there already and select by other labels than `app` and `version`.
   * @default - they select by `app` and `version`
   */
  readonly existing?: ExistingApp;
}

/** What a microservice with a Service has. */
export interface MicroserviceServiceProps<ServiceName extends string, Version extends string = string> {
  /**
   * The name of the Service, which routes name.
   * @default - the id
   */
  readonly serviceName?: ServiceName;
  /**
   * How the Service is reached.
   * @default - NodePort if a port has a `nodePort`, else ClusterIP
   */
  readonly serviceType?: ServiceType;
  /** Labels of the Service, beside `app`. @default - none */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /** Annotations of the Service, such as those that a load balancer is configured by. @default - none */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /**
   * Fields of the Service that have no setting here.
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec
   */
  readonly service?: OtherServiceFields;
  /**
   * The waypoint through which clients reach the Service in ambient mode; `'none'` for none, whatever its namespace says.
   * @default - that of the namespace
   * @see https://istio.io/latest/docs/ambient/usage/waypoint/
   */
  readonly waypoint?: WaypointReference | 'none';
  /**
   * Whether each version has a Service of its own beside the one for all: `reviews-v1`, `reviews-v2`. Routes of the
   * Gateway API know no subsets; they share requests out among these, by `MicroserviceVersion.ownHost`.
   * @default false
   */
  readonly versionServices?: boolean;
  /**
   * The DestinationRule. It is there whenever there are several versions, and for a single one when this is given.
   * `'none'`: there is none, or it is written elsewhere; routes then name all versions together.
   * @default - a DestinationRule with a subset for each version, when there are several
   */
  readonly destinationRule?: MicroserviceDestinationRuleProps<NoInfer<Version>> | 'none';
  /**
   * Who takes a new version to the callers, and how. There is one version then, its Deployment is named like the
   * microservice, and the Service and its DestinationRule are made by who releases it.
   * @default - nobody: versions are Deployments of their own, and routes choose among them
   */
  readonly release?: Release;
}

interface WithPort<Version extends string, ServiceName extends string>
  extends MicroserviceBaseProps<Version>,
    MicroserviceServiceProps<ServiceName, Version> {
  /** The port of the Service. */
  readonly port: Port;
  readonly ports?: readonly [Port, ...Port[]] & ExcludedBy<'port'>;
}

interface WithPorts<Version extends string, ServiceName extends string>
  extends MicroserviceBaseProps<Version>,
    MicroserviceServiceProps<ServiceName, Version> {
  /** The ports of the Service. */
  readonly ports: readonly [Port, ...Port[]];
  readonly port?: never;
}

interface WithoutPort<Version extends string> extends MicroserviceBaseProps<Version> {
  readonly port?: never;
  readonly ports?: never;
  readonly serviceName?: never;
  readonly serviceType?: never;
  readonly serviceLabels?: never;
  readonly serviceAnnotations?: never;
  readonly service?: never;
  readonly waypoint?: never;
  readonly versionServices?: never;
  readonly destinationRule?: never;
  readonly release?: never;
}

/** Either one port, or several, or none, for an app that nobody calls: it has no Service then. */
export type MicroserviceProps<Version extends string, ServiceName extends string> =
  | WithPort<Version, ServiceName>
  | WithPorts<Version, ServiceName>
  | WithoutPort<Version>;
