import * as fs from 'node:fs';
import * as path from 'node:path';
import { dump } from 'js-yaml';
import { DIFFERENCES, type Difference } from './comparison';
import type { Case, FaultGroup } from './fault-groups';

/** Writes a page for each kind of difference: what is said, how often, of which kinds, and the least object. */
export function writeFindings(folder: string, groups: readonly (FaultGroup & { readonly least: Case })[]): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const difference of Object.keys(DIFFERENCES) as Difference[]) {
    const those = groups.filter((group) => group.difference === difference);
    const total = those.reduce((sum, { count }) => sum + count, 0);
    const parts = [
      `# ${difference}: ${DIFFERENCES[difference]}`,
      `${total} objects, ${those.length} kinds of fault, the most frequent first. Each object is the least that shows it.`,
      ...those.map(section),
    ];
    fs.writeFileSync(path.join(folder, `${difference}.md`), `${parts.join('\n\n')}\n`);
  }
  fs.writeFileSync(path.join(folder, 'README.md'), byKind(groups));
}

/** What differs for each kind: a table to work from. */
function byKind(groups: readonly FaultGroup[]): string {
  const rows = new Map<string, { readonly count: number; readonly row: string }[]>();
  for (const { difference, words, places } of groups) {
    for (const [place, count] of places) {
      const [kind = '', field = ''] = place.split(': ');
      const row = `| ${difference} | \`${field}\` | ${words.replaceAll('|', '\\|')} | ${count} |`;
      rows.set(kind, [...(rows.get(kind) ?? []), { count, row }]);
    }
  }
  const sections = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, those]) => {
      const lines = those.sort((a, b) => b.count - a.count).map(({ row }) => row);
      return [`## ${kind}`, '', '| Difference | Field | What is said | Objects |', '|---|---|---|--:|', ...lines].join(
        '\n',
      );
    });
  const meanings = Object.entries(DIFFERENCES).map(([name, meaning]) => `- [${name}](${name}.md): ${meaning}`);
  return `${['# What differs, by kind', meanings.join('\n'), ...sections].join('\n\n')}\n`;
}

/** How many places are listed. */
const PLACES = 60;

function section({ words, count, places, least }: FaultGroup & { readonly least: Case }, index: number): string {
  const { input, server, own } = least;
  const lines = [...places].sort((a, b) => b[1] - a[1]).map(([place, times]) => `${place} (${times})`);
  const shown = lines.length > PLACES ? [...lines.slice(0, PLACES), `and ${lines.length - PLACES} more`] : lines;
  return [
    `## ${index + 1}. ${words}`,
    `${count} times, here by “${input.fault}”: ${shown.join(', ')}.`,
    `\`\`\`yaml\n${yaml(input.object)}\`\`\``,
    ['Server:', ...saidBy(server.verdict, [...server.causes.map(cause), ...server.warnings], server.message)].join(
      '\n',
    ),
    ['Meshwright:', ...saidBy(own.verdict, [...own.causes, ...own.warnings, ...own.notes].map(ownCause), '')].join(
      '\n',
    ),
  ].join('\n\n');
}

function saidBy(verdict: string, lines: readonly string[], otherwise: string): string[] {
  const all = lines.length > 0 ? lines : otherwise === '' ? [] : [otherwise];
  return [`- **${verdict}**`, ...all.map((line) => `- ${shortened(line)}`)];
}

function cause({ field, message }: { readonly field: string; readonly message: string }): string {
  return `\`${field}\`: ${message}`;
}

function ownCause({
  field,
  rule,
  message,
}: {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}): string {
  return `${rule} \`${field}\`: ${message}`;
}

function yaml(object: unknown): string {
  const text = dump(object, { lineWidth: 160, flowLevel: 6 });
  return text.length > 4_000 ? `${text.slice(0, 4_000)}\n…\n` : text;
}

function shortened(text: string): string {
  const line = text.replace(/\n/g, '⏎');
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}
