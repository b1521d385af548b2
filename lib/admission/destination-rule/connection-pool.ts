import { checkDuration, checkDurationOrZero } from '../durations';
import { once } from '../once';
import { checkNotNegative } from '../percentages';

const HTTP_COUNTS = [
  ...['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'],
];

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings */
export const checkConnectionPool = once((pool, report) => {
  const http = pool.get('http');
  const tcp = pool.get('tcp');
  if (!http.present && !tcp.present) {
    report.refuse(pool, 'the settings of connections say nothing', 'write tcp or http');
    return;
  }
  for (const name of HTTP_COUNTS) http.check(name, checkNotNegative, report);
  http.check('idleTimeout', checkDuration, report);
  const client = http.get('useClientProtocol');
  if (client.flag && http.get('h2UpgradePolicy').text === 'UPGRADE') {
    const what = 'the protocol of the client cannot be kept and upgraded as well';
    report.refuse(client, what, 'remove useClientProtocol, or h2UpgradePolicy: UPGRADE');
  }
  tcp.check('maxConnections', checkNotNegative, report);
  tcp.check('connectTimeout', checkDuration, report);
  tcp.check('maxConnectionDuration', checkDuration, report);
  tcp.check('idleTimeout', checkDurationOrZero, report);
});
