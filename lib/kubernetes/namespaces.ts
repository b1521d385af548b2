import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkLabels } from '../core/names';
import { checkAmbient } from './ambient-check';
import { clusterScoped } from './native';
import { type WaypointReference, waypointLabels } from './waypoint-reference';

/**
 * A level of the Pod Security Standards.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/**
 * What the API server does with pods that do not meet a level.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export interface PodSecurity {
  /**
   * Rejects them. With sidecars, `baseline` and `restricted` need Istio's CNI plugin: without it each pod gets an init
   * container with the capabilities NET_ADMIN and NET_RAW.
   * @default - as the cluster is configured
   */
  readonly enforce?: PodSecurityLevel;
  /**
   * Notes them in the audit log.
   * @default - as the cluster is configured
   */
  readonly audit?: PodSecurityLevel;
  /**
   * Warns whoever applies them.
   * @default - as the cluster is configured
   */
  readonly warn?: PodSecurityLevel;
  /**
   * The version of Kubernetes whose standards apply to all three.
   * @default - the cluster's own
   */
  readonly version?: 'latest' | `v1.${number}`;
}

/** How a namespace is in the mesh without sidecars. */
export interface AmbientMode {
  /**
   * The waypoint through which its Services are reached: without one nobody looks at HTTP.
   * @default - none: ztunnels look at connections alone
   * @see https://istio.io/latest/docs/ambient/usage/waypoint/
   */
  readonly waypoint?: WaypointReference;
}

/** What a {@link Namespace} is: in the mesh with sidecars, without them, or not. */
export type NamespaceProps = NamespaceBaseProps &
  (
    | {
        /**
         * Whether pods get a sidecar: yes, no, or from one revision of the control plane. There is no way to give both of
         * Istio's labels, of which one would silently win.
         * @default - no label: as the injector is configured, which is no sidecar
         * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
         */
        readonly injection?: Injection;
        readonly ambient?: OneMode;
      }
    | {
        readonly injection?: OneMode;
        /**
         * Pods are in the mesh without sidecars, by the ztunnel of their node; `{}` for that alone.
         * @default - they are not
         * @see https://istio.io/latest/docs/ambient/usage/add-workloads/
         */
        readonly ambient: AmbientMode;
      }
  );

/** What stands in for nothing, where TypeScript says why. */
type OneMode = 'give injection or ambient';

/** Whether pods get a sidecar: yes, no, or from one revision of the control plane. */
type Injection = boolean | { readonly revision: string };

/** What every namespace has. */
export interface NamespaceBaseProps {
  /**
   * What the API server does with insecure pods.
   * @default - no labels: as the cluster is configured
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Other labels. Those for injection, ambient mode and waypoints have props of their own.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>> & {
    readonly 'istio-injection'?: 'give the prop injection';
    readonly 'istio.io/rev'?: 'give the prop injection';
    readonly 'istio.io/dataplane-mode'?: 'give the prop ambient';
    readonly 'istio.io/use-waypoint'?: 'give the prop ambient';
  };
}

/**
 * A namespace. The id is its name. It is itself in no namespace, whatever its chart says.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
export class Namespace<const Name extends string = string> extends Construct {
  readonly name: Name;
  /** Whether pods get a sidecar unless they say otherwise. */
  readonly injectsSidecars: boolean;
  /** Whether pods are in the mesh without sidecars. */
  readonly isAmbient: boolean;
  /** @internal */
  readonly _labels: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: Name, props: NamespaceProps = {}) {
    super(scope, id);
    this.name = id;
    this.injectsSidecars = props.injection !== undefined && props.injection !== false;
    checkDnsLabel(this, 'name of the namespace', id);
    for (const [key, prop] of Object.entries(LABELS_OF_PROPS)) {
      if (props.labels && key in props.labels) {
        throw new MeshwrightError(this, `label ${key} belongs to the prop \`${prop}\`: move it there`);
      }
    }
    const { injection, ambient } = props as { readonly injection?: Injection; readonly ambient?: AmbientMode };
    this.isAmbient = ambient !== undefined;
    if (ambient !== undefined && injection !== undefined) {
      throw new MeshwrightError(
        this,
        'pods are in the mesh with sidecars or in ambient mode: give `injection` or `ambient`',
      );
    }
    checkApp(this, checkAmbient);
    const labels = {
      ...props.labels,
      ...injectionLabels(this, injection),
      ...ambientLabels(this, ambient, props.labels),
      ...podSecurityLabels(this, props.podSecurity),
    };
    checkLabels(this, labels);
    this._labels = labels;
    clusterScoped(new ApiObject(this, 'Resource', { ...k8s.KubeNamespace.GVK, metadata: { name: id, labels } }));
  }
}

function injectionLabels(where: Construct, injection: Injection | undefined): Record<string, string> {
  if (injection === undefined) return {};
  if (typeof injection === 'boolean') return { 'istio-injection': injection ? 'enabled' : 'disabled' };
  if (injection.revision === '') throw new MeshwrightError(where, 'the revision of the control plane is empty');
  return { 'istio.io/rev': injection.revision };
}

/** Labels that are said by a prop. */
const LABELS_OF_PROPS: Readonly<Record<string, string>> = {
  'istio-injection': 'injection',
  'istio.io/rev': 'injection',
  'istio.io/dataplane-mode': 'ambient',
  'istio.io/use-waypoint': 'ambient',
};

function ambientLabels(
  where: Namespace,
  ambient: AmbientMode | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  if (ambient === undefined) return {};
  return {
    'istio.io/dataplane-mode': 'ambient',
    ...waypointLabels(where, 'namespace', ambient.waypoint, where.name, labels ?? {}),
  };
}

function podSecurityLabels(where: Construct, podSecurity: PodSecurity = {}): Record<string, string> {
  const { version, ...levels } = podSecurity;
  if (version !== undefined && !/^(latest|v1\.\d+)$/.test(version)) {
    throw new MeshwrightError(
      where,
      `version of the Pod Security Standards must be "latest" or such as "v1.34", not "${version}"`,
    );
  }
  const labels: Record<string, string> = {};
  for (const mode of ['enforce', 'audit', 'warn'] as const) {
    const level = levels[mode];
    if (level === undefined) continue;
    labels[`pod-security.kubernetes.io/${mode}`] = level;
    if (version !== undefined) labels[`pod-security.kubernetes.io/${mode}-version`] = version;
  }
  return labels;
}
