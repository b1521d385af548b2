import { Chart } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { App } from '../../../core/app';
import { Namespace } from '../../../kubernetes';
import { BookinfoChart } from '../../bookinfo';
import { PROFILES } from '../../settings';
import { SleepChart } from '../../sleep';
import { destinationRuleScenarios } from '../destination-rules';
import { gatewayScenarios } from '../gateways';
import { bookinfoScenarios } from '.';

/** An object of a cluster, as far as tests read it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever a kind has
  readonly spec: any;
}

/** What the charts of Bookinfo, sleep and their scenarios write: objects by file. */
export function renderLab(): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App({ outdir: 'dist' });
  const settings = PROFILES.lab;
  const namespaces = new Chart(app, 'namespaces');
  const namespace = new Namespace(namespaces, settings.namespaces.applications, { injection: true });
  const bookinfo = new BookinfoChart(app, 'bookinfo', { namespace, settings });
  new SleepChart(app, 'sleep', { namespace });
  bookinfoScenarios(app, { bookinfo, settings });
  destinationRuleScenarios(app, { bookinfo, settings });
  gatewayScenarios(app, { namespace, settings });
  return new Map([...app.render()].map(([file, text]) => [file, loadAll(text) as Manifest[]]));
}
