import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Form } from '../lib/migrate/declaration';
import { type Migration, migrate } from '../lib/migrate/migrate';

// Writes docs/migrate.md: `npm run docs`. The figures of its table are measured when folders are given:
// node --require tsx/cjs docs/migrate.ts 'Name=folder,other/file.yaml' 'Another name=folder'

const PAGE = join(__dirname, 'migrate.md');
const FIGURES = join(__dirname, 'migrate-figures.json');
const SAMPLE = join(__dirname, '../lib/migrate/samples/bookinfo');

/** What came of migrating the manifests of one source. */
interface Figures {
  readonly source: string;
  readonly objects: number;
  readonly forms: Readonly<Partial<Record<Form, number>>>;
  readonly same: number;
  readonly trafficChanges: number;
  /** Lines that say something: neither empty nor comments. */
  readonly yamlLines: number;
  readonly codeLines: number;
}

async function measure(source: string, paths: readonly string[]): Promise<Figures> {
  const migration = await migrate(paths, process.cwd());
  const forms: Partial<Record<Form, number>> = {};
  for (const { form } of migration.objects) forms[form] = (forms[form] ?? 0) + 1;
  const { objects, same, traffic } = migration.proof;
  const files = new Set(migration.units.map(({ file }) => file));
  return {
    ...{ source, objects, forms, same, trafficChanges: traffic.changes },
    yamlLines: [...files].reduce((sum, file) => sum + linesOf(readFileSync(resolve(file), 'utf8'), '#'), 0),
    codeLines: codeOf(migration).reduce((sum, text) => sum + linesOf(text, '//'), 0),
  };
}

function codeOf({ files }: Migration): readonly string[] {
  return [...files].filter(([name]) => name.endsWith('.ts')).map(([, text]) => text);
}

function linesOf(text: string, comment: string): number {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith(comment)).length;
}

/** The page with its parts put in place again. */
export async function renderPage(): Promise<string> {
  const { files } = await migrate(['.'], SAMPLE);
  const figures = JSON.parse(readFileSync(FIGURES, 'utf8')) as readonly Figures[];
  const parts: Readonly<Record<string, string>> = {
    figures: tableOf(figures),
    ...Object.fromEntries(
      [...files].map(([name, text]) => [
        name,
        `\`\`\`ts\n// ${name}\n${text.replace(/^(\/\/[^\n]*\n)+\n?/, '')}\`\`\``,
      ]),
    ),
  };
  return readFileSync(PAGE, 'utf8').replace(
    /(<!-- begin: (\S+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => `${begin}\n${parts[name] ?? ''}\n${end}`,
  );
}

function tableOf(figures: readonly Figures[]): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const head = [
    'Source',
    'Objects',
    'Constructs',
    'Generated classes',
    'ApiObjects',
    'YAML',
    'The same',
    'Lines: YAML → TypeScript',
  ];
  const rows = figures.map(({ source, objects, forms, same, yamlLines, codeLines }) =>
    row([
      source,
      objects,
      forms.construct ?? 0,
      forms['generated class'] ?? 0,
      forms.ApiObject ?? 0,
      forms.YAML ?? 0,
      same === objects ? 'all' : same,
      `${yamlLines} → ${codeLines}`,
    ]),
  );
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows].join('\n');
}

async function main(sources: readonly string[]): Promise<void> {
  if (sources.length > 0) {
    const figures: Figures[] = [];
    for (const given of sources) {
      const [source = '', paths = ''] = given.split('=');
      figures.push(await measure(source, paths.split(',')));
    }
    writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  }
  writeFileSync(PAGE, await renderPage());
}

if (require.main === module) void main(process.argv.slice(2));
