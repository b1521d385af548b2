import { oneLine } from '../kube/readable';
import { clientName } from '../release-traffic/usual-client';
import type { Timeline } from '../rollout/timeline';
import { judgedByMarkdown } from './judged-by-text';
import {
  audienceColumns,
  audienceRow,
  audienceWords,
  type CaseTraffic,
  requestWords,
  verdictWords,
} from './release-traffic';
import type { RehearsedRelease, RolloutReport } from './rollout-report';
import { endWords, exposureWords, timeWords } from './rollout-words';

/** Rehearsals for a pull request or a page. */
export function* printRolloutMarkdown({ releases, all, judgedBy }: RolloutReport): Generator<string> {
  if (all) yield* printSummary(releases);
  else for (const release of releases) yield* printRelease(release);
  if (judgedBy !== undefined) yield judgedByMarkdown(judgedBy);
}

function* printSummary(releases: readonly RehearsedRelease[]): Generator<string> {
  yield* table(
    ['Canary', 'Strategy', 'When all goes well', 'When the checks fail', 'File'],
    releases.map(({ timeline, failing, file }) => [
      nameOf(timeline),
      timeline.strategy,
      endWords(timeline),
      failing === undefined ? '' : `${endWords(failing)}: ${exposureWords(failing.exposure)}`,
      file,
    ]),
  );
}

function* printRelease({ timeline, failing, target, traffic = [] }: RehearsedRelease): Generator<string> {
  yield `## Canary ${plain(nameOf(timeline))}\n\n`;
  yield `${plain(target)}, ${timeline.strategy}, a tick every ${timeWords(timeline.interval)}.\n\n`;
  yield* printCase(failing === undefined ? 'As assumed' : 'When all goes well', timeline);
  if (failing !== undefined && failing.ticks.length > 0)
    yield* printCase('When the checks fail from the first on', failing);
  for (const each of traffic) yield* printTraffic(each);
  yield* list(
    'Mind',
    timeline.remarks.map(({ text }) => text),
  );
  yield* list('Assumed', timeline.assumptions);
}

function* printCase(title: string, timeline: Timeline): Generator<string> {
  yield `### ${title}: ${plain(endWords(timeline))}\n\n`;
  if (timeline.ticks.length === 0) return;
  yield `The new version meets ${plain(exposureWords(timeline.exposure))}.\n\n`;
  yield* table(
    ['Tick', 'Time', 'Phase', 'Primary', 'Canary', 'Failed checks', 'Events'],
    timeline.ticks.map(({ tick, time, phase, primaryWeight, canaryWeight, mirror, failedChecks, events }) => [
      String(tick),
      timeWords(time),
      phase,
      `${primaryWeight} %`,
      `${canaryWeight} %${mirror ? ' and copies' : ''}`,
      String(failedChecks),
      events.map(({ message }) => message).join('; '),
    ]),
  );
}

function* printTraffic({ title, audiences, verdicts }: CaseTraffic): Generator<string> {
  for (const audience of audiences) {
    yield `### ${plain(`${audience.request} from ${clientName(audience.from)}`)}: ${plain(title)}\n\n`;
    yield* table(
      audienceColumns(audience),
      audience.ticks.map((tick) => audienceRow(audience, tick)),
    );
    yield `${audienceWords(audience)
      .map((each) => `- ${plain(each)}\n`)
      .join('')}\n`;
  }
  for (const verdict of verdicts) {
    yield `**${plain(verdictWords(verdict, title))}**\n\n`;
    const { witness } = verdict;
    if (witness !== undefined) {
      yield `- ${plain(`${requestWords(witness.outcome.call)} from ${clientName(witness.from)}`)}\n\n`;
    }
  }
}

function* list(title: string, items: readonly string[]): Generator<string> {
  if (items.length === 0) return;
  yield `### ${title}\n\n${items.map((item) => `- ${plain(item)}\n`).join('')}\n`;
}

function* table(header: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |\n`;
  yield line(header);
  yield `|${header.map(() => '---').join('|')}|\n`;
  for (const row of rows) yield line(row);
  yield '\n';
}

/** Text that means nothing to Markdown. */
function plain(text: string): string {
  return oneLine(text).replaceAll(/[\\|*_`<>[\]#]/g, '\\$&');
}

function nameOf({ namespace, name }: Timeline): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
