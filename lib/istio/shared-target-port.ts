import { warn } from '../core/warnings';
import type { ConnectionPool } from './connection-pool';
import type { HostPort } from './host';
import type { RuleContext } from './rule-context';
import type { TrafficPolicy } from './traffic-policy';

/**
 * Warns of limits of one port of a Service that another suffers from. Where both lead to one port of the pods, the sidecar
 * there has one cluster for both, with the limits of the first: requests to the other get 503 from it, whatever the
 * client's sidecar would let through.
 */
export function warnOfSharedLimits(
  ports: readonly HostPort[],
  policy: TrafficPolicy | undefined,
  context: RuleContext,
): void {
  const poolOf = ({ number }: HostPort) => {
    const own = policy?.portLevelSettings?.find(({ port }) => port === number);
    return own === undefined ? policy?.connectionPool : own.connectionPool;
  };
  for (const [index, port] of ports.entries()) {
    const first = ports
      .slice(0, index)
      .find(({ targetPort }) => targetPort !== undefined && targetPort === port.targetPort);
    if (first === undefined || !isStricter(poolOf(first), poolOf(port))) continue;
    warn(
      context.construct,
      `ports ${first.number} and ${port.number} both lead to port ${port.targetPort} of the pods, whose own sidecars take the ` +
        `connection limits of ${first.number} for both: give \`workloadSelector\`, for clients alone, put port ${port.number} ` +
        'first in the Service, or give each a port of its own',
    );
  }
}

function isStricter(pool: ConnectionPool | undefined, other: ConnectionPool | undefined): boolean {
  const [a, b] = [limitsOf(pool), limitsOf(other)];
  return a.some((limit, index) => limit < (b[index] ?? Number.POSITIVE_INFINITY));
}

function limitsOf(pool: ConnectionPool | undefined): number[] {
  const { tcp, http } = pool ?? {};
  return [tcp?.maxConnections, http?.http1MaxPendingRequests, http?.http2MaxRequests, http?.maxConcurrentStreams].map(
    // 0 is no limit of Envoy's either: the default.
    (limit) => limit || Number.POSITIVE_INFINITY,
  );
}
