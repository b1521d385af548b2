import { join } from 'node:path';
import type { Finding } from '../model/finding';

const CHART = 'Chart.yaml';

/** What Helm reads and nobody else; definitions in `crds/` are manifests as they are. */
const OF_HELM = /^(?:templates|ci|(?:Chart|requirements|values).*\.(?:ya?ml|json))$/;

/** Whether a folder with these entries is a Helm chart. */
export function isChart(entries: readonly string[]): boolean {
  return entries.includes(CHART);
}

/** Whether an entry of a chart is passed over. @see https://helm.sh/docs/topics/charts/#the-chart-file-structure */
export function isOfHelm(entry: string): boolean {
  return OF_HELM.test(entry);
}

/** Says that the templates of a chart are passed over. @param name of its folder, as the user wrote it */
export function chartNote(name: string): Finding {
  return {
    rule: 'INPUT_HELM_CHART',
    severity: 'note',
    path: '',
    message: 'a Helm chart: its templates are passed over, as only what Helm makes of them is applied',
    fix: `helm template ${name} | meshwright check -`,
    file: join(name, CHART),
    line: 1,
    column: 1,
  };
}
