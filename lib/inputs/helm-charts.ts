import { readFileSync } from 'node:fs';
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

/** What stands in templates of Helm, and hardly in anything else. */
const TEMPLATE =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|(?:if|with|range|include|define|template|tpl|toYaml)\b)/;

/**
 * Templates of Helm in a folder `templates` whose chart is not there.
 *
 * @returns a note for each folder, by the real paths of its templates
 */
export function strayTemplates(
  files: readonly { readonly name: string; readonly path: string; readonly real: string }[],
): ReadonlyMap<string, Finding> {
  const notes = new Map<string, Finding>();
  const folders = new Map<string, Finding>();
  for (const { name, path, real } of files) {
    const [, folder] = /^((?:.*[\\/])?templates)[\\/]/.exec(path) ?? [];
    if (folder === undefined || !isTemplate(path)) continue;
    const note = folders.get(folder) ?? templatesNote(name);
    folders.set(folder, note);
    notes.set(real, note);
  }
  return notes;
}

function templatesNote(name: string): Finding {
  const message =
    'a template of Helm: those of this folder are passed over, as only what Helm makes of them is applied';
  const fix = 'helm template CHART | meshwright check -';
  return { rule: 'INPUT_HELM_CHART', severity: 'note', path: '', message, fix, file: name, line: 1, column: 1 };
}

function isTemplate(path: string): boolean {
  try {
    return TEMPLATE.test(readFileSync(path, 'utf8'));
  } catch {
    // It is said where it is read as all others are.
    return false;
  }
}
