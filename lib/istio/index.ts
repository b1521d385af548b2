export type { Named } from '../core/named';
export * from './authorization-policy';
export {
  type AuthorizationCondition,
  type AuthorizationConditionKey,
  type AuthorizationOperation,
  type AuthorizationRule,
  type AuthorizationSource,
  Identity,
} from './authorization-rule';
export type { Authorities, ClientCertificate, ServerNameOptions, ServerVerification } from './client-tls';
export { ClientTls } from './client-tls';
export type { ConnectionPool, HttpConnectionPool, TcpConnectionPool } from './connection-pool';
export type {
  Destination,
  RouteTarget,
  WeightedDestination,
  WeightedSubset,
} from './destination';
export { Subset } from './destination';
export type { DestinationOptions } from './destination-options';
export { DestinationRule, type DestinationRuleProps, type SubsetProps } from './destination-rule';
export { EastWestGateway, type EastWestGatewayProps } from './east-west-gateway';
export { type Fault, FaultAbort, FaultDelay, type FaultShare, type GrpcStatus } from './fault';
export { Gateway, type GatewayProps } from './gateway';
export { type GatewayReference, MESH } from './gateway-reference';
export type { HeaderOperations, HeaderRules } from './headers';
export { Host, type HostPort, type ServiceHostProps, type WeightedHost } from './host';
export {
  type DelegateReference,
  HttpAction,
  type HttpActionKind,
  type HttpForward,
  type HttpRedirect,
  type IstioDetail,
  type PathPrefixRedirect,
  type RouteDetail,
} from './http-action';
export type {
  CorsPolicy,
  HttpEffects,
  HttpForwardEffects,
  HttpMirror,
  HttpRetries,
  HttpRewrite,
  RetryCondition,
} from './http-effects';
export {
  type CommonCondition,
  HttpMatch,
  type HttpMethod,
  type IstioCondition,
  type RouteCondition,
} from './http-match';
export {
  type GatewayExposure,
  IngressGateway,
  type IngressGatewayProps,
  type IngressPort,
  type IngressPortProps,
} from './ingress-gateway';
export { type HelmValues, IstioInstallation, type IstioInstallationProps, type TracingProvider } from './installation';
export {
  type ConnectionDestinationOptions,
  ConnectionRoute,
  type TcpMatch,
  type TcpRoutes,
  type TcpRule,
  type TlsMatch,
  type TlsRule,
} from './l4-route';
export {
  type FailoverLabel,
  HashAlgorithm,
  HashKey,
  LoadBalancer,
  type LoadBalancerOptions,
  type LocalityDistribution,
  type LocalityFailover,
  type LocalityLoadBalancing,
  type Warmup,
} from './load-balancer';
export * from './locality';
export { Network } from './network';
export { type AtLeastOne, type ExcludedBy, type NonEmpty, nonEmpty } from './non-empty';
export type { ObjectProps } from './object-props';
export type { OutlierDetection } from './outlier-detection';
export * from './peer-authentication';
export * from './request-authentication';
export {
  type Http2ServerProps,
  type HttpServerProps,
  type HttpsServerProps,
  type PortServerProps,
  Server,
  type ServerProps,
  type TlsServerProps,
} from './server';
export {
  type CertificateFiles,
  type CipherSuite,
  type ClientAuthorities,
  type ClientVerification,
  type ServerCertificate,
  ServerTls,
  type ServerTlsOptions,
  type TlsVersion,
} from './server-tls';
export { ServiceAddress } from './service-address';
export {
  Resolution,
  ServiceEntry,
  type ServiceEntryEndpoint,
  type ServiceEntryPort,
  type ServiceEntryProps,
} from './service-entry';
export type { OfOneHost } from './shares';
export * from './sidecar';
export { StringMatch, type TextComparison } from './string-match';
export {
  SpanTag,
  TELEMETRY_PROVIDERS,
  Telemetry,
  type TelemetryAccessLogging,
  type TelemetryMetrics,
  type TelemetryMode,
  type TelemetryProps,
  type TelemetryProvider,
  type TelemetryTracing,
} from './telemetry';
export type { PortTrafficPolicy, TrafficPolicy } from './traffic-policy';
export {
  type DelegatedActionKind,
  DelegateVirtualService,
  type DelegateVirtualServiceProps,
  type HostOwner,
  type HttpAnswerRule,
  type HttpDefaultRule,
  type HttpForwardRule,
  type HttpRoutes,
  type HttpRule,
  VirtualService,
  type VirtualServiceProps,
  type VirtualServiceRoutes,
  type VirtualServiceScope,
} from './virtual-service';
export {
  type PolicyScope,
  type PolicyTarget,
  type PolicyTargetOwner,
  type PolicyTargetReference,
  type Selectable,
  type SelectableApp,
  WorkloadSelector,
} from './workload-selector';
