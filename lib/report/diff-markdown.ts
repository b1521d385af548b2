import { describeJudgedBy } from '../check/judged-by';
import { plural } from '../kube/plural';
import { oneLine } from '../kube/readable';
import type { DiffReport, ObjectReport, TopicReport, TrafficReport } from './diff-report';
import { lookedWords } from './diff-text';
import { EFFECT_WORDS } from './diff-words';

/** How a comment is printed. */
export interface DiffMarkdownOptions {
  /** What is given to `meshwright request` before the options. @default - nothing */
  readonly paths?: string;
  /** How many characters there may be at most. @default 65000, as comments of GitHub have 65,536 */
  readonly limit?: number;
}

/** What a comment begins with, so that it is found again and updated. */
export const MARKER = '<!-- meshwright diff -->';
const LIMIT = 65_000;
/** For what is said of what does not fit. */
const RESERVE = 400;
/** How many values of an object are shown. */
const MAX_VALUES = 12;

/** What a change means, for a comment at a pull request: the most important first, details folded. */
export function* printDiffMarkdown(
  report: DiffReport,
  { paths = '', limit = LIMIT }: DiffMarkdownOptions = {},
): Generator<string> {
  const budget = new Budget(limit - RESERVE);
  const { summary, traffic, unusual, releases, experiments, exposures, findings, objects, unknown, looked, breaking } =
    report;
  const sign = breaking.length > 0 ? '🔴' : traffic.length + exposures.length + releases.length > 0 ? '🟡' : '🟢';
  yield budget.take(`${MARKER}\n### ${sign} Traffic: ${escaped(summary)}\n\n`) ?? '';
  for (const [what, pieces] of [
    ['changes for requests', traffic.map((change) => trafficPiece(change, paths))],
    ['Services that are published otherwise', exposures.map(topicPiece)],
    ['releases', releases.map(topicPiece)],
    ['experiments', experiments.map(topicPiece)],
    [
      'objects of which is not known what they do',
      unknown.map((name) => `- What ${escaped(name)} does to traffic is not known.\n`),
    ],
    ['new findings', section('New findings', findings.come.map(line))],
    ['kinds of requests that were not looked at', section('Not looked at', looked.cuts.map(line))],
    [
      'changes for who does not speak to a port as it is declared',
      folded('For who does not speak to a port as it is declared', unusual.map(unusualPiece)),
    ],
    ['findings that are gone', folded('Findings that are gone', findings.gone.map(line))],
    [
      'objects',
      folded(
        `${plural(objects.length, 'object')} ${objects.length === 1 ? 'differs' : 'differ'}`,
        objects.map(objectPiece),
      ),
    ],
  ] as const) {
    yield* budget.all(what, pieces);
  }
  if (budget.left.length > 0) yield `\nLeft out, as a comment has no room for it: ${budget.left.join(', ')}.\n`;
  const judged = report.judgedBy === undefined ? '' : ` Judged by ${describeJudgedBy(report.judgedBy)}.`;
  yield `\n<sub>${escaped(`${lookedWords(report)}.${judged}`)}</sub>\n`;
}

/** Counts characters. */
class Budget {
  /** What does not fit. */
  readonly left: string[] = [];
  private used = 0;

  constructor(private readonly limit: number) {}

  take(text: string): string | undefined {
    if (this.used + text.length > this.limit) return undefined;
    this.used += text.length;
    return text;
  }

  /** Pieces as long as they fit; a section has its beginning and its end. */
  *all(what: string, pieces: readonly string[] | Section): Generator<string> {
    const { start = '', end = '', items } = isSection(pieces) ? pieces : { items: pieces };
    if (items.length === 0) return;
    if (this.take(`${start}${end}`) === undefined) {
      this.left.push(`${items.length} ${what}`);
      return;
    }
    yield start;
    let shown = 0;
    for (const item of items) {
      const piece = this.take(item);
      if (piece === undefined) break;
      shown += 1;
      yield piece;
    }
    yield end;
    if (shown < items.length) this.left.push(`${items.length - shown} ${what}`);
  }
}

interface Section {
  readonly start?: string;
  readonly end?: string;
  readonly items: readonly string[];
}

function isSection(pieces: readonly string[] | Section): pieces is Section {
  return !Array.isArray(pieces);
}

function section(title: string, items: readonly string[]): Section {
  return { start: `\n**${title}**\n\n`, items };
}

function folded(title: string, items: readonly string[]): Section {
  return { start: `\n<details><summary>${title}</summary>\n\n`, end: '\n</details>\n', items };
}

function line(text: string): string {
  return `- ${escaped(text)}\n`;
}

function trafficPiece(
  { effect, headline, changes, witness, certainty, reservations }: TrafficReport,
  paths: string,
): string {
  const lines = [
    `- **${EFFECT_WORDS[effect]}**: ${escaped(headline)}`,
    ...changes.map(({ text, by }) => `  - ${escaped(text)}${by === '' ? '' : ` – ${escaped(by)}`}`),
    ...(certainty === 'exact' ? [] : reservations.map((text) => `  - ${certainty}: ${escaped(text)}`)),
  ];
  const request = witness.request === undefined ? [] : [`meshwright request ${paths} ${witness.request}`];
  const commands = [...request, ...(witness.curl === undefined ? [] : [witness.curl])];
  const details = [
    ...(commands.length === 0 ? [] : fenced('sh', commands)),
    ...(witness.test === undefined ? [] : fenced('ts', [witness.test])),
  ];
  if (details.length === 0 || effect === 'fails') return `${lines.join('\n')}\n`;
  const all = ['<details><summary>a request to try</summary>', '', ...details, '', '</details>'];
  return `${lines.join('\n')}\n${all.map((each) => (each === '' ? '' : `  ${each}`)).join('\n')}\n`;
}

function fenced(language: string, lines: readonly string[]): readonly string[] {
  const own = lines.map((each) => oneLine(each));
  const longest = Math.max(2, ...own.flatMap((each) => [...each.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...own, fence];
}

function unusualPiece({ headline, changes }: TrafficReport): string {
  return line(`${headline}: ${changes.map(({ text }) => text).join('; ')}`);
}

function topicPiece({ name, changes, place }: TopicReport): string {
  return `- **${escaped(name)}** – ${escaped(place)}\n${changes.map((text) => `  - ${escaped(text)}\n`).join('')}`;
}

const WORDS = { come: 'new', gone: 'gone', changed: 'changed', renamed: 'renamed' } as const;

function objectPiece({ kind, name, formerName, changes, place }: ObjectReport): string {
  const was = formerName === undefined ? '' : ` (was ${formerName})`;
  const more = changes.length > MAX_VALUES ? [`and ${changes.length - MAX_VALUES} more`] : [];
  const values = [...changes.slice(0, MAX_VALUES), ...more].map((text) => `  - ${escaped(text)}\n`);
  return `- ${WORDS[kind]}: ${escaped(name + was)}${place === '' ? '' : ` – ${escaped(place)}`}\n${values.join('')}`;
}

/** Text of manifests is text: it names nobody, and leads nowhere. */
function escaped(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/#(?=\d)/g, '&#35;')
    .replaceAll('@', '&#64;');
}
