/**
 * What a proxy makes of a port: `http` parses requests, `tcp` only forwards bytes, `auto` looks at the first bytes, and
 * `udp` is left alone.
 */
export type ProtocolClass = 'http' | 'tcp' | 'auto' | 'udp';

/** A protocol of Istio, as its documentation spells it in lower case; `auto` where none is declared. */
export type Protocol =
  | 'http'
  | 'http2'
  | 'http_proxy'
  | 'grpc'
  | 'grpc-web'
  | 'tcp'
  | 'https'
  | 'tls'
  | 'mongo'
  | 'redis'
  | 'mysql'
  | 'udp'
  | 'auto';

const CLASSES: Readonly<Record<Protocol, ProtocolClass>> = {
  http: 'http',
  http2: 'http',
  http_proxy: 'http',
  grpc: 'http',
  'grpc-web': 'http',
  tcp: 'tcp',
  https: 'tcp',
  tls: 'tcp',
  mongo: 'tcp',
  redis: 'tcp',
  mysql: 'tcp',
  udp: 'udp',
  auto: 'auto',
};

/** Ports whose protocol sends nothing first from the client, so that looking at bytes would wait for ever. */
const WELL_KNOWN_TCP: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

/** Of appProtocol only. @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol */
const KUBERNETES_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'https',
};

export function classOf(protocol: Protocol): ProtocolClass {
  return CLASSES[protocol];
}

/** Whether connections are TLS that the client began, which a proxy only routes by server name. */
export function isOpaqueTls(protocol: Protocol): boolean {
  return protocol === 'https' || protocol === 'tls';
}

/** The protocol that Istio knows by a name; `auto` for any other. */
export function protocolNamed(name: string | undefined): Protocol {
  const lower = (name ?? '').toLowerCase();
  return lower !== 'auto' && Object.hasOwn(CLASSES, lower) ? (lower as Protocol) : 'auto';
}

/**
 * The protocol of a port of a Service: by `appProtocol`, else by the name up to its first hyphen.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function protocolOfServicePort(port: {
  readonly port: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}): Protocol {
  if (port.protocol === 'UDP') return 'udp';
  const { appProtocol } = port;
  const declared = appProtocol === undefined ? undefined : KUBERNETES_PROTOCOLS[appProtocol];
  if (declared !== undefined) return declared;
  const name = (appProtocol ?? port.name ?? '').toLowerCase();
  if (name.startsWith('grpc-web')) return 'grpc-web';
  const found = protocolNamed(name.split('-', 1)[0]);
  return found === 'auto' && WELL_KNOWN_TCP.has(port.port) ? 'tcp' : found;
}
