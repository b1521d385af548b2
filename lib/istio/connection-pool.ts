import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/networking.istio.io';
import { goDuration } from '../core/duration';
import { checkCount } from './checks';
import { positiveDuration } from './fault';
import type { AtLeastOne } from './non-empty';

/**
 * Limits of connections, whatever is sent through them.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-TCPSettings
 */
export type TcpConnectionPool = AtLeastOne<{
  /** Connections to one host at a time, per proxy. @default 2^32-1 */
  readonly maxConnections?: number;
  /** @default 10s */
  readonly connectTimeout?: Duration;
  /** How long a connection may last. @default - for ever */
  readonly maxConnectionDuration?: Duration;
  /** How long a connection may be without traffic; 0 is for ever. @default 1h */
  readonly idleTimeout?: Duration;
  /** Probes that find out whether a connection without traffic is still alive. @default - none */
  readonly tcpKeepalive?: {
    /** Probes without an answer after which the connection is dead. @default - as the operating system is configured: 9 on Linux */
    readonly probes?: number;
    /** Time without traffic before the first probe. @default - as the operating system is configured: 2h on Linux */
    readonly time?: Duration;
    /** Time between probes. @default - as the operating system is configured: 75s on Linux */
    readonly interval?: Duration;
  };
}>;

interface HttpConnectionPoolLimits {
  /** Requests that wait for a connection, per proxy; more are answered with 503. @default 2^32-1 */
  readonly http1MaxPendingRequests?: number;
  /** Requests that are open at a time, per proxy, of HTTP/1.1 too. @default 2^32-1 */
  readonly http2MaxRequests?: number;
  /** Requests after which a connection is closed; 1 turns keep-alive off. @default 0, no limit */
  readonly maxRequestsPerConnection?: number;
  /** Retries that are open at a time, per proxy. @default 2^32-1 */
  readonly maxRetries?: number;
  /** How long a connection may be without requests. @default 1h */
  readonly idleTimeout?: Duration;
  /** Streams of one HTTP/2 connection at a time. @default 2^31-1 */
  readonly maxConcurrentStreams?: number;
}

/**
 * Limits of requests of HTTP.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-HTTPSettings
 */
export type HttpConnectionPool =
  | (AtLeastOne<
      HttpConnectionPoolLimits & {
        /** Whether connections become HTTP/2. @default DEFAULT, as the mesh is configured */
        readonly h2UpgradePolicy?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE';
      }
    > & { readonly useClientProtocol?: never })
  | (HttpConnectionPoolLimits & {
      readonly h2UpgradePolicy?: never;
      /** Uses the version of HTTP that the client uses. */
      readonly useClientProtocol: boolean;
    });

/**
 * How many connections and requests a proxy has open; more are refused at once, which protects what is slow.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export type ConnectionPool = AtLeastOne<{
  readonly tcp?: TcpConnectionPool;
  readonly http?: HttpConnectionPool;
}>;

/** As the API server reads it. */
export function connectionPoolToWire(where: string, { tcp, http }: ConnectionPool): wire.ConnectionPoolSettings {
  return { tcp: tcp && tcpToWire(where, tcp), http: http && httpToWire(where, http) };
}

function tcpToWire(where: string, pool: TcpConnectionPool): wire.TCPSettings {
  const { maxConnections, connectTimeout, maxConnectionDuration, idleTimeout, tcpKeepalive } = pool;
  const positive = (what: string, duration: Duration | undefined) =>
    duration && positiveDuration(where, what, duration);
  return {
    maxConnections: checkCount(where, 'maxConnections', maxConnections),
    connectTimeout: positive('connectTimeout', connectTimeout),
    maxConnectionDuration: positive('maxConnectionDuration', maxConnectionDuration),
    idleTimeout: idleTimeout && goDuration(idleTimeout),
    tcpKeepalive: tcpKeepalive && {
      probes: checkCount(where, 'tcpKeepalive probes', tcpKeepalive.probes, { maximum: 2 ** 32 - 1 }),
      time: positive('tcpKeepalive time', tcpKeepalive.time),
      interval: positive('tcpKeepalive interval', tcpKeepalive.interval),
    },
  };
}

function httpToWire(where: string, { idleTimeout, ...settings }: HttpConnectionPool): wire.HTTPSettings {
  for (const [name, value] of Object.entries(settings)) if (typeof value === 'number') checkCount(where, name, value);
  return { ...settings, idleTimeout: idleTimeout && positiveDuration(where, 'idleTimeout', idleTimeout) };
}
