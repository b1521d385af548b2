import { messageOf } from '../violation/message';
import { validateIstioObject } from './validate';

const GROUPS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  TrafficExtension: 'extensions.istio.io/v1alpha1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
};

/** An object of a kind of Istio. */
export function istioObject(kind: string, spec: unknown, metadata: object = {}): object {
  const apiVersion = GROUPS[kind] ?? 'networking.istio.io/v1';
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'default', ...metadata }, spec };
}

/** What is said of an object, one line each, in the order in which it is found: the severity, then the message. */
export function said(kind: string, spec: unknown, metadata: object = {}): string[] {
  return validateIstioObject(istioObject(kind, spec, metadata)).map(
    (violation) => `${violation.severity ?? 'error'} ${messageOf(violation)}`,
  );
}
