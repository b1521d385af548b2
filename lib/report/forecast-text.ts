import type { JudgedBy } from '../check/judged-by';
import type { CallerView } from '../forecast/caller-view';
import type { Forecast } from '../forecast/forecast';
import { oneLine } from '../kube/readable';
import {
  basisWords,
  callWords,
  chainWords,
  effectWords,
  endsWords,
  type ForecastReport,
  hitWords,
  policyWords,
  sumWords,
  viewWords,
} from './forecast';
import { judgedByLine } from './judged-by-text';
import { type Paint, painted, type TextOptions } from './paint';

/** Forecasts for people: for each experiment whom it hits, what callers see, whether it shows, and how it ends. */
export function printForecastText(
  reports: readonly ForecastReport[],
  options: TextOptions & { readonly judgedBy?: JudgedBy } = {},
): Iterable<string> {
  return painted(options, (paint) => lines(reports, options.judgedBy, paint));
}

function* lines(reports: readonly ForecastReport[], judgedBy: JudgedBy | undefined, paint: Paint): Generator<string> {
  for (const [index, { name, file, forecasts }] of reports.entries()) {
    if (index > 0) yield '\n';
    yield `${paint('bold', `ChaosBlade ${name}`)}  ${paint('dim', oneLine(file))}\n`;
    for (const each of forecasts) yield* printExperiment(each, paint);
  }
  if (judgedBy !== undefined) yield `\n${judgedByLine(judgedBy, paint)}`;
}

function* printExperiment(forecast: Forecast, paint: Paint): Generator<string> {
  const { what, effect, hits, ending, findings, callers, chains, shows, guards } = forecast;
  yield `\n${paint('bold', what)}: ${oneLine(effectWords(effect))}\n`;
  yield* section(
    'Hits',
    [
      ...hits.workloads.map(hitWords),
      ...hits.nodes.map((node) => `node ${node}`),
      ...hits.unknown.map((each) => `unknown: ${each}`),
    ],
    paint,
  );
  if (callers.length > 0) {
    yield `  ${paint('bold', 'Callers')}\n`;
    for (const view of callers) yield* printView(view, paint);
  }
  yield* section('Chains', chains.map(chainWords), paint);
  const style = { yes: 'good', no: 'bad', unknown: 'warning' } as const;
  const answer = { yes: 'yes', no: 'no', unknown: 'unknown' }[shows.answer];
  yield `  ${paint('bold', 'Shows anything')}: ${paint(style[shows.answer], answer)}, ${oneLine(shows.why)}\n`;
  yield `  ${paint('bold', 'Ends')}: ${oneLine(ending.words)}\n`;
  yield* section('Must not touch', guards, paint);
  yield* section(
    'Mind',
    findings.map(({ severity, message, rule }) => `${severity}: ${message} [${rule}]`),
    paint,
  );
}

function* printView(view: CallerView, paint: Paint): Generator<string> {
  const { call, policy, phases, unknown, remarks } = view;
  yield `    ${paint('bold', oneLine(callWords(call)))}  ${paint('dim', oneLine(basisWords(call)))}\n`;
  yield `      ${oneLine(viewWords(view))}; ${view.hit === 'way' ? 'of the client nothing is known' : policyWords(policy)}\n`;
  for (const phase of phases) {
    yield `      ${phase.when}: ${endsWords(phase)}\n`;
    yield `        ${paint(phase.errorRate > 0 ? 'bad' : 'dim', sumWords(phase))}\n`;
  }
  for (const each of unknown) yield `      ${paint('warning', `unknown: ${oneLine(each)}`)}\n`;
  for (const each of remarks) yield `      ${paint('dim', oneLine(each))}\n`;
}

function* section(title: string, lines: readonly string[], paint: Paint): Generator<string> {
  if (lines.length === 0) return;
  yield `  ${paint('bold', title)}\n`;
  for (const each of lines) yield `    ${oneLine(each)}\n`;
}
