import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkLabels } from '../core/names';
import { clusterScoped } from './native';

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

/** What a {@link Namespace} is. */
export interface NamespaceProps {
  /**
   * Whether pods get a sidecar: yes, no, or from one revision of the control plane. There is no way to give both of
   * Istio's labels, of which one would silently win.
   * @default - no label: as the injector is configured, which is no sidecar
   * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
   */
  readonly injection?: boolean | { readonly revision: string };
  /**
   * What the API server does with insecure pods.
   * @default - no labels: as the cluster is configured
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Other labels. Those for injection have a prop of their own.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>> & {
    readonly 'istio-injection'?: never;
    readonly 'istio.io/rev'?: never;
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

  constructor(scope: Construct, id: Name, props: NamespaceProps = {}) {
    super(scope, id);
    this.name = id;
    this.injectsSidecars = props.injection !== undefined && props.injection !== false;
    checkDnsLabel(this, 'name of the namespace', id);
    for (const key of ['istio-injection', 'istio.io/rev']) {
      if (props.labels && key in props.labels) {
        throw new MeshwrightError(this, `label ${key} belongs to the prop \`injection\`: move it there`);
      }
    }
    const labels = {
      ...props.labels,
      ...injectionLabels(this, props.injection),
      ...podSecurityLabels(this, props.podSecurity),
    };
    checkLabels(this, labels);
    clusterScoped(new ApiObject(this, 'Resource', { ...k8s.KubeNamespace.GVK, metadata: { name: id, labels } }));
  }
}

function injectionLabels(where: Construct, injection: NamespaceProps['injection']): Record<string, string> {
  if (injection === undefined) return {};
  if (typeof injection === 'boolean') return { 'istio-injection': injection ? 'enabled' : 'disabled' };
  if (injection.revision === '') throw new MeshwrightError(where, 'the revision of the control plane is empty');
  return { 'istio.io/rev': injection.revision };
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
