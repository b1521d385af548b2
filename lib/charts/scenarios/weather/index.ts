import { Construct } from 'constructs';
import { Scenario } from '../../../core/scenario';
import type { Namespace } from '../../../kubernetes';
import type { LabSettings } from '../../settings';
import type { WeatherChart, WeatherGatewayChart } from '../../weather';
import { gatewayTlsScenarios } from './gateway-tls';
import { releaseScenarios } from './releases';
import { securityScenarios } from './security';
import { trafficScenarios } from './traffic';

export interface WeatherScenariosProps {
  readonly settings: LabSettings;
  readonly weather: WeatherChart;
  readonly gateway: WeatherGatewayChart;
  /** Where the `sleep` sample runs. */
  readonly applications: Namespace<string>;
}

/** What the scenarios of the weather app change, and how they are made. */
export interface WeatherScenarioContext extends WeatherScenariosProps {
  /** A scenario of the weather app's folder. @default - in the app's namespace */
  scenario(name: string, title: string, namespace?: string): Scenario;
}

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
