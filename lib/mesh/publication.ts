import type { ServiceSpec } from '../world/native-specs';

/**
 * Where clients outside of the cluster reach a Service, beside any gateway: `a load balancer at 80, 443`; undefined for
 * nowhere.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
 */
export function publication({
  type,
  ports = [],
  externalIPs = [],
}: ServiceSpec & { readonly externalIPs?: readonly string[] }): string | undefined {
  const own = ports.map(({ port }) => port).join(', ');
  const onNodes = ports
    .map(({ port, nodePort }) => (nodePort === undefined ? `one for ${port}` : String(nodePort)))
    .join(', ');
  const ways = [
    ...(type === 'LoadBalancer' ? [`a load balancer at ${own}`] : []),
    ...(type === 'NodePort' ? [`ports of every node: ${onNodes}`] : []),
    ...(externalIPs.length > 0 ? [`${[...externalIPs].sort().join(', ')} at ${own}`] : []),
  ];
  return ways.length === 0 ? undefined : ways.join(' and ');
}
