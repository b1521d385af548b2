import type { CoverageReport } from '../routing-tests/coverage';
import type { TestResult } from '../routing-tests/run-tests';
import { printMutation } from './mutation-text';
import { oneLine } from './one-line';
import { fileAndLine } from './request-text';
import { explainFailure } from './test-failure-text';
import { byFile, countsOf, mutationCounts, percentOf, type TestReport } from './test-report';
import type { TextOptions } from './text';

const STYLES = { bold: '\x1b[1m', dim: '\x1b[2m', red: '\x1b[31m', green: '\x1b[32m' } as const;
type Paint = (style: keyof typeof STYLES, text: string) => string;

/** Results for people: each test of each file, what fails with the way of the request, and how many there were. */
export function* printTestText(
  { results, coverage, mutation }: TestReport,
  { colours = false }: TextOptions = {},
): Generator<string> {
  const paint: Paint = (style, text) => (colours ? `${STYLES[style]}${text}\x1b[0m` : text);
  for (const [file, own] of byFile(results)) {
    yield `${paint('bold', oneLine(file))}\n`;
    for (const [index, result] of own.entries()) {
      yield* printResult(result, paint);
      if (!result.passed && index < own.length - 1) yield '\n';
    }
    yield '\n';
  }
  if (coverage !== undefined) yield* printCoverage(coverage, paint);
  if (mutation !== undefined) yield* printMutation(mutation, mutationCounts(mutation), paint);
  const { tests, passed, failed, requests } = countsOf(results);
  const parts = [
    ...(failed === 0 ? [] : [paint('red', `${failed} failed`)]),
    ...(passed === 0 ? [] : [paint('green', `${passed} passed`)]),
    ...[`${tests} ${tests === 1 ? 'test' : 'tests'}`, `${requests} ${requests === 1 ? 'request' : 'requests'}`],
  ];
  yield `${parts.join(', ')}\n`;
}

function* printResult(result: TestResult, paint: Paint): Generator<string> {
  const { test, answers, passed } = result;
  const several = answers.length === 1 ? '' : paint('dim', ` (${answers.length} requests)`);
  const mark = passed ? paint('green', '✓') : paint('red', '✗');
  const place = passed ? '' : `  ${paint('dim', `${oneLine(test.file)}:${test.line}`)}`;
  yield `  ${mark} ${oneLine(test.description)}${several}${place}\n`;
  for (const answer of answers) {
    for (const failure of answer.failures) {
      const lines = explainFailure(result, answer, failure).split('\n');
      yield `\n${lines.map((line) => (line === '' ? '\n' : `      ${line}\n`)).join('')}`;
    }
  }
}

function* printCoverage({ routes, reached }: CoverageReport, paint: Paint): Generator<string> {
  const missed = routes.filter((route) => !route.reached);
  const share = `${reached} of ${routes.length} routes (${percentOf(reached, routes.length)} %)`;
  yield `${paint('bold', 'coverage')}: tests reach ${share}${missed.length === 0 ? '' : '; not'}\n`;
  const width = Math.max(...missed.map(({ name }) => name.length));
  for (const { name, place } of missed) yield `  ${name.padEnd(width)}  ${paint('dim', fileAndLine(place))}\n`;
  yield '\n';
}
