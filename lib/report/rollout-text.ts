import { oneLine } from '../kube/readable';
import type { Timeline, TimelineTick } from '../rollout/timeline';
import { judgedByLine } from './judged-by-text';
import { type Paint, painted, type TextOptions } from './paint';
import { printTrafficText } from './release-traffic-text';
import { stepChart } from './rollout-chart';
import type { RehearsedRelease, RolloutReport } from './rollout-report';
import { count, endWords, exposureWords, timeWords } from './rollout-words';

/** Rehearsals for people: a table by tick and a chart for each case, and what is to be said of it. */
export function printRolloutText(report: RolloutReport, options: TextOptions = {}): Iterable<string> {
  return painted(options, (paint) => lines(report, paint));
}

function* lines(report: RolloutReport, paint: Paint): Generator<string> {
  if (report.all) yield* printSummary(report.releases, paint);
  else for (const release of report.releases) yield* printRelease(release, paint);
  if (report.judgedBy !== undefined) yield `\n${judgedByLine(report.judgedBy, paint)}`;
}

function* printSummary(releases: readonly RehearsedRelease[], paint: Paint): Generator<string> {
  const names = releases.map(({ timeline }) => nameOf(timeline));
  const width = Math.max(...names.map((name) => name.length));
  for (const [index, { timeline, failing, file }] of releases.entries()) {
    const name = paint('bold', (names[index] ?? '').padEnd(width));
    const good = paint(timeline.ends === 'Succeeded' ? 'good' : 'bad', endWords(timeline));
    yield `${name}  ${timeline.strategy.padEnd(10)}  ${good}${oneLine(badWords(failing))}  ${paint('dim', oneLine(file))}\n`;
  }
}

/** What a summary says of the bad case. */
function badWords(failing: Timeline | undefined): string {
  if (failing === undefined || failing.ends === 'stuck' || failing.ends === 'unknown') return '';
  if (failing.ends === 'Succeeded') return '; also when it is bad: nothing is checked';
  return `; when it is bad ${endWords(failing)}, ${exposureWords(failing.exposure)}`;
}

function* printRelease(release: RehearsedRelease, paint: Paint): Generator<string> {
  const { timeline, failing, file, others, target } = release;
  const { strategy, interval, assumptions, remarks, metrics } = timeline;
  yield `${paint('bold', `Canary ${nameOf(timeline)}`)}: ${target}, ${strategy}, a tick every ${timeWords(interval)}  ${paint('dim', oneLine(file))}\n`;
  if (others.length > 0)
    yield `${paint('dim', `also in ${others.map(oneLine).join(', ')}: name the file, too, to rehearse that one`)}\n`;
  yield '\n';
  yield* printCase(failing === undefined ? 'As assumed' : 'When all goes well', timeline, paint);
  if (failing !== undefined && timeline.ends === 'Succeeded') {
    if (failing.ends === 'Succeeded')
      yield `${paint('warning', 'When it is bad it is promoted as well: no check can fail')}\n\n`;
    else yield* printCase('When the checks fail from the first on', failing, paint);
  }
  yield* printTrafficText(release.traffic ?? [], paint);
  const windows = metrics.flatMap((each) => each.windows);
  if (windows.length > 0) {
    yield `${paint('bold', 'What checks see')}\n`;
    for (const { metric, weight, seconds, requests } of windows) {
      yield `  ${oneLine(metric)} at ${weight} %: about ${count(requests)} requests in ${timeWords(seconds)}\n`;
    }
    yield '\n';
  }
  if (remarks.length > 0) {
    yield `${paint('bold', 'Mind')}\n`;
    for (const { text } of remarks) yield `  ${paint('warning', '!')} ${oneLine(text)}\n`;
    yield '\n';
  }
  yield `${paint('dim', 'Assumed')}\n`;
  for (const each of assumptions) yield `${paint('dim', `  ${oneLine(each)}`)}\n`;
}

function* printCase(title: string, timeline: Timeline, paint: Paint): Generator<string> {
  const { ends, deadEnds, ticks, exposure } = timeline;
  yield `${paint('bold', title)}: ${paint(ends === 'Succeeded' ? 'good' : 'bad', ends === 'stuck' ? 'never ends' : endWords(timeline))}\n`;
  for (const { reason, proof } of deadEnds)
    yield `  ${paint('bad', oneLine(reason))}\n  ${paint('dim', oneLine(proof))}\n`;
  if (ticks.length > 0) yield `  the new version meets ${exposureWords(exposure)}\n\n`;
  yield* printTable(ticks, paint);
  if (ends === 'stuck' && ticks.length > 0) yield `  ${paint('dim', '… and so on for ever')}\n`;
  if (ticks.length > 0) {
    yield '\n';
    for (const line of stepChart(ticks)) yield `  ${line}\n`;
  }
  yield '\n';
}

const COLUMNS = ['tick', 'time', 'phase', 'primary', 'canary', 'failed'] as const;

function* printTable(ticks: readonly TimelineTick[], paint: Paint): Generator<string> {
  if (ticks.length === 0) return;
  const rows = ticks.map(cellsOf);
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, index) => (index === 2 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0)))
      .join('  ');
  yield `  ${paint('dim', `${line(COLUMNS)}  what happens`)}\n`;
  const indent = ' '.repeat(line(COLUMNS).length);
  let previous = '';
  let same = 0;
  const skipped = () => (same > 1 ? `  ${indent}  ${paint('dim', `… ${same - 1} more like it`)}\n` : '');
  for (const [index, tick] of ticks.entries()) {
    const what = happenings(tick);
    const key = JSON.stringify([rows[index]?.slice(2), what]);
    same = key === previous ? same + 1 : 0;
    previous = key;
    const last = index === ticks.length - 1;
    const next = ticks[index + 1];
    const nextKey = next === undefined ? '' : JSON.stringify([rows[index + 1]?.slice(2), happenings(next)]);
    // Ticks that are all alike are told once, and counted.
    if (same > 0 && nextKey === key && !last) continue;
    if (same > 1) yield skipped();
    const [first = '', ...more] = what;
    yield `  ${line(rows[index] ?? [])}  ${first}`.trimEnd();
    yield '\n';
    for (const each of more) yield `  ${indent}  ${each}\n`;
  }
}

function cellsOf({
  tick,
  time,
  phase,
  primaryWeight,
  canaryWeight,
  mirror,
  failedChecks,
}: TimelineTick): readonly string[] {
  return [
    String(tick),
    timeWords(time),
    phase,
    String(primaryWeight),
    mirror ? `${canaryWeight} + copies` : String(canaryWeight),
    failedChecks === 0 ? '' : String(failedChecks),
  ];
}

/** What is checked, then what Flagger says. */
function happenings({ webhooks, metrics, events }: TimelineTick): readonly string[] {
  const asked = [
    ...webhooks.map(
      ({ name, type, success }) => `${name === type ? name : `${name} (${type})`} ${answer(type, success)}`,
    ),
    ...metrics.map(({ name, outcome }) => `${name} ${outcome}`),
  ];
  return [
    ...(asked.length > 0 ? [oneLine(`asks ${asked.join(', ')}`)] : []),
    ...events.map(({ message }) => oneLine(message)),
  ];
}

function answer(type: string, success: boolean): string {
  if (type === 'rollback') return success ? 'asks for it' : 'does not';
  return success ? 'agrees' : 'refuses';
}

function nameOf({ namespace, name }: Timeline): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
