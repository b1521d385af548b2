import type { JudgedBy } from '../check/judged-by';
import { oneLine } from '../kube/readable';
import {
  basisWords,
  callWords,
  chainWords,
  effectWords,
  endsWords,
  type ForecastReport,
  hitWords,
  percent,
  policyWords,
  viewWords,
} from './forecast';
import { judgedByMarkdown } from './judged-by-text';

/** Forecasts for a pull request or a page. */
export function* printForecastMarkdown(reports: readonly ForecastReport[], judgedBy?: JudgedBy): Generator<string> {
  for (const { name, file, forecasts } of reports) {
    yield `## ChaosBlade ${plain(name)}\n\n${plain(file)}\n\n`;
    for (const { what, effect, hits, ending, findings, callers, chains, shows, guards } of forecasts) {
      yield `### ${plain(`${what}: ${effectWords(effect)}`)}\n\n`;
      yield `- Hits: ${plain([...hits.workloads.map(hitWords), ...hits.nodes.map((node) => `node ${node}`), ...hits.unknown.map((each) => `unknown: ${each}`)].join('; '))}\n`;
      yield `- Shows anything: ${shows.answer}, ${plain(shows.why)}\n`;
      yield `- Ends: ${plain(ending.words)}\n`;
      for (const each of guards) yield `- Must not touch: ${plain(each)}\n`;
      for (const { severity, message, rule } of findings) yield `- ${severity}: ${plain(message)} (${plain(rule)})\n`;
      for (const chain of chains) yield `- Chain: ${plain(chainWords(chain))}\n`;
      yield '\n';
      const rows = callers.flatMap((view) => {
        const common = [
          `${callWords(view.call)} (${basisWords(view.call)})`,
          `${viewWords(view)}; ${policyWords(view.policy)}`,
        ];
        const notes = [...view.unknown.map((each) => `unknown: ${each}`), ...view.remarks].join('; ');
        return view.phases.length === 0
          ? [[...common, '', 'unknown', notes]]
          : view.phases.map((phase) => [
              ...common,
              `${phase.when}: ${endsWords(phase)}`,
              percent(phase.errorRate),
              notes,
            ]);
      });
      if (rows.length === 0) continue;
      yield '| Caller | Meets | Sees | Errors | Notes |\n|---|---|---|--:|---|\n';
      for (const cells of rows) yield `| ${cells.map(plain).join(' | ')} |\n`;
      yield '\n';
    }
  }
  if (judgedBy !== undefined) yield judgedByMarkdown(judgedBy);
}

/** Text that means nothing to Markdown. */
function plain(text: string): string {
  return oneLine(text).replaceAll(/[\\|*_`<>[\]#]/g, '\\$&');
}
