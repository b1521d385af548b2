import { oneLine } from '../kube/readable';
import type { Audience } from '../release-traffic/audience';
import { clientName } from '../release-traffic/usual-client';
import type { Paint } from './paint';
import {
  audienceColumns,
  audienceRow,
  audienceWords,
  type CaseTraffic,
  requestWords,
  verdictWords,
} from './release-traffic';
import { printRequestText } from './request-text';

/** What requests meet during a release, for people: a table for each request, then what must never happen. */
export function* printTrafficText(cases: readonly CaseTraffic[], paint: Paint): Generator<string> {
  for (const { title, audiences } of cases) {
    for (const audience of audiences) yield* printAudience(title, audience, paint);
  }
  const told = new Set<string>();
  for (const { title, verdicts } of cases) {
    for (const verdict of verdicts) {
      const style = { yes: 'good', no: 'bad', unknown: 'warning' } as const;
      yield `${paint(style[verdict.holds], oneLine(verdictWords(verdict, title)))}\n`;
      const { witness, assumptions, claim } = verdict;
      // One way to break it is enough.
      if (witness !== undefined && !told.has(claim.text)) {
        told.add(claim.text);
        const { outcome, from } = witness;
        const lines = printRequestText([
          { from: clientName(from), request: requestWords(outcome.call), answer: outcome },
        ]);
        for (const line of lines) yield `  ${line}`;
      } else for (const each of assumptions) yield `  ${paint('dim', `assumed: ${oneLine(each)}`)}\n`;
      yield '\n';
    }
  }
}

function* printAudience(title: string, audience: Audience, paint: Paint): Generator<string> {
  const columns = audienceColumns(audience);
  const rows = audience.ticks.map((tick) => audienceRow(audience, tick));
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  // Numbers stand at the right.
  const isNumber = (index: number) => index < 2 || index >= columns.length - 2;
  const line = (cells: readonly string[]) =>
    cells
      .map((text, index) => (isNumber(index) ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  yield `${paint('bold', `${oneLine(audience.request)}  from ${clientName(audience.from)}`)}: ${title.charAt(0).toLowerCase()}${title.slice(1)}\n\n`;
  yield `  ${paint('dim', line(columns))}\n`;
  let same = 0;
  for (const [index, row] of rows.entries()) {
    const key = row.slice(2).join('\n');
    const next = rows[index + 1]?.slice(2).join('\n');
    same = index > 0 && rows[index - 1]?.slice(2).join('\n') === key ? same + 1 : 0;
    // Ticks that are all alike are told once, and counted.
    if (same > 0 && next === key) continue;
    if (same > 1) yield `  ${paint('dim', `… ${same - 1} more like it`)}\n`;
    yield `  ${oneLine(line(row))}\n`;
  }
  yield '\n';
  for (const each of audienceWords(audience)) yield `  ${paint('dim', oneLine(each))}\n`;
  yield '\n';
}
