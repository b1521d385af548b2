import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { ClusterRole, ConfigMap, Mount, Port, Probe, type ResourceRule, type Verb } from '../kubernetes';
import { Microservice } from '../microservice';
import { yamlFile } from './config-file';

/** @see https://kiali.io/docs/configuration/kialis.kiali.io/ */
export interface KialiProps {
  /** The image, Kiali 2. */
  readonly image: string;
  /** Where Istio's root namespace is. @default - the namespace of the chart */
  readonly istioNamespace?: string;
  /** Where metrics are, from within the cluster. */
  readonly prometheusUrl: string;
  /** Where traces are, from within the cluster. @default - nowhere: Kiali shows none */
  readonly tracingUrl?: string;
}

const PORT = 20001;
const METRICS_PORT = 9090;
const ROOT = '/kiali';
const READ: readonly [Verb, ...Verb[]] = ['get', 'list', 'watch'];

/**
 * Kiali, which draws the mesh, to look at only: it may read, so it cannot change anything, whatever is clicked.
 *
 * There is no login, and all who reach it see what it sees. So its Service is for the cluster only, and people come by
 * `kubectl port-forward`, for which they need an account of the cluster.
 *
 * @see https://kiali.io/docs/
 */
export class Kiali extends Construct {
  readonly server: Microservice<'kiali', 'v2'>;

  constructor(scope: Construct, id: string, props: KialiProps) {
    super(scope, id);
    const namespace = Chart.of(this).namespace;
    if (namespace === undefined) {
      throw new MeshwrightError(this, 'its rights are those of an account in a namespace: give the chart one');
    }
    const config = new ConfigMap(this, 'config', {
      name: 'kiali',
      data: { 'config.yaml': yamlFile(configuration(props, namespace)) },
    });
    new ClusterRole(this, 'access', {
      name: 'kiali-viewer',
      rules: RULES,
      subjects: [{ name: 'kiali', namespace }],
    });
    const health = (options: { readonly period: Duration; readonly failureThreshold?: number }) =>
      Probe.http({ path: `${ROOT}/healthz`, ...options });
    this.server = new Microservice(this, 'kiali', {
      ports: [Port.http(PORT), Port.http(METRICS_PORT, { name: 'metrics' })],
      versions: {
        v2: {
          deploymentName: 'kiali',
          image: props.image,
          command: ['/opt/kiali/kiali', '-config', '/kiali-configuration/config.yaml'],
          inject: false,
          env: { ACTIVE_NAMESPACE: namespace },
          runAsUser: 1000,
          mounts: [Mount.configMap(config, { path: '/kiali-configuration' })],
          startupProbe: health({ period: Duration.seconds(5), failureThreshold: 30 }),
          readinessProbe: health({ period: Duration.seconds(30) }),
          livenessProbe: health({ period: Duration.seconds(30) }),
          resources: { requests: { cpu: '10m', memory: '128Mi' }, limits: { memory: '1Gi' } },
          relax: { serviceAccountToken: 'it reads workloads and rules of the mesh from the API server' },
          podAnnotations: {
            'checksum/config': config.checksum,
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': `${METRICS_PORT}`,
          },
        },
      },
    });
  }
}

/** What Kiali reads. It also asks for port-forwards, to read the configuration of proxies; those could do much more. */
const RULES: readonly [ResourceRule, ...ResourceRule[]] = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'endpoints', 'namespaces', 'pods', 'pods/log', 'replicationcontrollers', 'services'],
    verbs: READ,
  },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: READ },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: READ },
  {
    apiGroups: ['networking.istio.io'],
    resources: [
      'destinationrules',
      'envoyfilters',
      'gateways',
      'proxyconfigs',
      'serviceentries',
      'sidecars',
      'virtualservices',
      'workloadentries',
      'workloadgroups',
    ],
    verbs: READ,
  },
  {
    apiGroups: ['security.istio.io'],
    resources: ['authorizationpolicies', 'peerauthentications', 'requestauthentications'],
    verbs: READ,
  },
  { apiGroups: ['extensions.istio.io'], resources: ['trafficextensions', 'wasmplugins'], verbs: READ },
  { apiGroups: ['telemetry.istio.io'], resources: ['telemetries'], verbs: READ },
  {
    apiGroups: ['gateway.networking.k8s.io'],
    resources: [
      'backendtlspolicies',
      'gatewayclasses',
      'gateways',
      'grpcroutes',
      'httproutes',
      'listenersets',
      'referencegrants',
      'tcproutes',
      'tlsroutes',
    ],
    verbs: READ,
  },
  { apiGroups: ['inference.networking.k8s.io'], resources: ['inferencepools'], verbs: READ },
  { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations'], verbs: READ },
];

function configuration({ istioNamespace, prometheusUrl, tracingUrl }: KialiProps, namespace: string): object {
  return {
    auth: { strategy: 'anonymous' },
    deployment: {
      cluster_wide_access: true,
      instance_name: 'kiali',
      namespace,
      view_only_mode: true,
    },
    external_services: {
      // Istiod's own view of the mesh is reached by a port-forward, which Kiali has no right to.
      istio: { istio_api_enabled: false, root_namespace: istioNamespace ?? namespace },
      prometheus: { url: prometheusUrl },
      grafana: { enabled: false },
      tracing:
        tracingUrl === undefined
          ? { enabled: false }
          : { enabled: true, provider: 'jaeger', internal_url: tracingUrl, use_grpc: false },
    },
    kiali_feature_flags: { validations: { ignore: ['KIA1301'] } },
    server: {
      port: PORT,
      web_root: ROOT,
      observability: { metrics: { enabled: true, port: METRICS_PORT } },
    },
  };
}
