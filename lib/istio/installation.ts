import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { type IngressGateway, USUAL_GATEWAY } from './ingress-gateway';
import type { Network } from './network';
import type { NonEmpty } from './non-empty';
import type { HostOwner } from './virtual-service';

/** A backend that spans are sent to by OTLP over gRPC. */
export interface TracingProvider {
  /** The name by which a Telemetry refers to it. */
  readonly name: string;
  /** The fully qualified name of the Service; its port's name begins with `grpc`. */
  readonly service: string;
  /** @default 4317 */
  readonly port?: number;
}

/**
 * One cluster of a mesh that has several.
 *
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/
 */
export interface MeshCluster {
  /** The name of the mesh: the same in all its clusters. */
  readonly mesh: string;
  /** The name of the cluster. Secrets by which others see it are made with it: `istioctl create-remote-secret --name`. */
  readonly name: string;
  /** The network that its pods are in; clusters of one network reach each other's pods directly. */
  readonly network: Network;
  /** The gateway for traffic from other networks. @default - there are none */
  readonly eastWestGateway?: IngressGateway;
  /**
   * Services that each cluster has for itself, such as those with data: requests do not leave the cluster.
   * @default - those of the control plane
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ServiceSettings
   */
  readonly ownServices?: NonEmpty<HostOwner>;
}

/** @see https://istio.io/latest/docs/setup/install/istioctl/ */
export interface IstioInstallationProps {
  /** The version of Istio, such as `1.30.3`: that of `istioctl`, too. */
  readonly version: string;
  /**
   * The set of values to start from.
   * @default demo
   * @see https://istio.io/latest/docs/setup/additional-setup/config-profiles/
   */
  readonly profile?: 'ambient' | 'default' | 'demo' | 'minimal' | 'preview' | 'stable';
  /** Where Istio itself runs. @default istio-system */
  readonly namespace?: string;
  /**
   * The gateway for traffic from outside, for an `istio.Gateway`.
   * @default - none: for Gateways of the Gateway API istiod makes the pods
   */
  readonly ingressGateway?: IngressGateway;
  /** Which cluster of the mesh this is. @default - the only one */
  readonly cluster?: MeshCluster;
  /** Backends for tracing; a Telemetry says which is used, and for how many requests. @default - none */
  readonly tracingProviders?: readonly TracingProvider[];
  /** Where proxies write a line for each request. @default /dev/stdout */
  readonly accessLogFile?: string;
}

/** Values of Helm charts. */
export type HelmValues = Readonly<Record<string, unknown>>;

/** What `istioctl install -f` and the Helm charts of Istio are told, from one description. */
export class IstioSettings {
  readonly namespace: string;
  readonly version: string;
  readonly profile: string;

  constructor(
    where: Construct | string,
    private readonly props: IstioInstallationProps,
  ) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(props.version)) {
      throw new MeshwrightError(where, `"${props.version}" is no version of Istio: give one such as 1.30.3`);
    }
    const { eastWestGateway, network } = props.cluster ?? {};
    if (eastWestGateway && eastWestGateway.network?.name !== network?.name) {
      throw new MeshwrightError(
        where,
        `${eastWestGateway.name} leads to network ${eastWestGateway.network?.name ?? '(none)'}, and the cluster is in ${network?.name}: give both the same`,
      );
    }
    this.namespace = props.namespace ?? 'istio-system';
    this.version = props.version;
    this.profile = props.profile ?? 'demo';
  }

  /** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
  get meshConfig(): object {
    const { tracingProviders: providers = [], cluster: { ownServices } = {} } = this.props;
    return {
      accessLogFile: this.props.accessLogFile ?? '/dev/stdout',
      // Tracing is off until a provider is known here and a Telemetry names it.
      enableTracing: providers.length > 0,
      extensionProviders: providers.map(({ name, service, port = 4317 }) => ({
        name,
        opentelemetry: { service, port },
      })),
      ...(ownServices && {
        serviceSettings: [{ settings: { clusterLocal: true }, hosts: ownServices.map(({ host }) => host.fullName) }],
      }),
    };
  }

  /** @see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/ */
  get operatorSpec(): object {
    return {
      profile: this.profile,
      tag: this.version,
      namespace: this.namespace,
      meshConfig: this.meshConfig,
      components: {
        ingressGateways: [...this.ingressComponents, ...this.eastWestComponents],
      },
      ...(this.props.cluster && { values: this.clusterValues }),
    };
  }

  private get ingressComponents(): readonly object[] {
    const { ingressGateway } = this.props;
    // Profiles bring the usual one, beside which another would be a second.
    const notTheUsual = { name: USUAL_GATEWAY, enabled: false };
    if (ingressGateway === undefined) return [notTheUsual];
    const { name, exposure, selector } = ingressGateway;
    const k8s = { service: { type: exposure, ports: ingressGateway.servicePorts() } };
    // The labels of the usual one are the profile's.
    if (name === USUAL_GATEWAY) return [{ name, enabled: true, k8s }];
    return [{ name, enabled: true, label: { app: name, ...selector }, k8s }, notTheUsual];
  }

  private get eastWestComponents(): readonly object[] {
    const { eastWestGateway: gateway } = this.props.cluster ?? {};
    if (gateway?.network === undefined) return [];
    const { name, selector, network, exposure } = gateway;
    return [
      {
        name,
        enabled: true,
        label: { app: name, ...selector, ...network.labels },
        k8s: {
          // What comes in is for this network, and is not sent on to another.
          env: [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: network.name }],
          service: { type: exposure, ports: gateway.servicePorts() },
        },
      },
    ];
  }

  private get clusterValues(): HelmValues | undefined {
    if (this.props.cluster === undefined) return undefined;
    const { mesh, name, network } = this.props.cluster;
    return { global: { meshID: mesh, multiCluster: { clusterName: name }, network: network.name } };
  }

  /** Values of the chart `base`: the custom resource definitions. */
  get baseValues(): HelmValues {
    // istiod changes the policy from Ignore to Fail when it is ready; a GitOps tool would change it back for ever.
    return { base: { validationFailurePolicy: 'Fail' } };
  }

  /** Values of the chart `istiod`: the control plane. */
  get istiodValues(): HelmValues {
    return {
      profile: this.profile,
      base: { validationFailurePolicy: 'Fail' },
      meshConfig: this.meshConfig,
      ...this.clusterValues,
    };
  }

  /** Values of the chart `gateway`: the ingress gateway, where there is one. */
  get gatewayValues(): HelmValues | undefined {
    const { ingressGateway } = this.props;
    if (ingressGateway === undefined) return undefined;
    const { name, exposure, selector } = ingressGateway;
    return {
      name,
      labels: { app: name, ...selector },
      service: { type: exposure, ports: ingressGateway.servicePorts() },
    };
  }

  /** Values of the chart `gateway` once more: the gateway for traffic from other networks, where there is one. */
  get eastWestGatewayValues(): HelmValues | undefined {
    const { eastWestGateway: gateway } = this.props.cluster ?? {};
    if (gateway?.network === undefined) return undefined;
    const { name, exposure, selector, network } = gateway;
    return {
      name,
      labels: { app: name, ...selector },
      // The chart labels the pods and the Service with it.
      networkGateway: network.name,
      service: { type: exposure, ports: gateway.servicePorts() },
    };
  }
}

/**
 * The file for `istioctl install -f`: an installation that can be repeated, with the gateway's node ports in it.
 *
 * Not for `kubectl apply`: no cluster knows this kind, `istioctl` reads it.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
 */
export class IstioInstallation extends Construct {
  readonly settings: IstioSettings;

  constructor(scope: Construct, id: string, props: IstioInstallationProps) {
    super(scope, id);
    this.settings = new IstioSettings(this, props);
    new ApiObject(this, 'Resource', {
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      metadata: { name: id, namespace: this.settings.namespace },
      spec: this.settings.operatorSpec,
    });
  }
}
