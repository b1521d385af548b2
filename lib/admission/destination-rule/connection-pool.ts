import { checkDuration, checkDurationOrZero } from '../durations';
import type { Field } from '../field';
import { checkNotNegative } from '../percentages';
import type { Report } from '../report';

const HTTP_COUNTS = [
  ...['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'],
];

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings */
export function checkConnectionPool(pool: Field, report: Report): void {
  if (!pool.present) return;
  const http = pool.get('http');
  const tcp = pool.get('tcp');
  if (!http.present && !tcp.present) {
    report.refuse(pool, 'the settings of connections say nothing', 'write tcp or http');
    return;
  }
  for (const name of HTTP_COUNTS) checkNotNegative(http.get(name), report);
  checkDuration(http.get('idleTimeout'), report);
  const client = http.get('useClientProtocol');
  if (client.flag && http.get('h2UpgradePolicy').text === 'UPGRADE') {
    const what = 'the protocol of the client cannot be kept and upgraded as well';
    report.refuse(client, what, 'remove useClientProtocol, or h2UpgradePolicy: UPGRADE');
  }
  checkNotNegative(tcp.get('maxConnections'), report);
  checkDuration(tcp.get('connectTimeout'), report);
  checkDuration(tcp.get('maxConnectionDuration'), report);
  checkDurationOrZero(tcp.get('idleTimeout'), report);
}
