import type { Scenario } from '../../../core/scenario';
import {
  ConnectionRoute,
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  Server,
  StringMatch,
  VirtualService,
} from '../../../istio';
import type { WeatherScenarioContext } from './context';

/** The port of the ingress gateway for TCP. */
const TCP_PORT = 31400;

/** Releases by hand: the book's chapter on canary releases. */
export function releaseScenarios({ weather, scenario }: WeatherScenarioContext): void {
  const { frontend, forecast, tcpEcho } = weather;
  const [forecastV1, forecastV2] = [forecast.version('v1'), forecast.version('v2')];
  const [frontendV1, frontendV2] = [frontend.version('v1'), frontend.version('v2')];

  weather.routeForecast(scenario('forecast-weight-based-50', 'Each version of forecast gets half of the requests.'), {
    otherwise: HttpAction.split([forecastV1.weighted(50), forecastV2.weighted(50)]),
  });
  weather.routeForecast(
    scenario('forecast-weight-based-v2', 'All requests to forecast go to v2: the release is done.'),
    {
      otherwise: HttpAction.split([forecastV1.weighted(0), forecastV2.weighted(100)]),
    },
  );
  weather.routeForecast(scenario('forecast-header-based', 'Users of Chrome get forecast v2, all others v1.'), {
    rules: [
      {
        match: [HttpMatch.header('User-Agent', StringMatch.regex('.*(Chrome/([\\d.]+)).*'))],
        action: HttpAction.to(forecastV2),
      },
    ],
    otherwise: HttpAction.to(forecastV1),
  });
  weather.routeFrontend(
    scenario('frontend-combined-condition', 'Half of the requests of Android users get frontend v2, all others v1.'),
    {
      rules: [
        {
          match: [HttpMatch.header('User-Agent', StringMatch.regex('.*((Android)).*'))],
          action: HttpAction.split([frontendV1.weighted(50), frontendV2.weighted(50)]),
        },
      ],
      otherwise: HttpAction.to(frontendV1),
    },
  );

  const together = scenario(
    'multiservice-release',
    'The user tester gets frontend v2, and frontend v2 gets forecast v2: two versions are tried together.',
  );
  weather.routeFrontend(together, {
    rules: [
      {
        match: [HttpMatch.cookie('user', 'tester')],
        action: HttpAction.to(frontendV2),
      },
    ],
    otherwise: HttpAction.to(frontendV1),
  });
  weather.routeForecast(together, {
    rules: [{ match: [HttpMatch.sourceLabels({ version: 'v2' })], action: HttpAction.to(forecastV2) }],
    otherwise: HttpAction.to(forecastV1),
  });

  const [echoV1, echoV2] = [tcpEcho.version('v1'), tcpEcho.version('v2')];
  const port = { port: 9000 };
  routeTcp(
    scenario('tcp-echo-gateway', `Port ${TCP_PORT} of the gateway leads to tcp-echo v1.`),
    ConnectionRoute.to(echoV1, port),
  );
  routeTcp(
    scenario(
      'tcp-echo-weight-based-20',
      `Of the connections to port ${TCP_PORT} of the gateway, 20 % get tcp-echo v2.`,
    ),
    ConnectionRoute.split([echoV1.weighted(80, port), echoV2.weighted(20, port)]),
  );
}

function routeTcp(scenario: Scenario, otherwise: ConnectionRoute): void {
  const gateway = new Gateway(scenario, 'tcp-echo-gateway', {
    servers: [Server.tcp({ hosts: ['*'], port: TCP_PORT, portName: 'tcp' })],
  });
  new VirtualService(scenario, 'tcp-echo', { hosts: [Host.ANY], gateways: [gateway], tcp: { otherwise } });
}
