import type { Scenario } from '../../../core/scenario';
import type { Namespace } from '../../../kubernetes';
import type { LabSettings } from '../../settings';
import type { WeatherChart, WeatherGatewayChart } from '../../weather';

/** What the scenarios of the weather app are made from. */
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
