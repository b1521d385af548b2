/** A gateway that rules can be bound to: a {@link Gateway}, or one that somebody else has made. */
export interface GatewayReference {
  /** The gateway's `metadata.name`; `mesh` stands for all sidecars. */
  readonly gatewayName: string;
  /** The gateway's namespace; undefined for `mesh`, and in charts without a namespace. */
  readonly gatewayNamespace: string | undefined;
  /** The hosts of its servers, as the Gateway writes them; undefined where they are not known. */
  readonly gatewayHosts?: readonly string[];
  /** Labels of the proxies that it is for; undefined where they are not known. */
  readonly gatewaySelector?: Readonly<Record<string, string>>;
}

/** All sidecars of the mesh: what a VirtualService is bound to if no gateway is given. */
export const MESH: GatewayReference = { gatewayName: 'mesh', gatewayNamespace: undefined };

/** Whether a reference stands for all sidecars. */
export function isMesh(gateway: GatewayReference): boolean {
  return gateway.gatewayNamespace === undefined && gateway.gatewayName === MESH.gatewayName;
}

/** How a rule in `namespace` writes a gateway. */
export function gatewayName(gateway: GatewayReference, namespace: string | undefined): string {
  if (gateway.gatewayNamespace === undefined || gateway.gatewayNamespace === namespace) return gateway.gatewayName;
  return `${gateway.gatewayNamespace}/${gateway.gatewayName}`;
}

/**
 * Whether a server that is written as `server` takes requests for `host` of a VirtualService in `namespace`.
 * Either may be a wildcard.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export function serverTakesHost(
  server: string,
  host: string,
  namespace: string | undefined,
  gatewayNamespace: string | undefined,
): boolean {
  const slash = server.indexOf('/');
  const [from, pattern] = slash < 0 ? ['*', server] : [server.slice(0, slash), server.slice(slash + 1)];
  const visible =
    from === '*' || (from === '.' ? namespace === gatewayNamespace : namespace === undefined || from === namespace);
  return visible && hostsOverlap(pattern, host);
}

/** Whether two hosts, of which either may be a wildcard, have a name in common. */
export function hostsOverlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

function covers(pattern: string, host: string): boolean {
  if (pattern === '*' || pattern.toLowerCase() === host.toLowerCase()) return true;
  return pattern.startsWith('*.') && host.toLowerCase().endsWith(pattern.slice(1).toLowerCase());
}
