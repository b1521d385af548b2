import { Construct } from 'constructs';
import { Scenario } from '../../../core/scenario';
import type { WeatherScenarioContext, WeatherScenariosProps } from './context';
import { gatewayTlsScenarios } from './gateway-tls';
import { releaseScenarios } from './releases';
import { securityScenarios } from './security';
import { trafficScenarios } from './traffic';

/** The weather app's chapters: releases, traffic management, security. */
export function weatherScenarios(scope: Construct, props: WeatherScenariosProps): void {
  // Scenarios of other folders may have the same names.
  const folder = new Construct(scope, 'weather-scenarios');
  const context: WeatherScenarioContext = {
    ...props,
    scenario: (name, title, namespace = props.weather.namespace) =>
      new Scenario(folder, name, { folder: 'weather', title, namespace }),
  };
  releaseScenarios(context);
  trafficScenarios(context);
  securityScenarios(context);
  gatewayTlsScenarios(context);
}
