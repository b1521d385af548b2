import { deployment, documents, meshNamespace, service } from '../../examples';

/** An app in ambient mode. @param labels further ones of the namespace: `, a: b` */
export function ambient(labels: string, ...more: readonly string[]): string {
  return documents(
    meshNamespace('shop', `{istio.io/dataplane-mode: ambient${labels}}`),
    service('reviews'),
    deployment('reviews'),
    ...more,
  );
}

export const WITH_WAYPOINT = ', istio.io/use-waypoint: waypoint';

export function waypoint(metadata = ''): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop${metadata}}
spec:
  gatewayClassName: istio-waypoint
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
`;
}
