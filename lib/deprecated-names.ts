/*
 * The flat names of version 0.1, which are in namespaces now: docs/decisions/public-names.md. They work as before, and go
 * with version 1.0. New names are not added here.
 */

export {
  /** @deprecated Use `argocd.Application`. */
  Application,
  /** @deprecated Use `argocd.ApplicationProps`. */
  type ApplicationProps,
  /** @deprecated Use `argocd.ApplicationSource`. */
  ApplicationSource,
  /** @deprecated Use `argocd.GitRepository`. */
  type GitRepository,
  /** @deprecated Use `argocd.IgnoredDifference`. */
  type IgnoredDifference,
} from './argocd';

export {
  /** @deprecated Use `chaosblade.Attack`. */
  Attack,
  /** @deprecated Use `chaosblade.AttackProps`. */
  type AttackProps,
  /** @deprecated Use `chaosblade.BlastRadius`. */
  type BlastRadius,
  /** @deprecated Use `chaosblade.ChaosBladeOperator`. */
  ChaosBladeOperator,
  /** @deprecated Use `chaosblade.ChaosBladeOperatorProps`. */
  type ChaosBladeOperatorProps,
  /** @deprecated Use `chaosblade.ChaosBladeWebhookProps`. */
  type ChaosBladeWebhookProps,
  /** @deprecated Use `chaosblade.ChaosEnding`. */
  type ChaosEnding,
  /** @deprecated Use `chaosblade.ChaosExperiment`. */
  ChaosExperiment,
  /** @deprecated Use `chaosblade.ChaosExperimentProps`. */
  type ChaosExperimentProps,
  /** @deprecated Use `chaosblade.ChaosFault`. */
  ChaosFault,
  /** @deprecated Use `chaosblade.ChaosScope`. */
  type ChaosScope,
  /** @deprecated Use `chaosblade.ChaosTarget`. */
  ChaosTarget as Target,
  /** @deprecated Use `chaosblade.ContainerFault`. */
  ContainerFault,
  /** @deprecated Use `chaosblade.ContainerRuntime`. */
  type ContainerRuntime,
  /** @deprecated Use `chaosblade.Containers`. */
  type Containers,
  /** @deprecated Use `chaosblade.LabelledPods`. */
  type LabelledPods,
  /** @deprecated Use `chaosblade.NamedPods`. */
  type NamedPods,
  /** @deprecated Use `chaosblade.NodeFault`. */
  NodeFault,
  /** @deprecated Use `chaosblade.NodePortLike`. */
  type NodePortLike,
  /** @deprecated Use `chaosblade.PodFault`. */
  PodFault,
  /** @deprecated Use `chaosblade.PodPortLike`. */
  type PodPortLike,
  /** @deprecated Use `chaosblade.PortLike`. */
  type PortLike,
  /** @deprecated Use `chaosblade.Ports`. */
  type Ports,
  /** @deprecated Use `chaosblade.Workload`. */
  type Workload,
  /** @deprecated Use `chaosblade.WorkloadOptions`. */
  type WorkloadOptions,
  /** @deprecated Use `chaosblade.WorkloadVersion`. */
  type WorkloadVersion,
  /** @deprecated Use `chaosblade.WorkloadVersions`. */
  type WorkloadVersions,
} from './chaosblade';

export {
  /** @deprecated Use `flagger.AbTestOptions`. */
  type AbTestOptions,
  /** @deprecated Use `flagger.AddressOptions`. */
  type AddressOptions,
  /** @deprecated Use `flagger.AlertProvider`. */
  AlertProvider,
  /** @deprecated Use `flagger.AlertProviderProps`. */
  type AlertProviderProps,
  /** @deprecated Use `flagger.AlertProviderReference`. */
  type AlertProviderReference,
  /** @deprecated Use `flagger.AuthenticatedOptions`. */
  type AuthenticatedOptions,
  /** @deprecated Use `flagger.BlueGreenOptions`. */
  type BlueGreenOptions,
  /** @deprecated Use `flagger.BuiltinMetricOptions`. */
  type BuiltinMetricOptions,
  /** @deprecated Use `flagger.CanaryAlert`. */
  type CanaryAlert,
  /** @deprecated Use `flagger.CanaryAutoscaler`. */
  CanaryAutoscaler,
  /** @deprecated Use `flagger.CanaryMatch`. */
  CanaryMatch,
  /** @deprecated Use `flagger.CanaryMetric`. */
  CanaryMetric,
  /** @deprecated Use `flagger.CanaryProps`. */
  type CanaryProps,
  /** @deprecated Use `flagger.CanaryReach`. */
  type CanaryReach,
  /** @deprecated Use `flagger.CanaryServiceProps`. */
  type CanaryServiceProps,
  /** @deprecated Use `flagger.CanaryStrategy`. */
  CanaryStrategy,
  /** @deprecated Use `flagger.CanaryTarget`. */
  CanaryTarget,
  /** @deprecated Use `flagger.CanaryWebhook`. */
  CanaryWebhook,
  /** @deprecated Use `flagger.CanaryWebhookOptions`. */
  type CanaryWebhookOptions,
  /** @deprecated Use `flagger.CanaryWorkload`. */
  CanaryWorkload,
  /** @deprecated Use `flagger.CanaryWorkloadProps`. */
  type CanaryWorkloadProps,
  /** @deprecated Use `flagger.CommandOptions`. */
  type CommandOptions,
  /** @deprecated Use `flagger.ConnectionOptions`. */
  type ConnectionOptions,
  /** @deprecated Use `flagger.CustomMetadata`. */
  type CustomMetadata,
  /** @deprecated Use `flagger.CustomWebhookOptions`. */
  type CustomWebhookOptions,
  /** @deprecated Use `flagger.FlaggerOperator`. */
  FlaggerOperator,
  /** @deprecated Use `flagger.FlaggerOperatorProps`. */
  type FlaggerOperatorProps,
  /** @deprecated Use `flagger.GateKind`. */
  type GateKind,
  /** @deprecated Use `flagger.HeyOptions`. */
  type HeyOptions,
  /** @deprecated Use `flagger.HostedOptions`. */
  type HostedOptions,
  /** @deprecated Use `flagger.LoadCommand`. */
  LoadCommand,
  /** @deprecated Use `flagger.LoadCommandOptions`. */
  type LoadCommandOptions,
  /** @deprecated Use `flagger.LoadTester`. */
  LoadTester,
  /** @deprecated Use `flagger.LoadTesterProps`. */
  type LoadTesterProps,
  /** @deprecated Use `flagger.LoadTesterReference`. */
  type LoadTesterReference,
  /** @deprecated Use `flagger.LoadTestOptions`. */
  type LoadTestOptions,
  /** @deprecated Use `flagger.MetricProvider`. */
  MetricProvider,
  /** @deprecated Use `flagger.MetricRange`. */
  type MetricRange,
  /** @deprecated Use `flagger.MetricTemplate`. */
  MetricTemplate,
  /** @deprecated Use `flagger.MetricTemplateProps`. */
  type MetricTemplateProps,
  /** @deprecated Use `flagger.MetricTemplateReference`. */
  type MetricTemplateReference,
  /** @deprecated Use `flagger.ProgressiveOptions`. */
  type ProgressiveOptions,
  /** @deprecated Use `flagger.ScalerReplicas`. */
  type ScalerReplicas,
  /** @deprecated Use `flagger.SessionAffinity`. */
  type SessionAffinity,
  /** @deprecated Use `flagger.StrategyOptions`. */
  type StrategyOptions,
  /** @deprecated Use `flagger.TemplateMetricOptions`. */
  type TemplateMetricOptions,
  /** @deprecated Use `flagger.WeightedStrategyOptions`. */
  type WeightedStrategyOptions,
  /** @deprecated Use `flagger.WorkloadTargetProps`. */
  type WorkloadTargetProps,
} from './flagger';

export {
  /** @deprecated Use `istio.AtLeastOne`. */
  type AtLeastOne,
  /** @deprecated Use `istio.Authorities`. */
  type Authorities,
  /** @deprecated Use `istio.AuthorizationAction`. */
  AuthorizationAction,
  /** @deprecated Use `istio.AuthorizationCondition`. */
  type AuthorizationCondition as Condition,
  /** @deprecated Use `istio.AuthorizationConditionKey`. */
  type AuthorizationConditionKey as ConditionKey,
  /** @deprecated Use `istio.AuthorizationOperation`. */
  type AuthorizationOperation as Operation,
  /** @deprecated Use `istio.AuthorizationPolicy`. */
  AuthorizationPolicy,
  /** @deprecated Use `istio.AuthorizationPolicyProps`. */
  type AuthorizationPolicyProps,
  /** @deprecated Use `istio.AuthorizationRule`. */
  type AuthorizationRule,
  /** @deprecated Use `istio.AuthorizationSource`. */
  type AuthorizationSource as Source,
  /** @deprecated Use `istio.CertificateFiles`. */
  type CertificateFiles,
  /** @deprecated Use `istio.CipherSuite`. */
  type CipherSuite,
  /** @deprecated Use `istio.ClientAuthorities`. */
  type ClientAuthorities,
  /** @deprecated Use `istio.ClientCertificate`. */
  type ClientCertificate,
  /** @deprecated Use `istio.ClientTls`. */
  ClientTls,
  /** @deprecated Use `istio.ClientVerification`. */
  type ClientVerification,
  /** @deprecated Use `istio.ConnectionDestinationOptions`. */
  type ConnectionDestinationOptions,
  /** @deprecated Use `istio.ConnectionPool`. */
  type ConnectionPool,
  /** @deprecated Use `istio.ConnectionRoute`. */
  ConnectionRoute,
  /** @deprecated Use `istio.CorsPolicy`. */
  type CorsPolicy,
  /** @deprecated Use `istio.DelegatedActionKind`. */
  type DelegatedActionKind,
  /** @deprecated Use `istio.DelegateReference`. */
  type DelegateReference,
  /** @deprecated Use `istio.DelegateVirtualService`. */
  DelegateVirtualService,
  /** @deprecated Use `istio.DelegateVirtualServiceProps`. */
  type DelegateVirtualServiceProps,
  /** @deprecated Use `istio.Destination`. */
  type Destination,
  /** @deprecated Use `istio.DestinationOptions`. */
  type DestinationOptions,
  /** @deprecated Use `istio.DestinationRule`. */
  DestinationRule,
  /** @deprecated Use `istio.DestinationRuleProps`. */
  type DestinationRuleProps,
  /** @deprecated Use `istio.EgressHosts`. */
  EgressHosts,
  /** @deprecated Use `istio.EgressListener`. */
  type EgressListener,
  /** @deprecated Use `istio.Fault`. */
  type Fault,
  /** @deprecated Use `istio.FaultAbort`. */
  FaultAbort,
  /** @deprecated Use `istio.FaultDelay`. */
  FaultDelay,
  /** @deprecated Use `istio.FaultShare`. */
  type FaultShare,
  /** @deprecated Use `istio.GatewayExposure`. */
  type GatewayExposure,
  /** @deprecated Use `istio.GatewayProps`. */
  type GatewayProps,
  /** @deprecated Use `istio.GatewayReference`. */
  type GatewayReference,
  /** @deprecated Use `istio.GrpcStatus`. */
  type GrpcStatus,
  /** @deprecated Use `istio.HashAlgorithm`. */
  HashAlgorithm,
  /** @deprecated Use `istio.HashKey`. */
  HashKey,
  /** @deprecated Use `istio.HeaderOperations`. */
  type HeaderOperations,
  /** @deprecated Use `istio.HeaderRules`. */
  type HeaderRules,
  /** @deprecated Use `istio.HelmValues`. */
  type HelmValues,
  /** @deprecated Use `istio.Host`. */
  Host,
  /** @deprecated Use `istio.HostOwner`. */
  type HostOwner,
  /** @deprecated Use `istio.HostPort`. */
  type HostPort,
  /** @deprecated Use `istio.HttpActionKind`. */
  type HttpActionKind,
  /** @deprecated Use `istio.HttpConnectionPool`. */
  type HttpConnectionPool,
  /** @deprecated Use `istio.HttpDefaultRule`. */
  type HttpDefaultRule,
  /** @deprecated Use `istio.HttpEffects`. */
  type HttpEffects,
  /** @deprecated Use `istio.HttpForward`. */
  type HttpForward,
  /** @deprecated Use `istio.HttpForwardEffects`. */
  type HttpForwardEffects,
  /** @deprecated Use `istio.HttpMethod`. */
  type HttpMethod,
  /** @deprecated Use `istio.HttpMirror`. */
  type HttpMirror,
  /** @deprecated Use `istio.HttpRedirect`. */
  type HttpRedirect,
  /** @deprecated Use `istio.HttpRetries`. */
  type HttpRetries,
  /** @deprecated Use `istio.HttpRewrite`. */
  type HttpRewrite,
  /** @deprecated Use `istio.HttpRoutes`. */
  type HttpRoutes,
  /** @deprecated Use `istio.HttpRule`. */
  type HttpRule,
  /** @deprecated Use `istio.Identity`. */
  Identity,
  /** @deprecated Use `istio.IngressGateway`. */
  IngressGateway,
  /** @deprecated Use `istio.IngressGatewayProps`. */
  type IngressGatewayProps,
  /** @deprecated Use `istio.IngressListener`. */
  type IngressListener,
  /** @deprecated Use `istio.IngressPort`. */
  type IngressPort,
  /** @deprecated Use `istio.IngressPortProps`. */
  type IngressPortProps,
  /** @deprecated Use `istio.IstioInstallation`. */
  IstioInstallation,
  /** @deprecated Use `istio.IstioInstallationProps`. */
  type IstioInstallationProps,
  /** @deprecated Use `istio.JwtRule`. */
  type JwtRule,
  /** @deprecated Use `istio.LoadBalancer`. */
  LoadBalancer,
  /** @deprecated Use `istio.LoadBalancerOptions`. */
  type LoadBalancerOptions,
  /** @deprecated Use `istio.LocalityLoadBalancing`. */
  type LocalityLoadBalancing,
  /** @deprecated Use `istio.MESH`. */
  MESH,
  /** @deprecated Use `istio.MutualTlsMode`. */
  type MutualTlsMode,
  /** @deprecated Use `istio.NonEmpty`. */
  type NonEmpty,
  /** @deprecated Use `istio.ObjectProps`. */
  type ObjectProps,
  /** @deprecated Use `istio.OutboundTrafficPolicy`. */
  type OutboundTrafficPolicy,
  /** @deprecated Use `istio.OutlierDetection`. */
  type OutlierDetection,
  /** @deprecated Use `istio.PeerAuthentication`. */
  PeerAuthentication,
  /** @deprecated Use `istio.PeerAuthenticationProps`. */
  type PeerAuthenticationProps,
  /** @deprecated Use `istio.PolicyScope`. */
  type PolicyScope,
  /** @deprecated Use `istio.PolicyTargetReference`. */
  type PolicyTargetReference,
  /** @deprecated Use `istio.PortTrafficPolicy`. */
  type PortTrafficPolicy,
  /** @deprecated Use `istio.RequestAuthentication`. */
  RequestAuthentication,
  /** @deprecated Use `istio.RequestAuthenticationProps`. */
  type RequestAuthenticationProps,
  /** @deprecated Use `istio.Resolution`. */
  Resolution,
  /** @deprecated Use `istio.RetryCondition`. */
  type RetryCondition,
  /** @deprecated Use `istio.RouteTarget`. */
  type RouteTarget,
  /** @deprecated Use `istio.SelectableApp`. */
  type SelectableApp,
  /** @deprecated Use `istio.Server`. */
  Server,
  /** @deprecated Use `istio.ServerCertificate`. */
  type ServerCertificate,
  /** @deprecated Use `istio.ServerNameOptions`. */
  type ServerNameOptions,
  /** @deprecated Use `istio.ServerProps`. */
  type ServerProps,
  /** @deprecated Use `istio.ServerTls`. */
  ServerTls,
  /** @deprecated Use `istio.ServerTlsOptions`. */
  type ServerTlsOptions,
  /** @deprecated Use `istio.ServerVerification`. */
  type ServerVerification,
  /** @deprecated Use `istio.ServiceEntry`. */
  ServiceEntry,
  /** @deprecated Use `istio.ServiceEntryEndpoint`. */
  type ServiceEntryEndpoint,
  /** @deprecated Use `istio.ServiceEntryPort`. */
  type ServiceEntryPort,
  /** @deprecated Use `istio.ServiceEntryProps`. */
  type ServiceEntryProps,
  /** @deprecated Use `istio.ServiceHostProps`. */
  type ServiceHostProps,
  /** @deprecated Use `istio.Sidecar`. */
  Sidecar,
  /** @deprecated Use `istio.SidecarPort`. */
  type SidecarPort,
  /** @deprecated Use `istio.SidecarProps`. */
  type SidecarProps,
  /** @deprecated Use `istio.SpanTag`. */
  SpanTag,
  /** @deprecated Use `istio.Subset`. */
  Subset,
  /** @deprecated Use `istio.SubsetProps`. */
  type SubsetProps,
  /** @deprecated Use `istio.TcpConnectionPool`. */
  type TcpConnectionPool,
  /** @deprecated Use `istio.TcpMatch`. */
  type TcpMatch,
  /** @deprecated Use `istio.TcpRoutes`. */
  type TcpRoutes,
  /** @deprecated Use `istio.TcpRule`. */
  type TcpRule,
  /** @deprecated Use `istio.TELEMETRY_PROVIDERS`. */
  TELEMETRY_PROVIDERS,
  /** @deprecated Use `istio.Telemetry`. */
  Telemetry,
  /** @deprecated Use `istio.TelemetryAccessLogging`. */
  type TelemetryAccessLogging,
  /** @deprecated Use `istio.TelemetryMetrics`. */
  type TelemetryMetrics,
  /** @deprecated Use `istio.TelemetryMode`. */
  type TelemetryMode,
  /** @deprecated Use `istio.TelemetryProps`. */
  type TelemetryProps,
  /** @deprecated Use `istio.TelemetryProvider`. */
  type TelemetryProvider,
  /** @deprecated Use `istio.TelemetryTracing`. */
  type TelemetryTracing,
  /** @deprecated Use `istio.TlsMatch`. */
  type TlsMatch,
  /** @deprecated Use `istio.TlsRule`. */
  type TlsRule,
  /** @deprecated Use `istio.TlsVersion`. */
  type TlsVersion,
  /** @deprecated Use `istio.TracingProvider`. */
  type TracingProvider,
  /** @deprecated Use `istio.TrafficPolicy`. */
  type TrafficPolicy,
  /** @deprecated Use `istio.VirtualServiceProps`. */
  type VirtualServiceProps,
  /** @deprecated Use `istio.VirtualServiceScope`. */
  type VirtualServiceScope,
  /** @deprecated Use `istio.Warmup`. */
  type Warmup,
  /** @deprecated Use `istio.WeightedDestination`. */
  type WeightedDestination,
  /** @deprecated Use `istio.WeightedHost`. */
  type WeightedHost,
  /** @deprecated Use `istio.WeightedSubset`. */
  type WeightedSubset,
  /** @deprecated Use `istio.WorkloadSelector`. */
  WorkloadSelector,
} from './istio';

export {
  /** @deprecated Use `kubernetes.AccessMode`. */
  type AccessMode,
  /** @deprecated Use `kubernetes.Capability`. */
  type Capability,
  /** @deprecated Use `kubernetes.ClusterRole`. */
  ClusterRole,
  /** @deprecated Use `kubernetes.ClusterRoleProps`. */
  type ClusterRoleProps,
  /** @deprecated Use `kubernetes.ConfigMap`. */
  ConfigMap,
  /** @deprecated Use `kubernetes.ConfigMapProps`. */
  type ConfigMapProps,
  /** @deprecated Use `kubernetes.CpuQuantity`. */
  type CpuQuantity,
  /** @deprecated Use `kubernetes.CustomResourceDefinitions`. */
  CustomResourceDefinitions,
  /** @deprecated Use `kubernetes.CustomResourceDefinitionsProps`. */
  type CustomResourceDefinitionsProps,
  /** @deprecated Use `kubernetes.EmptyDirMountOptions`. */
  type EmptyDirMountOptions,
  /** @deprecated Use `kubernetes.FilesMountOptions`. */
  type FilesMountOptions,
  /** @deprecated Use `kubernetes.GrpcProbeOptions`. */
  type GrpcProbeOptions,
  /** @deprecated Use `kubernetes.HttpProbeOptions`. */
  type HttpProbeOptions,
  /** @deprecated Use `kubernetes.ImportedKinds`. */
  type ImportedKinds,
  /** @deprecated Use `kubernetes.MemoryQuantity`. */
  type MemoryQuantity,
  /** @deprecated Use `kubernetes.Mount`. */
  Mount,
  /** @deprecated Use `kubernetes.NamedObject`. */
  type NamedObject,
  /** @deprecated Use `kubernetes.Namespace`. */
  Namespace,
  /** @deprecated Use `kubernetes.NamespaceProps`. */
  type NamespaceProps,
  /** @deprecated Use `kubernetes.PathRule`. */
  type PathRule,
  /** @deprecated Use `kubernetes.PersistentVolumeClaim`. */
  PersistentVolumeClaim,
  /** @deprecated Use `kubernetes.PersistentVolumeClaimMountOptions`. */
  type PersistentVolumeClaimMountOptions,
  /** @deprecated Use `kubernetes.PersistentVolumeClaimProps`. */
  type PersistentVolumeClaimProps,
  /** @deprecated Use `kubernetes.PodSecurity`. */
  type PodSecurity,
  /** @deprecated Use `kubernetes.PodSecurityLevel`. */
  type PodSecurityLevel,
  /** @deprecated Use `kubernetes.PortOptions`. */
  type PortOptions,
  /** @deprecated Use `kubernetes.PortProbeOptions`. */
  type PortProbeOptions,
  /** @deprecated Use `kubernetes.PortProtocol`. */
  type PortProtocol,
  /** @deprecated Use `kubernetes.Probe`. */
  Probe,
  /** @deprecated Use `kubernetes.ProbeOptions`. */
  type ProbeOptions,
  /** @deprecated Use `kubernetes.RbacSubject`. */
  type RbacSubject,
  /** @deprecated Use `kubernetes.Relaxations`. */
  type Relaxations,
  /** @deprecated Use `kubernetes.ResourceRule`. */
  type ResourceRule,
  /** @deprecated Use `kubernetes.Resources`. */
  type Resources,
  /** @deprecated Use `kubernetes.Role`. */
  Role,
  /** @deprecated Use `kubernetes.RoleProps`. */
  type RoleProps,
  /** @deprecated Use `kubernetes.ServiceType`. */
  type ServiceType,
  /** @deprecated Use `kubernetes.Verb`. */
  type Verb,
} from './kubernetes';

export {
  /** @deprecated Use `microservice.Backend`. */
  type Backend,
  /** @deprecated Use `microservice.MicroserviceBaseProps`. */
  type MicroserviceBaseProps,
  /** @deprecated Use `microservice.MicroserviceDestinationRuleProps`. */
  type MicroserviceDestinationRuleProps,
  /** @deprecated Use `microservice.MicroserviceProps`. */
  type MicroserviceProps,
  /** @deprecated Use `microservice.MicroserviceServiceProps`. */
  type MicroserviceServiceProps,
  /** @deprecated Use `microservice.MicroserviceVersion`. */
  MicroserviceVersion,
  /** @deprecated Use `microservice.MicroserviceVersionProps`. */
  type MicroserviceVersionProps,
  /** @deprecated Use `microservice.SharedService`. */
  SharedService,
  /** @deprecated Use `microservice.SharedServiceBaseProps`. */
  type SharedServiceBaseProps,
  /** @deprecated Use `microservice.SharedServiceProps`. */
  type SharedServiceProps,
  /** @deprecated Use `microservice.VersionSettings`. */
  type VersionSettings,
} from './microservice';

export {
  /** @deprecated Use `observability.AlertCondition`. */
  AlertCondition,
  /** @deprecated Use `observability.AlertingProps`. */
  type AlertingProps,
  /** @deprecated Use `observability.AlertRule`. */
  AlertRule,
  /** @deprecated Use `observability.AlertRuleGroup`. */
  type AlertRuleGroup,
  /** @deprecated Use `observability.AlertRuleProps`. */
  type AlertRuleProps,
  /** @deprecated Use `observability.BadgerOptions`. */
  type BadgerOptions,
  /** @deprecated Use `observability.ContactPoint`. */
  ContactPoint,
  /** @deprecated Use `observability.Dashboard`. */
  Dashboard,
  /** @deprecated Use `observability.DashboardProps`. */
  type DashboardProps,
  /** @deprecated Use `observability.DashboardRow`. */
  type DashboardRow,
  /** @deprecated Use `observability.DashboardVariable`. */
  type DashboardVariable,
  /** @deprecated Use `observability.Datasource`. */
  Datasource,
  /** @deprecated Use `observability.DatasourceOptions`. */
  type DatasourceOptions,
  /** @deprecated Use `observability.Elasticsearch`. */
  Elasticsearch,
  /** @deprecated Use `observability.ElasticsearchProps`. */
  type ElasticsearchProps,
  /** @deprecated Use `observability.Grafana`. */
  Grafana,
  /** @deprecated Use `observability.GrafanaProps`. */
  type GrafanaProps,
  /** @deprecated Use `observability.Jaeger`. */
  Jaeger,
  /** @deprecated Use `observability.JaegerProps`. */
  type JaegerProps,
  /** @deprecated Use `observability.JaegerStorage`. */
  JaegerStorage,
  /** @deprecated Use `observability.Kiali`. */
  Kiali,
  /** @deprecated Use `observability.KialiProps`. */
  type KialiProps,
  /** @deprecated Use `observability.NotificationPolicy`. */
  type NotificationPolicy,
  /** @deprecated Use `observability.NotificationRoute`. */
  type NotificationRoute,
  /** @deprecated Use `observability.NotificationTiming`. */
  type NotificationTiming,
  /** @deprecated Use `observability.Panel`. */
  Panel,
  /** @deprecated Use `observability.PanelProps`. */
  type PanelProps,
  /** @deprecated Use `observability.PanelQuery`. */
  type PanelQuery,
  /** @deprecated Use `observability.PanelUnit`. */
  type PanelUnit as Unit,
  /** @deprecated Use `observability.Prometheus`. */
  Prometheus,
  /** @deprecated Use `observability.PrometheusDatasourceOptions`. */
  type PrometheusDatasourceOptions,
  /** @deprecated Use `observability.PrometheusProps`. */
  type PrometheusProps,
  /** @deprecated Use `observability.PromQuery`. */
  PromQuery,
  /** @deprecated Use `observability.promql`. */
  promql,
  /** @deprecated Use `observability.RecordingRule`. */
  type RecordingRule,
  /** @deprecated Use `observability.RecordingRuleGroup`. */
  type RecordingRuleGroup,
  /** @deprecated Use `observability.RelabelRule`. */
  type RelabelRule,
  /** @deprecated Use `observability.ScrapeJob`. */
  ScrapeJob,
  /** @deprecated Use `observability.ScrapeJobOptions`. */
  type ScrapeJobOptions,
  /** @deprecated Use `observability.SecretKey`. */
  type SecretKey,
  /** @deprecated Use `observability.Severity`. */
  type Severity,
  /** @deprecated Use `observability.StatProps`. */
  type StatProps,
  /** @deprecated Use `observability.TimeseriesProps`. */
  type TimeseriesProps,
  /** @deprecated Use `observability.WebhookOptions`. */
  type WebhookOptions,
} from './observability';
