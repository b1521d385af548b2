import { Duration } from 'cdk8s';
import { type ConnectionPool, DestinationRule, HttpAction } from '../../../istio';
import { Microservice } from '../../../microservice';
import { BOOKINFO_DEFAULTS, bookinfoImage, route, subsetsByVersion } from '../../bookinfo';
import { JASON } from '../bookinfo/jason';
import { deployHttpbin, deployHttpbinWithTwoPorts, SECOND_HTTPBIN_PORT } from '../gateways/httpbin';
import type { DestinationRuleContext } from './context';
import { deployFortio } from './fortio';

/** One request at a time and one that waits, so that two clients at a time are enough to be refused. */
const ONE_AT_A_TIME: ConnectionPool = {
  tcp: { maxConnections: 1 },
  http: { http1MaxPendingRequests: 1, maxRequestsPerConnection: 1 },
};

const MANY_AT_A_TIME: ConnectionPool = { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 100 } };

/** Limits of what is open at a time, for all, for one port and for one subset; and what happens to pods that fail. */
export function limitScenarios(context: DestinationRuleContext): void {
  const { scenario } = context;

  const breaker = scenario(
    'connection-pool',
    'A circuit breaker: httpbin takes one request at a time, more are refused with 503.',
  );
  deployFortio(breaker);
  new DestinationRule(breaker, 'httpbin-pool', {
    name: 'httpbin',
    host: deployHttpbin(breaker),
    trafficPolicy: { connectionPool: ONE_AT_A_TIME },
  });

  const ports = scenario(
    'port-level',
    'Settings of a port replace those of all ports: httpbin takes one request at a time on port 8000, many on 8001.',
  );
  const fortio = deployFortio(ports);
  new DestinationRule(ports, 'httpbin-pool', {
    name: 'httpbin',
    host: deployHttpbinWithTwoPorts(ports),
    // For clients alone: httpbin's own sidecar would take the limits of the first port for both, as both lead to one
    // port of the container.
    workloadSelector: { app: fortio.app },
    trafficPolicy: {
      connectionPool: ONE_AT_A_TIME,
      portLevelSettings: [{ port: SECOND_HTTPBIN_PORT, connectionPool: MANY_AT_A_TIME }],
    },
  });

  limitSubset(context);
  ejectFaultyPod(context);
}

/** The setting of a subset is for requests that a route sends to the subset, so there is a route. */
function limitSubset({ bookinfo: { reviews }, scenario }: DestinationRuleContext): void {
  const subsets = scenario(
    'subset-level',
    'Settings of a subset replace those of the host: reviews v3 takes one request at a time, v2, for jason, many.',
  );
  deployFortio(subsets);
  const rule = new DestinationRule(subsets, 'reviews-pool', {
    name: 'reviews',
    host: reviews,
    trafficPolicy: { connectionPool: MANY_AT_A_TIME },
    subsets: {
      ...subsetsByVersion('v1', 'v2'),
      v3: { labels: { version: 'v3' }, trafficPolicy: { connectionPool: ONE_AT_A_TIME } },
    },
  });
  route(subsets, {
    hosts: [reviews],
    rules: [{ match: [JASON], action: HttpAction.to(rule.subset('v2')) }],
    otherwise: HttpAction.to(rule.subset('v3')),
  });
}

/** A second pod of ratings that answers every other request with 503: after the first it gets no more for a minute. */
function ejectFaultyPod({ bookinfo: { ratings }, settings, scenario }: DestinationRuleContext): void {
  const outliers = scenario(
    'outlier-detection',
    'A pod of ratings that answers with 503 gets no requests for a minute; the other gets them all.',
  );
  new Microservice(outliers, 'ratings', {
    serviceAccountName: 'bookinfo-ratings-faulty',
    defaults: BOOKINFO_DEFAULTS,
    versions: {
      'v-faulty': { image: bookinfoImage(settings, 'ratings-v1'), env: { SERVICE_VERSION: 'v-faulty' } },
    },
  });
  new DestinationRule(outliers, 'ratings-outliers', {
    name: 'ratings',
    host: ratings,
    trafficPolicy: {
      outlierDetection: {
        consecutive5xxErrors: 1,
        interval: Duration.seconds(1),
        baseEjectionTime: Duration.minutes(1),
        maxEjectionPercent: 50,
      },
    },
    subsets: subsetsByVersion('v1', 'v-faulty'),
  });
  route(outliers, {
    hosts: [ratings],
    // A retry would hide the error from whoever counts them.
    otherwise: { action: HttpAction.to(ratings), retries: { attempts: 0 } },
  });
}
