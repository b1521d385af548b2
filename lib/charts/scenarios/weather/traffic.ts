import { Duration } from 'cdk8s';
import type { Scenario } from '../../../core/scenario';
import {
  ClientTls,
  DestinationRule,
  EgressHosts,
  type Fault,
  FaultAbort,
  FaultDelay,
  HashKey,
  HttpAction,
  HttpMatch,
  LoadBalancer,
  Sidecar,
  StringMatch,
  type TrafficPolicy,
} from '../../../istio';
import type { Microservice } from '../../../microservice';
import type { WeatherScenarioContext } from './context';

/** The book's chapter on traffic management. */
export function trafficScenarios(context: WeatherScenarioContext): void {
  requestScenarios(context);
  faultScenarios(context);
  policyScenarios(context);

  const { scenario, applications, settings } = context;
  const sidecar = scenario(
    'sidecar-demo',
    'The pods of sleep know only Services of their own namespace and of Istio: the weather app is none of their business.',
    applications.name,
  );
  new Sidecar(sidecar, 'sidecars-test', {
    selector: { app: 'sleep' },
    egress: [
      {
        hosts: [
          EgressHosts.namespace(settings.namespaces.applications),
          EgressHosts.namespace(settings.namespaces.system),
        ],
      },
    ],
  });
}

function requestScenarios({ weather, scenario }: WeatherScenarioContext): void {
  const [forecastV1, forecastV2] = [weather.forecast.version('v1'), weather.forecast.version('v2')];
  weather.routeForecast(scenario('forecast-mirroring', 'forecast v1 answers, and v2 gets a copy of each request.'), {
    otherwise: { action: HttpAction.to(forecastV1), mirrors: [{ destination: forecastV2 }] },
  });
  weather.routeForecast(
    scenario('forecast-retry', 'Requests to forecast are tried again up to three times when the answer is 5xx.'),
    {
      otherwise: {
        action: HttpAction.to(forecastV2),
        retries: { attempts: 3, perTryTimeout: Duration.seconds(1), retryOn: ['5xx'] },
      },
    },
  );
  weather.routeForecast(scenario('forecast-timeout', 'Requests to forecast end after one second.'), {
    otherwise: { action: HttpAction.to(forecastV2), timeout: Duration.seconds(1) },
  });
  weather.routeAdvertisement(
    scenario('advertisement-redirect', 'Requests for /ad are sent to /maintenanced instead.'),
    {
      rules: [
        {
          match: [HttpMatch.uri(StringMatch.prefix('/ad'))],
          action: HttpAction.redirect({ uri: '/maintenanced', authority: weather.advertisement.host.fullName }),
        },
      ],
    },
  );
  weather.routeAdvertisement(scenario('advertisement-rewrite', '/demo/ad is answered like /ad.'), {
    rules: [
      {
        match: [HttpMatch.uri(StringMatch.prefix('/demo/'))],
        action: HttpAction.to(weather.advertisement.version('v1')),
        rewrite: { uri: '/' },
      },
    ],
  });
}

function faultScenarios({ weather, scenario }: WeatherScenarioContext): void {
  const advertisement = (name: string, title: string, fault: Fault) =>
    weather.routeAdvertisement(scenario(name, title), {
      otherwise: { action: HttpAction.to(weather.advertisement.version('v1')), fault },
    });
  const recommendation = (name: string, title: string, fault: Fault) =>
    weather.routeRecommendation(scenario(name, title), {
      otherwise: { action: HttpAction.to(weather.recommendation.version('v1')), fault },
    });
  const abort = FaultAbort.http(500);
  advertisement('advertisement-fault-abort', 'Every request to advertisement is answered with 500.', { abort });
  recommendation('recommendation-fault-abort', 'Every request to recommendation is answered with 500.', { abort });
  advertisement('advertisement-fault-delay', 'Every request to advertisement is held back for 3 seconds.', {
    delay: FaultDelay.fixed(Duration.seconds(3)),
  });
  recommendation('recommendation-fault-delay', 'Every request to recommendation is held back for 4 seconds.', {
    delay: FaultDelay.fixed(Duration.seconds(4)),
  });
}

function policyScenarios({ weather, scenario }: WeatherScenarioContext): void {
  const { advertisement, forecast, frontend, recommendation } = weather;
  const balance = (name: string, title: string, loadBalancer: LoadBalancer) =>
    policy(scenario(name, title), advertisement, { loadBalancer });
  balance('advertisement-round-robin', 'The pods of advertisement take turns.', LoadBalancer.roundRobin());
  balance('advertisement-random', 'A pod of advertisement is chosen at random.', LoadBalancer.random());
  balance(
    'advertisement-consistent-hash',
    'The cookie "user" decides which pod of advertisement answers.',
    LoadBalancer.consistentHash(HashKey.cookie({ name: 'user', ttl: Duration.seconds(60) })),
  );
  policy(
    scenario(
      'forecast-circuit-breaking',
      'Callers of forecast have at most three connections open, and leave out pods that fail twice in a row.',
    ),
    forecast,
    {
      connectionPool: {
        tcp: { maxConnections: 3 },
        http: { http1MaxPendingRequests: 5, maxRequestsPerConnection: 1 },
      },
      outlierDetection: {
        // The book's `consecutiveErrors` counted 502, 503 and 504, and no other 5xx.
        consecutiveGatewayErrors: 2,
        consecutive5xxErrors: 0,
        interval: Duration.seconds(10),
        baseEjectionTime: Duration.minutes(2),
        maxEjectionPercent: 40,
      },
    },
  );

  const tls = { tls: ClientTls.istioMutual() };
  const one = scenario('advertisement-client-tls', 'Callers of advertisement use mutual TLS, whatever they find out.');
  policy(one, advertisement, tls);
  const all = scenario('all-client-tls', 'Callers of the weather app use mutual TLS, whatever they find out.');
  for (const service of [frontend, advertisement, forecast, recommendation]) policy(all, service, tls);
}

/** The same subsets, with a policy. */
function policy<Name extends string, Version extends string>(
  scenario: Scenario,
  service: Microservice<Name, Version>,
  trafficPolicy: TrafficPolicy,
): void {
  new DestinationRule(scenario, `${service.app}-dr`, {
    host: service,
    trafficPolicy,
    subsets: Object.fromEntries(service.versions.map(({ version }) => [version, { labels: { version } }])),
  });
}
