import { isIP } from 'node:net';
import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import { checkCount, isDnsName } from './checks';
import type { ClientTls } from './client-tls';
import { type ConnectionPool, connectionPoolToWire } from './connection-pool';
import type { LoadBalancer } from './load-balancer';
import type { AtLeastOne, NonEmpty } from './non-empty';
import { type OutlierDetection, outlierDetectionToWire } from './outlier-detection';
import { checkPercent, checkPort } from './rule-context';

interface PolicyOfAnyLevel {
  /** How requests are shared out among endpoints. @default - least request */
  readonly loadBalancer?: LoadBalancer;
  /** How many connections and requests are open at a time. @default - no limits */
  readonly connectionPool?: ConnectionPool;
  /** When an endpoint that fails is left out. @default - none ever is */
  readonly outlierDetection?: OutlierDetection;
  /** TLS of the connections. @default - mutual TLS among sidecars, as the mesh is configured */
  readonly tls?: ClientTls;
}

/**
 * What applies to one port. It replaces what is said for all ports, wholly: nothing is inherited.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy
 */
export type PortTrafficPolicy = AtLeastOne<PolicyOfAnyLevel> & {
  /** The port of the Service. */
  readonly port: number;
};

/**
 * How requests to a host, or to a subset, are sent.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export type TrafficPolicy = AtLeastOne<
  PolicyOfAnyLevel & {
    /** What applies to single ports. */
    readonly portLevelSettings?: NonEmpty<PortTrafficPolicy>;
    /**
     * Sends TCP and TLS through a proxy of HTTP.
     *
     * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings
     */
    readonly tunnel?: {
      /** @default CONNECT */
      readonly protocol?: 'CONNECT' | 'POST';
      /** The DNS name or address that the other proxy connects to. */
      readonly targetHost: string;
      /** The port that the other proxy connects to. */
      readonly targetPort: number;
    };
    /** Tells the destination the client's address by the PROXY protocol. @default - it is not told */
    readonly proxyProtocol?: 'V1' | 'V2';
    /**
     * Limits retries to a share of the requests.
     *
     * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-RetryBudget
     */
    readonly retryBudget?: {
      /** Retries at a time, in percent of the requests that are open, 0 to 100. @default 20 */
      readonly percent?: number;
      /** Retries at a time that are always allowed. @default 3 */
      readonly minRetryConcurrency?: number;
    };
  }
>;

/** As the API server reads it. */
export function trafficPolicyToWire(where: string, policy: TrafficPolicy): wire.TrafficPolicy {
  const { portLevelSettings, tunnel, proxyProtocol, retryBudget } = policy;
  if (tunnel && proxyProtocol) {
    throw new MeshwrightError(where, 'a tunnel and the PROXY protocol exclude each other: leave one of them out');
  }
  const ports = portLevelSettings?.map(({ port }) => port) ?? [];
  const twice = ports.find((port, index) => ports.indexOf(port) !== index);
  if (twice !== undefined) throw new MeshwrightError(where, `port ${twice} has two policies: join them into one`);
  return {
    ...anyLevelToWire(where, policy),
    portLevelSettings: portLevelSettings?.map(({ port, ...settings }) => ({
      port: { number: checkPort(where, port) },
      ...anyLevelToWire(where, settings),
    })),
    tunnel: tunnel && {
      ...tunnel,
      targetHost: checkTunnelHost(where, tunnel.targetHost),
      targetPort: checkPort(where, tunnel.targetPort),
    },
    proxyProtocol: proxyProtocol && { version: proxyProtocol },
    retryBudget: retryBudget && {
      percent: retryBudget.percent === undefined ? undefined : checkPercent(where, retryBudget.percent),
      minRetryConcurrency: checkCount(where, 'minRetryConcurrency', retryBudget.minRetryConcurrency, {
        maximum: 2 ** 32 - 1,
      }),
    },
  };
}

function checkTunnelHost(where: string, host: string): string {
  if (isDnsName(host) || isIP(host) !== 0) return host;
  throw new MeshwrightError(where, `tunnel to "${host}", which is neither a DNS name nor an address: give one`);
}

function anyLevelToWire(
  where: string,
  { loadBalancer, connectionPool, outlierDetection, tls }: PolicyOfAnyLevel,
): wire.TrafficPolicy {
  if (loadBalancer?.fails && !outlierDetection) {
    throw new MeshwrightError(where, 'failover between localities does nothing without outlierDetection: give it too');
  }
  return {
    loadBalancer: loadBalancer?._toWire(),
    connectionPool: connectionPool && connectionPoolToWire(where, connectionPool),
    outlierDetection: outlierDetection && outlierDetectionToWire(where, outlierDetection),
    tls: tls?._toWire(),
  };
}
