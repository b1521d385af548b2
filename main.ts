import { argoCd } from './lib/charts/argocd';
import { BookinfoChart } from './lib/charts/bookinfo';
import { ChaosBladeChart } from './lib/charts/chaosblade';
import { CustomResourcesChart } from './lib/charts/custom-resources';
import { FlaggerChart, LoadTesterChart } from './lib/charts/flagger';
import { InstallationChart, ingressGateway } from './lib/charts/installation';
import { KialiAddon } from './lib/charts/kiali';
import { NamespacesChart } from './lib/charts/namespaces';
import { ObservabilityChart } from './lib/charts/observability';
import { bookinfoScenarios } from './lib/charts/scenarios/bookinfo';
import { canaryScenarios } from './lib/charts/scenarios/canary';
import { chaosScenarios } from './lib/charts/scenarios/chaos';
import { destinationRuleScenarios } from './lib/charts/scenarios/destination-rules';
import { gatewayScenarios } from './lib/charts/scenarios/gateways';
import { persistenceScenarios } from './lib/charts/scenarios/persistence';
import { tracingScenarios } from './lib/charts/scenarios/tracing';
import { weatherScenarios } from './lib/charts/scenarios/weather';
import { webScenarios } from './lib/charts/scenarios/web';
import { type LabSettings, profile } from './lib/charts/settings';
import { SleepChart } from './lib/charts/sleep';
import { TracingChart } from './lib/charts/tracing';
import { WeatherChart, WeatherGatewayChart } from './lib/charts/weather';
import { WeatherCanaryChart } from './lib/charts/weather-canary';
import { WebChart } from './lib/charts/web';
import { App } from './lib/core/app';

/** The lab: everything that the notebook deploys, and every experiment that it makes. */
export function lab(app: App, settings: LabSettings): void {
  // What everything else needs. Chapter 1: Istio, by istioctl or by Argo CD. Chapter 4: sidecars by namespace.
  const ingress = ingressGateway(settings);
  const installation = new InstallationChart(app, 'installation', { settings, ingress });
  const namespaces = new NamespacesChart(app, 'namespaces', settings);
  const customResources = new CustomResourcesChart(app, 'custom-resources', { namespaces });

  // Chapters 3, 6, 9.1, 9.3 and 10: traces, metrics, dashboards and alerts, on disks.
  const provider = installation.tracingProvider;
  const tracing = new TracingChart(app, 'tracing', { namespace: namespaces.system, settings, provider });
  const observability = new ObservabilityChart(app, 'observability', {
    namespace: namespaces.system,
    settings,
    traces: tracing.jaeger,
  });
  new KialiAddon(app, 'kiali', {
    namespace: namespaces.system,
    metrics: observability.prometheus,
    traces: tracing.jaeger,
  });
  tracingScenarios(app, { tracing, provider, applications: namespaces.applications });
  persistenceScenarios(app, { tracing, settings });

  // Chapters 2, 4, 8 and 9.3: Bookinfo, a client to ask it, and other rules for both.
  const bookinfo = new BookinfoChart(app, 'bookinfo', { namespace: namespaces.applications, settings });
  const sleep = new SleepChart(app, 'sleep', { namespace: namespaces.applications });
  bookinfoScenarios(app, { bookinfo, settings });
  destinationRuleScenarios(app, { bookinfo, settings });
  gatewayScenarios(app, { namespace: namespaces.applications, settings });

  // Chapters 7.1 and 7.2: weighted and conditional routing.
  const web = new WebChart(app, 'web', { namespace: namespaces.applications });
  webScenarios(app, web);

  // Chapter 7.3: the weather application, and Flagger, which releases one of its services.
  const flagger = new FlaggerChart(app, 'flagger', { settings, namespace: namespaces.system });
  const load = new LoadTesterChart(app, 'load-tester', { settings, namespace: namespaces.loadTest });
  const edge = new WeatherGatewayChart(app, 'weather-gateway', { namespace: namespaces.system });
  const weather = new WeatherChart(app, 'weather', { namespace: namespaces.weather, gateway: edge.gateway });
  const canary = new WeatherCanaryChart(app, 'weather-canary', { settings, weather, loadTester: load.loadTester });
  weatherScenarios(app, { settings, weather, gateway: edge, applications: namespaces.applications });
  canaryScenarios(app, { weather, canary });

  // Chapter 9.2: ChaosBlade, and what it attacks.
  const chaosblade = new ChaosBladeChart(app, 'chaosblade', { settings, namespace: namespaces.chaos });
  chaosScenarios(app, { settings, ingress, web, bookinfo, weather, clients: sleep });

  const addons = [tracing, observability, flagger, load] as const;
  const applications = [bookinfo, sleep, web, edge, weather, canary] as const;
  const chaos = [chaosblade] as const;
  for (const chart of [...addons, ...applications, ...chaos]) chart.addDependency(customResources);
  argoCd(app, {
    settings,
    istio: installation.istio,
    foundation: [namespaces, customResources],
    addons,
    lab: applications,
    chaos,
  });
}

if (require.main === module) App.run((app) => lab(app, profile(process.env.MESHWRIGHT_PROFILE)));
