export { Gateway, type GatewayProps } from './gateway';
export type {
  GatewayReference,
  ListenerFacts,
  ListenerReference,
  ParentGateway,
} from './gateway-reference';
export { GrpcMatch } from './grpc-match';
export {
  GRPCRoute,
  type GRPCRouteAction,
  type GRPCRouteDefaultRule,
  type GRPCRouteProps,
  type GRPCRouteRule,
} from './grpc-route';
export type { HTTPRouteCors, HTTPRouteFilters, HTTPRouteRewrite, RouteMirror } from './http-filters';
export {
  HTTPRoute,
  type HTTPRouteAction,
  type HTTPRouteDefaultRule,
  type HTTPRouteProps,
  type HTTPRouteRule,
  type RouteProps,
} from './http-route';
export type { HTTPRouteMatch } from './http-route-match';
export {
  AllowedNamespaces,
  type CertificateReference,
  type HttpsListenerProps,
  Listener,
  type ListenerProps,
  type ListenerProtocol,
} from './listener';
export type { RouteParent, ServicePort } from './parents';
export { type GrantedReferrer, type GrantedTarget, ReferenceGrant, type ReferenceGrantProps } from './reference-grant';
export { TLSRoute, type TLSRouteProps } from './tls-route';
export { Waypoint, type WaypointProps } from './waypoint';
