/**
 * Writes what each scenario of the lab means for traffic, by `meshwright diff` against the steady state: `npm run docs`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadSchemas } from '../lib/check/installed-schemas';
import { diff } from '../lib/diff/diff';
import { readAppliedWorld, readOverlay } from '../lib/inputs/applied-world';
import { oneLine } from '../lib/kube/readable';
import { Mesh } from '../lib/mesh/mesh';
import { type DiffReport, diffReport } from '../lib/report/diff-report';
import { EFFECT_WORDS } from '../lib/report/diff-words';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'dist/scenarios');
/** Where it is written. */
export const PAGE = join(__dirname, 'scenarios.md');

/** The page. */
export function scenarioTable(): string {
  const judge = loadSchemas({ cwd: ROOT });
  const options = { paths: ['dist'], overlays: [], schemas: undefined, world: undefined };
  const { world, meshConfig } = readAppliedWorld(options, ROOT, judge);
  const steady = Mesh.of(world, meshConfig === undefined ? {} : { meshConfig });
  const rows = scenarios().map((file) => {
    const { judged } = readOverlay([`dist/scenarios/${file}`], ROOT, judge);
    const report = diffReport(diff(steady, steady.with(judged)));
    return `| \`${file.replace('.k8s.yaml', '')}\` | ${cell(titleOf(file))} | ${linesOf(report).map(cell).join('<br>')} |\n`;
  });
  return `${HEAD}\n| Scenario | It says | \`meshwright diff\` says |\n|---|---|---|\n${rows.join('')}`;
}

const HEAD = `# What the scenarios mean for traffic

For each scenario its title, and what \`meshwright diff dist --overlay dist/scenarios/…\` says: what the file means for
requests, releases and experiments, on top of the steady state. Requests that nobody answered before and nobody answers
now are left out, and so is who begins TLS at a port for HTTP. \`npm run docs\` writes this page.
`;

function scenarios(): readonly string[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map(({ parentPath, name }) => relative(FOLDER, join(parentPath, name)))
    .sort();
}

/** The first line of a scenario. */
function titleOf(file: string): string {
  return (readFileSync(join(FOLDER, file), 'utf8').split('\n')[0] ?? '').replace(/^# /, '');
}

function linesOf({ traffic, releases, experiments, exposures, objects }: DiffReport): readonly string[] {
  const lines = [
    ...traffic
      .filter(({ effect }) => effect !== 'fails')
      .map(
        ({ effect, headline, changes }) =>
          `${EFFECT_WORDS[effect]}: ${headline}: ${changes.map(({ text }) => text).join('; ')}`,
      ),
    ...[...exposures, ...releases, ...experiments].map(({ name, changes }) => `${name}: ${changes.join('; ')}`),
  ];
  if (lines.length > 0) return lines;
  const names = objects.map(
    ({ name, changes }) => `${name}${changes.length === 0 ? '' : ` (${changes.slice(0, 3).join('; ')})`}`,
  );
  return [`nothing changes for traffic: ${names.join(', ')}`];
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

if (require.main === module) writeFileSync(PAGE, scenarioTable());
