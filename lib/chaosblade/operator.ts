import { ApiObject, Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import { checkDnsSubdomain } from '../core/names';
import type { NonEmpty } from '../istio/non-empty';
import { DEFAULT_USER } from '../kubernetes/hardening';
import { checkImage } from '../kubernetes/image';
import { nativeObject } from '../kubernetes/native';
import { ClusterRole, Role } from '../kubernetes/rbac';
import { type ContainerRuntime, createTool } from './tool';
import { createWebhook, WEBHOOK_PORT } from './webhook';

/** The webhook that faults of the input and output of pods need. */
export interface ChaosBladeWebhookProps {
  /** A Secret with `tls.crt` and `tls.key` for `chaosblade-webhook-server.<namespace>.svc`. */
  readonly certificate: { readonly name: string };
}

/** @see https://github.com/chaosblade-io/chaosblade-operator */
export interface ChaosBladeOperatorProps {
  /** The version of the operator and of its tool: `1.8.0`. */
  readonly version: string;
  /**
   * What runs the containers of the nodes.
   * @default ['containerd']
   */
  readonly runtimes?: NonEmpty<ContainerRuntime>;
  /**
   * The webhook that puts a container beside those whose input and output can be made to fail (`PodFault.podIO`). It
   * changes pods of namespaces with the label `chaosblade.io/io-faults: enabled` and without sidecars.
   * @default - none
   */
  readonly webhook?: ChaosBladeWebhookProps;
  /**
   * After how long an experiment that cannot be undone loses its finalizer, so that it can be deleted.
   * @default Duration.hours(72)
   */
  readonly removeBladeInterval?: Duration;
  /**
   * The registry and the path of the images.
   * @default 'ghcr.io/chaosblade-io'
   */
  readonly registry?: string;
}

const OPERATOR = 'chaosblade-operator';
const METRICS_PORT = 8080;
const LOCK = 'chaosblade-operator-lock';

/**
 * ChaosBlade's operator, which runs experiments, and its tool, which does on each node what the operator tells it. Its
 * namespace is one of its own: the tool's pods are privileged, so that namespace must admit them, and no other has to;
 * whoever may make pods there is root on all nodes. The CRD is not part of it.
 *
 * The operator does not need to be root; the rights it asks for are those it uses, of which the greatest is to run
 * commands in all pods.
 *
 * @see https://github.com/chaosblade-io/chaosblade-operator
 */
export class ChaosBladeOperator extends Construct {
  readonly deployment: ApiObject;
  /** The tool on each node. */
  readonly daemonSet: ApiObject;
  /** The operator's metrics. */
  readonly service: ApiObject;

  /** @throws MeshwrightError when its chart has no namespace, or a version is none */
  constructor(scope: Construct, id: string, props: ChaosBladeOperatorProps) {
    super(scope, id);
    const namespace = Chart.of(this).namespace;
    if (namespace === undefined) {
      throw new MeshwrightError(this, 'has no namespace, by which the operator finds its tool: give its chart one');
    }
    const registry = props.registry ?? 'ghcr.io/chaosblade-io';
    const operatorImage = `${registry}/chaosblade-operator:${props.version}`;
    const toolImage = `${registry}/chaosblade-tool:${props.version}`;
    checkImage(this, operatorImage);
    if (props.webhook !== undefined) checkDnsSubdomain(this, 'name of the Secret', props.webhook.certificate.name);

    const serviceAccount = (name: string, suffix: string) =>
      new ApiObject(this, `ServiceAccount${suffix}`, { ...k8s.KubeServiceAccount.GVK, metadata: { name } }).name;
    const operatorAccount = serviceAccount('chaosblade', '');
    this.grant(operatorAccount, namespace);

    const selector = { name: OPERATOR };
    const labels = { ...selector, 'part-of': 'chaosblade' };
    this.deployment = nativeObject<k8s.DeploymentSpec>(
      this,
      'Resource',
      k8s.KubeDeployment,
      {
        name: OPERATOR,
        labels,
        annotations: {
          'meshwright.dev/relaxed-service-account-token': 'runs experiments, which are objects of the API',
        },
      },
      () => ({
        replicas: 1,
        // A second one would wait for the first to end.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            // It talks to the API server alone.
            labels: { ...labels, version: props.version, 'sidecar.istio.io/inject': 'false' },
            annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': `${METRICS_PORT}` },
          },
          spec: podSpec({ ...props, namespace, operatorImage, toolImage, serviceAccountName: operatorAccount }),
        },
      }),
    );

    this.service = nativeObject<k8s.ServiceSpec>(this, 'Service', k8s.KubeService, { name: OPERATOR, labels }, () => ({
      selector,
      ports: [{ name: 'http-metrics', port: METRICS_PORT }],
    }));

    this.daemonSet = createTool(this, 'Tool', {
      image: toolImage,
      runtimes: props.runtimes ?? ['containerd'],
      serviceAccountName: serviceAccount('chaosblade-tool', 'Tool'),
    });

    if (props.webhook !== undefined) createWebhook(this, { namespace, selector });
  }

  /** What 1.8.0 uses. Its own chart asks for everything with pods, ConfigMaps, Deployments and DaemonSets. */
  private grant(name: string, namespace: string): void {
    const subjects = [{ name, namespace }] as const;
    new ClusterRole(this, 'ClusterRole', {
      name: 'chaosblade',
      subjects,
      rules: [
        // Finds pods; `update` and `delete` are the faults `pod fail` and `pod delete`.
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'update', 'patch', 'delete'] },
        // Runs the tool on the node.
        { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        // Deletes experiments whose time is up.
        {
          apiGroups: ['chaosblade.io'],
          resources: ['chaosblades'],
          verbs: ['get', 'list', 'watch', 'update', 'patch', 'delete'],
        },
        { apiGroups: ['chaosblade.io'], resources: ['chaosblades/status'], verbs: ['get', 'update', 'patch'] },
      ],
    });
    new Role(this, 'Role', {
      name: 'chaosblade',
      subjects,
      rules: [
        // The lock that only one operator has.
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'delete'], resourceNames: [LOCK] },
      ],
    });
  }
}

interface PodProps extends ChaosBladeOperatorProps {
  readonly namespace: string;
  readonly operatorImage: string;
  readonly toolImage: string;
  readonly serviceAccountName: string;
}

function podSpec(props: PodProps): k8s.PodSpec {
  const certificate = props.webhook?.certificate;
  const hardened: k8s.SecurityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
  const resources: k8s.ResourceRequirements = {
    requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('64Mi') },
    limits: { memory: k8s.Quantity.fromString('512Mi') },
  };
  return {
    serviceAccountName: props.serviceAccountName,
    automountServiceAccountToken: true,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: DEFAULT_USER,
      runAsGroup: DEFAULT_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    initContainers: [
      {
        // The operator reads the tool's list of actions, and copies the tool into pods.
        name: 'chaosblade-tool',
        image: props.toolImage,
        command: ['cp', '-R', '/opt/chaosblade', '/home'],
        resources,
        securityContext: hardened,
        volumeMounts: [{ name: 'chaosblade', mountPath: '/home' }],
      },
    ],
    containers: [
      {
        name: OPERATOR,
        image: props.operatorImage,
        command: [OPERATOR],
        args: [
          `--chaosblade-image-repository=${props.toolImage.slice(0, props.toolImage.lastIndexOf(':'))}`,
          `--chaosblade-version=${props.version}`,
          '--chaosblade-image-pull-policy=IfNotPresent',
          '--log-level=info',
          ...(certificate === undefined ? [] : ['--webhook-enable']),
          '--daemonset-enable',
          `--remove-blade-interval=${goDuration(props.removeBladeInterval ?? Duration.hours(72))}`,
          `--chaosblade-namespace=${props.namespace}`,
        ],
        env: [
          // Empty, for all of them; the API server does not keep an empty value.
          { name: 'WATCH_NAMESPACE' },
          { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
          { name: 'OPERATOR_NAME', value: OPERATOR },
        ],
        ports: [
          { name: 'http-metrics', containerPort: METRICS_PORT },
          ...(certificate === undefined ? [] : [{ name: 'https-webhook', containerPort: WEBHOOK_PORT }]),
        ],
        // Metrics are served as soon as it has the lock.
        readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromNumber(METRICS_PORT) } },
        resources,
        securityContext: hardened,
        volumeMounts: [
          { name: 'chaosblade', mountPath: '/opt' },
          { name: 'tmp', mountPath: '/tmp' },
          ...(certificate === undefined
            ? []
            : [{ name: 'cert', mountPath: '/tmp/k8s-webhook-server/serving-certs', readOnly: true }]),
        ],
      },
    ],
    volumes: [
      { name: 'chaosblade', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
      ...(certificate === undefined ? [] : [{ name: 'cert', secret: { secretName: certificate.name } }]),
    ],
  };
}
