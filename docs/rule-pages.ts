/**
 * Writes a page for each rule about what lies between objects, and their index, to `docs/rules`: `npm run docs`.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../lib/analysis/rule';
import { ANALYSIS_RULES } from '../lib/analysis/rules';

export const PAGES = join(__dirname, 'rules');

/** The pages by the names of their files. */
export function rulePages(): ReadonlyMap<string, string> {
  const rules = [...ANALYSIS_RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map([
    ['README.md', indexOf(rules)],
    ...rules.map((rule): [string, string] => [`${rule.id}.md`, pageOf(rule)]),
  ]);
}

function pageOf({ id, severity, docs: { says, why, fix, symptoms = [], see, wrong, right } }: Rule): string {
  return [
    `# ${id}`,
    `${capital(says)}. Severity: ${severity}, unless the finding says otherwise.`,
    ...(symptoms.length === 0 ? [] : [`What one sees: ${symptoms.map((each) => `\`${each}\``).join(', ')}.`]),
    why,
    fix,
    ...(see === undefined ? [] : [`[Reference](${see})`]),
    `## Wrong\n\n\`\`\`yaml\n${wrong.trim()}\n\`\`\``,
    `## Right\n\n\`\`\`yaml\n${right.trim()}\n\`\`\``,
    `\`npx meshwright explain ${id}\` prints this page. [All rules](README.md)`,
  ]
    .join('\n\n')
    .concat('\n');
}

function indexOf(rules: readonly Rule[]): string {
  const symptoms = new Map<string, string[]>();
  for (const { id, docs } of rules) {
    for (const each of docs.symptoms ?? []) symptoms.set(each, [...(symptoms.get(each) ?? []), id]);
  }
  const seen = [...symptoms].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [
    '# Rules about what lies between objects',
    'Each page says what is reported, what happens at run time, and what to do, with an example that is wrong and one that is right.',
    '## By what one sees',
    `| What one sees | Rules |\n| --- | --- |\n${seen
      .map(([symptom, ids]) => `| \`${cell(symptom)}\` | ${ids.map(link).join(', ')} |`)
      .join('\n')}`,
    '## All',
    `| Rule | Severity | What is reported |\n| --- | --- | --- |\n${rules
      .map(({ id, severity, docs }) => `| ${link(id)} | ${severity} | ${cell(docs.says)} |`)
      .join('\n')}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function link(id: string): string {
  return `[\`${id}\`](${id}.md)`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (require.main === module) {
  mkdirSync(PAGES, { recursive: true });
  const pages = rulePages();
  for (const name of readdirSync(PAGES)) if (!pages.has(name)) rmSync(join(PAGES, name));
  for (const [name, text] of pages) writeFileSync(join(PAGES, name), text);
}
