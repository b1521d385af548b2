/** The kinds that somebody reads, with the types of what they hold. */
import type { ChaosBladeSpec } from '../../imports/chaosblade.io';
import type { TrafficExtensionSpec, WasmPluginSpec } from '../../imports/extensions.istio.io';
import type { AlertProviderSpec, CanarySpec, MetricTemplateSpec } from '../../imports/flagger.app';
import type {
  GatewaySpec as ApiGatewaySpec,
  GatewayClassSpec,
  GRPCRouteSpec,
  HTTPRouteSpec,
  TLSRouteSpec,
} from '../../imports/gateway.networking.k8s.io';
import type {
  DestinationRuleSpec,
  EnvoyFilterSpec,
  GatewaySpec,
  ProxyConfigSpec,
  ServiceEntrySpec,
  SidecarSpec,
  VirtualServiceSpec,
  WorkloadEntrySpec,
  WorkloadGroupSpec,
} from '../../imports/networking.istio.io';
import type {
  AuthorizationPolicySpec,
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
} from '../../imports/security.istio.io';
import type { TelemetrySpec } from '../../imports/telemetry.istio.io';
import { kind, kindKey } from './kind';
import type {
  BindingFields,
  ConfigMapFields,
  CronJobSpec,
  DaemonSetSpec,
  DeploymentSpec,
  HorizontalPodAutoscalerSpec,
  IngressSpec,
  JobSpec,
  NetworkPolicySpec,
  PersistentVolumeClaimSpec,
  PodDisruptionBudgetSpec,
  PodSpec,
  RoleFields,
  RolloutSpec,
  SecretFields,
  ServiceAccountFields,
  ServiceSpec,
  StatefulSetSpec,
  WebhookConfigurationFields,
} from './native-specs';

const NETWORKING = 'networking.istio.io';
export const VIRTUAL_SERVICE = kind<VirtualServiceSpec>(NETWORKING, 'VirtualService');
export const DESTINATION_RULE = kind<DestinationRuleSpec>(NETWORKING, 'DestinationRule');
export const GATEWAY = kind<GatewaySpec>(NETWORKING, 'Gateway');
export const SERVICE_ENTRY = kind<ServiceEntrySpec>(NETWORKING, 'ServiceEntry');
export const SIDECAR = kind<SidecarSpec>(NETWORKING, 'Sidecar');
export const WORKLOAD_ENTRY = kind<WorkloadEntrySpec>(NETWORKING, 'WorkloadEntry');
export const WORKLOAD_GROUP = kind<WorkloadGroupSpec>(NETWORKING, 'WorkloadGroup');
export const ENVOY_FILTER = kind<EnvoyFilterSpec>(NETWORKING, 'EnvoyFilter');
export const PROXY_CONFIG = kind<ProxyConfigSpec>(NETWORKING, 'ProxyConfig');

const SECURITY = 'security.istio.io';
export const AUTHORIZATION_POLICY = kind<AuthorizationPolicySpec>(SECURITY, 'AuthorizationPolicy');
export const PEER_AUTHENTICATION = kind<PeerAuthenticationSpec>(SECURITY, 'PeerAuthentication');
export const REQUEST_AUTHENTICATION = kind<RequestAuthenticationSpec>(SECURITY, 'RequestAuthentication');

export const TELEMETRY = kind<TelemetrySpec>('telemetry.istio.io', 'Telemetry');
export const WASM_PLUGIN = kind<WasmPluginSpec>('extensions.istio.io', 'WasmPlugin');
export const TRAFFIC_EXTENSION = kind<TrafficExtensionSpec>('extensions.istio.io', 'TrafficExtension');

const FLAGGER = 'flagger.app';
export const CANARY = kind<CanarySpec>(FLAGGER, 'Canary');
export const METRIC_TEMPLATE = kind<MetricTemplateSpec>(FLAGGER, 'MetricTemplate');
export const ALERT_PROVIDER = kind<AlertProviderSpec>(FLAGGER, 'AlertProvider');

export const CHAOS_BLADE = kind<ChaosBladeSpec>('chaosblade.io', 'ChaosBlade');

export const NAMESPACE = kind<unknown>('', 'Namespace');
export const NODE = kind<unknown>('', 'Node');
export const SERVICE = kind<ServiceSpec>('', 'Service');
export const POD = kind<PodSpec>('', 'Pod');
export const CONFIG_MAP = kind<ConfigMapFields>('', 'ConfigMap');
export const SECRET = kind<SecretFields>('', 'Secret');
export const SERVICE_ACCOUNT = kind<ServiceAccountFields>('', 'ServiceAccount');
export const PERSISTENT_VOLUME_CLAIM = kind<PersistentVolumeClaimSpec>('', 'PersistentVolumeClaim');
export const PERSISTENT_VOLUME = kind<unknown>('', 'PersistentVolume');

export const DEPLOYMENT = kind<DeploymentSpec>('apps', 'Deployment');
export const STATEFUL_SET = kind<StatefulSetSpec>('apps', 'StatefulSet');
export const DAEMON_SET = kind<DaemonSetSpec>('apps', 'DaemonSet');
export const REPLICA_SET = kind<DeploymentSpec>('apps', 'ReplicaSet');
export const REPLICATION_CONTROLLER = kind<{
  readonly replicas?: number;
  readonly selector?: Readonly<Record<string, string>>;
  readonly template?: DeploymentSpec['template'];
}>('', 'ReplicationController');
export const JOB = kind<JobSpec>('batch', 'Job');
export const CRON_JOB = kind<CronJobSpec>('batch', 'CronJob');
export const ARGO_ROLLOUT = kind<RolloutSpec>('argoproj.io', 'Rollout');

export const HORIZONTAL_POD_AUTOSCALER = kind<HorizontalPodAutoscalerSpec>('autoscaling', 'HorizontalPodAutoscaler');
export const POD_DISRUPTION_BUDGET = kind<PodDisruptionBudgetSpec>('policy', 'PodDisruptionBudget');
export const NETWORK_POLICY = kind<NetworkPolicySpec>('networking.k8s.io', 'NetworkPolicy');
export const INGRESS = kind<IngressSpec>('networking.k8s.io', 'Ingress');
export const INGRESS_CLASS = kind<unknown>('networking.k8s.io', 'IngressClass');
export const STORAGE_CLASS = kind<unknown>('storage.k8s.io', 'StorageClass');
export const PRIORITY_CLASS = kind<unknown>('scheduling.k8s.io', 'PriorityClass');
export const RUNTIME_CLASS = kind<unknown>('node.k8s.io', 'RuntimeClass');
export const API_SERVICE = kind<unknown>('apiregistration.k8s.io', 'APIService');
export const CUSTOM_RESOURCE_DEFINITION = kind<unknown>('apiextensions.k8s.io', 'CustomResourceDefinition');

const RBAC = 'rbac.authorization.k8s.io';
export const ROLE = kind<RoleFields>(RBAC, 'Role');
export const CLUSTER_ROLE = kind<RoleFields>(RBAC, 'ClusterRole');
export const ROLE_BINDING = kind<BindingFields>(RBAC, 'RoleBinding');
export const CLUSTER_ROLE_BINDING = kind<BindingFields>(RBAC, 'ClusterRoleBinding');

const ADMISSION = 'admissionregistration.k8s.io';
export const MUTATING_WEBHOOK = kind<WebhookConfigurationFields>(ADMISSION, 'MutatingWebhookConfiguration');
export const VALIDATING_WEBHOOK = kind<WebhookConfigurationFields>(ADMISSION, 'ValidatingWebhookConfiguration');

const GATEWAY_API = 'gateway.networking.k8s.io';
export const GATEWAY_API_GATEWAY = kind<ApiGatewaySpec>(GATEWAY_API, 'Gateway');
export const GATEWAY_CLASS = kind<GatewayClassSpec>(GATEWAY_API, 'GatewayClass');
export const HTTP_ROUTE = kind<HTTPRouteSpec>(GATEWAY_API, 'HTTPRoute');
export const GRPC_ROUTE = kind<GRPCRouteSpec>(GATEWAY_API, 'GRPCRoute');
export const TCP_ROUTE = kind<unknown>(GATEWAY_API, 'TCPRoute');
export const TLS_ROUTE = kind<TLSRouteSpec>(GATEWAY_API, 'TLSRoute');
export const UDP_ROUTE = kind<unknown>(GATEWAY_API, 'UDPRoute');

const ARGO = 'argoproj.io';
export const ANALYSIS_TEMPLATE = kind<unknown>(ARGO, 'AnalysisTemplate');
export const CLUSTER_ANALYSIS_TEMPLATE = kind<unknown>(ARGO, 'ClusterAnalysisTemplate');
export const APPLICATION = kind<unknown>(ARGO, 'Application');
export const APP_PROJECT = kind<unknown>(ARGO, 'AppProject');

const KEDA = 'keda.sh';
export const SCALED_OBJECT = kind<unknown>(KEDA, 'ScaledObject');
export const SCALED_JOB = kind<unknown>(KEDA, 'ScaledJob');
export const TRIGGER_AUTHENTICATION = kind<unknown>(KEDA, 'TriggerAuthentication');
export const CLUSTER_TRIGGER_AUTHENTICATION = kind<unknown>(KEDA, 'ClusterTriggerAuthentication');

const CERT_MANAGER = 'cert-manager.io';
export const CERTIFICATE = kind<unknown>(CERT_MANAGER, 'Certificate');
export const ISSUER = kind<unknown>(CERT_MANAGER, 'Issuer');
export const CLUSTER_ISSUER = kind<unknown>(CERT_MANAGER, 'ClusterIssuer');

export const SERVICE_MONITOR = kind<unknown>('monitoring.coreos.com', 'ServiceMonitor');
export const POD_MONITOR = kind<unknown>('monitoring.coreos.com', 'PodMonitor');

/** The keys of the kinds whose fields stand at the top of the object. */
export const FLAT_KINDS: ReadonlySet<string> = new Set(
  [
    ...[NAMESPACE, CONFIG_MAP, SECRET, SERVICE_ACCOUNT, STORAGE_CLASS],
    ...[ROLE, CLUSTER_ROLE, ROLE_BINDING, CLUSTER_ROLE_BINDING, MUTATING_WEBHOOK, VALIDATING_WEBHOOK],
  ].map(kindKey),
);

/** Kinds that are nothing without a spec, though their definitions do not ask for one: it would have required fields. */
export const NEEDING_SPEC: ReadonlySet<string> = new Set(
  [
    ...[DESTINATION_RULE, SERVICE_ENTRY, WORKLOAD_GROUP, WASM_PLUGIN],
    ...[METRIC_TEMPLATE, ALERT_PROVIDER, CHAOS_BLADE],
  ].map(kindKey),
);
