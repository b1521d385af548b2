import type { Scenario } from '../../../core/scenario';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  type AuthorizationRule,
  PeerAuthentication,
  RequestAuthentication,
  type SelectableApp,
} from '../../../istio';
import type { WeatherScenarioContext } from './context';

/** The book's chapter on security, with the kinds that Istio has today. */
export function securityScenarios(context: WeatherScenarioContext): void {
  authentication(context);
  authorization(context);
}

function authentication({ weather, scenario }: WeatherScenarioContext): void {
  new PeerAuthentication(scenario('strict-mtls', 'Pods of the weather app take mutual TLS only.'), 'default', {
    mtls: 'STRICT',
  });
  new PeerAuthentication(
    scenario('advertisement-strict-mtls', 'advertisement takes mutual TLS only.'),
    'advertisement',
    {
      selector: weather.advertisement,
      mtls: 'STRICT',
    },
  );

  const jwt = scenario('frontend-jwt', "The web page wants a token of Istio's samples; without one the answer is 403.");
  new RequestAuthentication(jwt, 'frontend-jwt', {
    selector: weather.frontend,
    jwtRules: [
      {
        issuer: 'testing@secure.istio.io',
        jwksUri: 'https://raw.githubusercontent.com/istio/istio/release-1.30/security/tools/jwt/samples/jwks.json',
      },
    ],
  });
  // A request without a token would pass: the authentication alone looks only at tokens that are there. With the port,
  // as a connection of TCP has no token either and would be denied on every other.
  new AuthorizationPolicy(jwt, 'frontend-require-jwt', {
    selector: weather.frontend,
    action: AuthorizationAction.deny([
      { from: [{ notRequestPrincipals: ['*'] }], to: [{ ports: [weather.frontendPort.targetPort] }] },
    ]),
  });
}

function authorization({ weather, settings, scenario }: WeatherScenarioContext): void {
  const { frontend, advertisement, forecast, recommendation } = weather;
  const allow = (within: Scenario, name: string, selector: SelectableApp, rule: AuthorizationRule) =>
    new AuthorizationPolicy(within, name, {
      selector,
      action: AuthorizationAction.allow([rule]),
    });
  const denyAll = (within: Scenario) =>
    new AuthorizationPolicy(within, 'default', { action: AuthorizationAction.allowNothing() });

  denyAll(scenario('deny-by-default', 'Nobody may ask the weather app for anything: every answer is 403.'));

  const onlyFrontend = scenario(
    'frontend-authorization',
    'Anybody may read the web page, and nobody anything behind it.',
  );
  denyAll(onlyFrontend);
  allow(onlyFrontend, 'frontend-viewer', frontend, { to: [{ methods: ['GET'] }] });

  const alsoAdvertisement = scenario(
    'advertisement-authorization',
    'Anybody may read the web page and advertisements: they appear, the forecast does not.',
  );
  denyAll(alsoAdvertisement);
  allow(alsoAdvertisement, 'frontend-viewer', frontend, { to: [{ methods: ['GET'] }] });
  allow(alsoAdvertisement, 'advertisement-viewer', advertisement, { to: [{ methods: ['GET'] }] });

  const viewers = scenario(
    'weather-authorization',
    'The weather app may be read, by the gateway and by itself only: all of the page is there again.',
  );
  denyAll(viewers);
  for (const service of [frontend, advertisement, forecast, recommendation]) {
    allow(viewers, `weather-viewer-${service.app}`, service, {
      from: [{ namespaces: [settings.namespaces.system, settings.namespaces.weather] }],
      to: [{ methods: ['GET'] }],
    });
  }

  new AuthorizationPolicy(
    scenario('advertisement-blacklist', 'frontend may not ask advertisement, everybody else may.'),
    'advertisement-blacklist',
    {
      selector: advertisement,
      action: AuthorizationAction.deny([{ from: [{ serviceAccounts: [frontend] }] }]),
    },
  );
  allow(
    scenario('advertisement-whitelist', 'Only frontend may ask advertisement.'),
    'advertisement-whitelist',
    advertisement,
    { from: [{ serviceAccounts: [frontend] }] },
  );
}
