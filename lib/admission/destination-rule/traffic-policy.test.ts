import { describe, expect, test } from '@jest/globals';
import { said } from '../fixtures';

/** A policy for all traffic to a host. */
const policy = (trafficPolicy: object) => ({ host: 'reviews', trafficPolicy });

describe('policies', () => {
  test.each<[string, object, string[]]>([
    [
      'with all that there is',
      policy({
        connectionPool: {
          tcp: { maxConnections: 1, connectTimeout: '1s', idleTimeout: '0s' },
          http: { idleTimeout: '1h' },
        },
        portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }],
        retryBudget: { percent: 10 },
      }),
      [],
    ],
    ['that say nothing', policy({ portLevelSettings: [] }), ['error spec.trafficPolicy: the policy says nothing']],
    [
      'of ports that say nothing',
      policy({
        portLevelSettings: [
          { port: { number: 80 } },
          { tls: { mode: 'DISABLE' } },
          { port: { number: 81 }, outlierDetection: { consecutiveErrors: 1 } },
        ],
      }),
      [
        'error spec.trafficPolicy.portLevelSettings[0]: the policy of the port says nothing',
        'error spec.trafficPolicy.portLevelSettings[1].port: no port given',
        'warning spec.trafficPolicy.portLevelSettings[2].outlierDetection.consecutiveErrors: consecutiveErrors is deprecated',
      ],
    ],
    ['tunnels', policy({ tunnel: { protocol: 'CONNECT', targetHost: 'example.com', targetPort: 443 } }), []],
    [
      'tunnels that are none',
      policy({ tunnel: { protocol: 'connect', targetHost: 'a b' } }),
      [
        'error spec.trafficPolicy.tunnel.protocol: "connect" makes no tunnel',
        'error spec.trafficPolicy.tunnel.targetHost: "a b" is neither a domain name nor an IP address',
        'error spec.trafficPolicy.tunnel.targetPort: no port given: a port is a number from 1 to 65535',
      ],
    ],
    [
      'tunnels with the protocol of proxies',
      policy({ tunnel: { targetHost: '10.0.0.1', targetPort: 443 }, proxyProtocol: { version: 'V1' } }),
      ['error spec.trafficPolicy.tunnel: tunnel and proxyProtocol exclude each other'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});

describe('outliers and connections', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      policy({
        outlierDetection: {
          interval: '1s',
          baseEjectionTime: '1m',
          maxEjectionPercent: 100,
          consecutiveLocalOriginFailures: 5,
          splitExternalLocalOriginErrors: true,
        },
      }),
      [],
    ],
    [
      'as they may not',
      policy({
        outlierDetection: {
          interval: '1us',
          baseEjectionTime: '1.5ms',
          maxEjectionPercent: 101,
          minHealthPercent: -1,
          consecutiveErrors: 5,
          consecutiveLocalOriginFailures: 5,
        },
      }),
      [
        'error spec.trafficPolicy.outlierDetection.baseEjectionTime: "1.5ms" is not a whole number of milliseconds',
        'error spec.trafficPolicy.outlierDetection.interval: "1us" is too short: a duration is at least 1ms',
        'warning spec.trafficPolicy.outlierDetection.consecutiveErrors: consecutiveErrors is deprecated',
        'error spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures: failures of this side are only counted apart with splitExternalLocalOriginErrors',
        'error spec.trafficPolicy.outlierDetection.maxEjectionPercent: 101 given: a percentage is from 0 to 100',
        'error spec.trafficPolicy.outlierDetection.minHealthPercent: -1 given: a percentage is from 0 to 100',
      ],
    ],
    [
      'connections of which nothing is said',
      policy({ connectionPool: {} }),
      ['error spec.trafficPolicy.connectionPool: the settings of connections say nothing'],
    ],
    [
      'numbers less than 0',
      policy({
        connectionPool: {
          tcp: { maxConnections: -1, idleTimeout: '-1s' },
          http: {
            http1MaxPendingRequests: -1,
            http2MaxRequests: -1,
            maxRequestsPerConnection: -1,
            maxRetries: -1,
            maxConcurrentStreams: -1,
          },
        },
      }),
      [
        'error spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.http.http2MaxRequests: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.http.maxRequestsPerConnection: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.http.maxRetries: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.http.maxConcurrentStreams: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.tcp.maxConnections: -1 given: it cannot be less than 0',
        'error spec.trafficPolicy.connectionPool.tcp.idleTimeout: "-1s" is too short: a duration is at least 1ms',
      ],
    ],
    [
      'the protocol of the client, and another',
      policy({ connectionPool: { http: { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true } } }),
      [
        'error spec.trafficPolicy.connectionPool.http.useClientProtocol: the protocol of the client cannot be kept and upgraded as well',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('DestinationRule', spec)).toEqual(expected);
  });
});
