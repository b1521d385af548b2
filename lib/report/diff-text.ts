import type { Effect } from '../diff/traffic/change';
import { plural } from '../kube/plural';
import { oneLine } from '../kube/readable';
import type { DiffReport, ObjectReport, TopicReport, TrafficReport } from './diff-report';
import { EFFECT_WORDS } from './diff-words';
import { judgedByLine } from './judged-by-text';
import { type Paint, painted, type Style, type TextOptions } from './paint';

/** How a diff is printed. */
export interface DiffTextOptions extends TextOptions {
  /** What is given to `meshwright request` before the options: where the manifests are. @default - nothing */
  readonly paths?: string;
}

const STYLES: Readonly<Record<Effect, Style>> = {
  ...({ breaks: 'bad', opens: 'bad', answers: 'good', moves: 'warning', treats: 'note', fails: 'dim' } as const),
};

/** How many values of an object are shown. */
const MAX_VALUES = 6;

/** What a change means, for people at a terminal. */
export function printDiffText(report: DiffReport, options: DiffTextOptions = {}): Iterable<string> {
  return painted(options, (paint) => lines(report, paint, options.paths ?? ''));
}

function* lines(report: DiffReport, paint: Paint, paths: string): Generator<string> {
  yield `${paint('bold', oneLine(report.summary))}\n`;
  for (const change of report.traffic) yield* printTraffic(change, paint, paths);
  if (report.unusual.length > 0) {
    yield `\n${paint('dim', 'for who does not speak to a port as it is declared:')}\n`;
    for (const { headline, changes } of report.unusual) {
      yield `  ${oneLine(headline)}: ${oneLine(changes.map(({ text }) => text).join('; '))}\n`;
    }
  }
  yield* printTopics(report.exposures, paint);
  yield* printTopics(report.releases, paint);
  yield* printTopics(report.experiments, paint);
  yield* printList('new findings', report.findings.come, paint);
  yield* printList('findings that are gone', report.findings.gone, paint);
  if (report.objects.length > 0) {
    yield `\n${paint('bold', 'objects')}\n`;
    for (const object of report.objects) yield* printObject(object, paint);
  }
  yield* printList('what these do to traffic is not known', report.unknown, paint);
  yield* printList('not looked at', report.looked.cuts, paint);
  yield `\n${paint('dim', lookedWords(report))}\n`;
  if (report.judgedBy !== undefined) yield judgedByLine(report.judgedBy, paint);
}

/** What was compared, in a sentence. */
export function lookedWords({ looked }: DiffReport): string {
  const { clients, addresses, requests } = looked;
  return `${plural(clients, 'client')} and ${plural(addresses, 'host and port', 'hosts and ports')} compared, ${plural(requests, 'kind of requests', 'kinds of requests')} simulated: complete for every text that occurs in either, and one example for each regular expression`;
}

function* printTraffic(change: TrafficReport, paint: Paint, paths: string): Generator<string> {
  const { effect, headline, changes, witness, certainty, reservations } = change;
  yield `\n${paint(STYLES[effect], `${EFFECT_WORDS[effect]}:`)} ${oneLine(headline)}\n`;
  for (const { text, by } of changes) yield `  ${oneLine(text)}${by === '' ? '' : `  ${paint('dim', oneLine(by))}`}\n`;
  if (certainty !== 'exact') {
    for (const text of reservations) yield `  ${paint('dim', `${certainty}: ${oneLine(text)}`)}\n`;
  }
  if (effect === 'fails') return;
  const sent =
    witness.request === undefined
      ? witness.curl
      : `meshwright request ${paths}${paths === '' ? '' : ' '}${witness.request}`;
  if (sent !== undefined) yield `  ${paint('dim', oneLine(sent))}\n`;
}

function* printTopics(topics: readonly TopicReport[], paint: Paint): Generator<string> {
  for (const { name, changes, deadEnd, place } of topics) {
    yield `\n${paint(deadEnd ? 'bad' : 'bold', name)}  ${paint('dim', oneLine(place))}\n`;
    for (const text of changes) yield `  ${oneLine(text)}\n`;
  }
}

function* printList(title: string, lines: readonly string[], paint: Paint): Generator<string> {
  if (lines.length === 0) return;
  yield `\n${paint('bold', title)}\n`;
  for (const text of lines) yield `  ${oneLine(text)}\n`;
}

const SIGNS = { come: '+', gone: '-', changed: '~', renamed: '→' } as const;

function* printObject({ kind, name, formerName, changes, place }: ObjectReport, paint: Paint): Generator<string> {
  const was = formerName === undefined ? '' : ` (was ${formerName})`;
  yield `  ${SIGNS[kind]} ${oneLine(name + was)}  ${paint('dim', oneLine(place))}\n`;
  for (const text of changes.slice(0, MAX_VALUES)) yield `      ${oneLine(text)}\n`;
  if (changes.length > MAX_VALUES) yield `      and ${changes.length - MAX_VALUES} more\n`;
}
