import { BookinfoChart } from './lib/charts/bookinfo';
import { CustomResourcesChart } from './lib/charts/custom-resources';
import { InstallationChart, ingressGateway } from './lib/charts/installation';
import { KialiAddon } from './lib/charts/kiali';
import { NamespacesChart } from './lib/charts/namespaces';
import { ObservabilityChart } from './lib/charts/observability';
import { bookinfoScenarios } from './lib/charts/scenarios/bookinfo';
import { destinationRuleScenarios } from './lib/charts/scenarios/destination-rules';
import { gatewayScenarios } from './lib/charts/scenarios/gateways';
import { persistenceScenarios } from './lib/charts/scenarios/persistence';
import { tracingScenarios } from './lib/charts/scenarios/tracing';
import { webScenarios } from './lib/charts/scenarios/web';
import { type LabSettings, PROFILES } from './lib/charts/settings';
import { SleepChart } from './lib/charts/sleep';
import { TracingChart } from './lib/charts/tracing';
import { WebChart } from './lib/charts/web';
import { App } from './lib/core/app';

/** The lab: what is deployed, in the order of the notebook. */
export function lab(app: App, settings: LabSettings = PROFILES.lab): void {
  const ingress = ingressGateway(settings);
  const installation = new InstallationChart(app, 'installation', { settings, ingress });
  const namespaces = new NamespacesChart(app, 'namespaces', settings);
  const definitions = new CustomResourcesChart(app, 'custom-resources');
  definitions.addDependency(namespaces);

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
  bookinfoScenarios(app, { bookinfo, settings });
  new SleepChart(app, 'sleep', { namespace: namespaces.applications });
  destinationRuleScenarios(app, { bookinfo, settings });
  gatewayScenarios(app, { namespace: namespaces.applications, settings });

  // Chapter 7: weighted and conditional routing.
  const web = new WebChart(app, 'web', { namespace: namespaces.applications });
  webScenarios(app, web);
}

if (require.main === module) App.run(lab);
