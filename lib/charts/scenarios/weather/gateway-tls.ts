import { Gateway, Host, HttpAction, Server, ServerTls } from '../../../istio';
import type { WeatherScenarioContext } from './context';

/** HTTPS at the gateway. The certificates are in Secrets, which the guide tells how to make. */
export function gatewayTlsScenarios({ weather, gateway, settings, scenario }: WeatherScenarioContext): void {
  const serve = (name: string, title: string, tls: ServerTls) =>
    new Gateway(scenario(name, title, settings.namespaces.system), gateway.gatewayName, {
      servers: [Server.http({ hosts: ['*'] }), Server.https({ hosts: ['*'], tls })],
    });
  serve(
    'gateway-tls-simple',
    'The web page is there by HTTPS too.',
    ServerTls.simple({ credentialName: 'weather-credential' }),
  );
  serve(
    'gateway-tls-mutual',
    'The web page is there by HTTPS too, for clients with a certificate.',
    ServerTls.mutual({ credentialName: 'weather-credential-mutual' }),
  );

  const toFrontend = { otherwise: HttpAction.to(weather.frontend.version('v1')) };
  for (const [id, host] of [
    ['frontend-sds', 'www.weather.cn'],
    ['frontend-tls', 'www.weather.com'],
  ] as const) {
    weather.routeFrontend(scenario(id, `The web page is there for ${host} only.`), toFrontend, [Host.dns(host)]);
  }
}
