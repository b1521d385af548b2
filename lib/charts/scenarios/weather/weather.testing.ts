import { loadAll } from 'js-yaml';
import { App } from '../../../core/app';
import { FlaggerChart, LoadTesterChart } from '../../flagger';
import { NamespacesChart } from '../../namespaces';
import { PROFILES } from '../../settings';
import { WeatherChart, WeatherGatewayChart } from '../../weather';
import { WeatherCanaryChart } from '../../weather-canary';
import { canaryScenarios } from '../canary';
import { weatherScenarios } from '.';

/** An object of a cluster, as far as tests read it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever a kind has
  readonly spec: any;
}

/** What the charts of the weather app, of Flagger and their scenarios write: objects by file. */
export function renderWeather(): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App({ outdir: 'dist' });
  const settings = PROFILES.lab;
  const { system, weather: namespace, loadTest, applications } = new NamespacesChart(app, 'namespaces', settings);
  new FlaggerChart(app, 'flagger', { settings, namespace: system });
  const { loadTester } = new LoadTesterChart(app, 'load-tester', { settings, namespace: loadTest });
  const gateway = new WeatherGatewayChart(app, 'weather-gateway', { namespace: system });
  const weather = new WeatherChart(app, 'weather', { namespace, gateway: gateway.gateway });
  const canary = new WeatherCanaryChart(app, 'weather-canary', { settings, weather, loadTester });
  weatherScenarios(app, { settings, weather, gateway, applications });
  canaryScenarios(app, { weather, canary });
  return new Map([...app.render()].map(([file, text]) => [file, loadAll(text) as Manifest[]]));
}
