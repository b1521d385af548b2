import { CustomResourcesChart } from './lib/charts/custom-resources';
import { InstallationChart, ingressGateway } from './lib/charts/installation';
import { NamespacesChart } from './lib/charts/namespaces';
import { webScenarios } from './lib/charts/scenarios/web';
import { type LabSettings, PROFILES } from './lib/charts/settings';
import { WebChart } from './lib/charts/web';
import { App } from './lib/core/app';

/** The lab: what is deployed, in the order of the notebook. */
export function lab(app: App, settings: LabSettings = PROFILES.lab): void {
  const ingress = ingressGateway(settings);
  new InstallationChart(app, 'installation', { settings, ingress });
  const namespaces = new NamespacesChart(app, 'namespaces', settings);
  const definitions = new CustomResourcesChart(app, 'custom-resources');
  definitions.addDependency(namespaces);

  // Chapter 7: weighted and conditional routing.
  const web = new WebChart(app, 'web', { namespace: namespaces.applications });
  webScenarios(app, web);
}

if (require.main === module) App.run(lab);
