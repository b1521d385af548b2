import type { JsonMap } from '../../kube/json';
import { kind } from '../kind';
import {
  CLUSTER_ISSUER,
  GATEWAY_API_GATEWAY,
  GATEWAY_CLASS,
  GRPC_ROUTE,
  HTTP_ROUTE,
  ISSUER,
  SECRET,
  SERVICE,
  TCP_ROUTE,
  TLS_ROUTE,
  UDP_ROUTE,
} from '../kinds';
import { type Row, type RowsOfKind, row, written } from './row';

const BACKEND = {
  namespace: 'namespace',
  port: ['port'],
  // Without weight it gets no requests.
  optional: ({ weight }: JsonMap) => weight === 0,
} as const;

const ROUTE_ROWS: readonly Row[] = [
  row('spec.parentRefs[].name', 'parent', written(GATEWAY_API_GATEWAY), {
    namespace: 'namespace',
    keys: ['sectionName'],
  }),
  row('spec.rules[].backendRefs[].name', 'backend', written(SERVICE), BACKEND),
  ...['spec.rules[].filters[]', 'spec.rules[].backendRefs[].filters[]'].flatMap((filters) => [
    row(`${filters}.requestMirror.backendRef.name`, 'backend', written(SERVICE), BACKEND),
    row(`${filters}.extensionRef.name`, 'configuration', written()),
  ]),
];

/** What the kinds of the Gateway API name. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GATEWAY_API_ROWS: readonly RowsOfKind[] = [
  ...[HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE, UDP_ROUTE].map((each): RowsOfKind => [each, ROUTE_ROWS]),
  [
    GATEWAY_API_GATEWAY,
    [
      row('spec.gatewayClassName', 'class', GATEWAY_CLASS),
      row('spec.listeners[].tls.certificateRefs[].name', 'certificate', written(SECRET), { namespace: 'namespace' }),
      row('spec.infrastructure.parametersRef.name', 'configuration', written()),
      row('metadata.annotations[cert-manager.io/issuer]', 'issuer', ISSUER),
      row('metadata.annotations[cert-manager.io/cluster-issuer]', 'issuer', CLUSTER_ISSUER),
    ],
  ],
  [GATEWAY_CLASS, [row('spec.parametersRef.name', 'configuration', written(), { namespace: 'namespace' })]],
  [
    kind('gateway.networking.k8s.io', 'BackendTLSPolicy'),
    [
      row('spec.targetRefs[].name', 'backend', written(SERVICE)),
      row('spec.validation.caCertificateRefs[].name', 'certificate', written()),
    ],
  ],
];
