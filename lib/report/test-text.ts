import { oneLine } from '../kube/readable';
import type { CoverageReport } from '../routing-tests/coverage';
import type { TestResult } from '../routing-tests/run-tests';
import { judgedByLine } from './judged-by-text';
import { printMutation } from './mutation-text';
import { type Paint, painted, type TextOptions } from './paint';
import { fileAndLine } from './request-text';
import { explainFailure } from './test-failure-text';
import { byFile, countsOf, mutationCounts, percentOf, type TestReport } from './test-report';

/** Results for people: each test of each file, what fails with the way of the request, and how many there were. */
export function printTestText(report: TestReport, options: TextOptions = {}): Iterable<string> {
  return painted(options, (paint) => lines(report, paint));
}

function* lines({ results, coverage, mutation, judgedBy }: TestReport, paint: Paint): Generator<string> {
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
    ...(failed === 0 ? [] : [paint('bad', `${failed} failed`)]),
    ...(passed === 0 ? [] : [paint('good', `${passed} passed`)]),
    ...[`${tests} ${tests === 1 ? 'test' : 'tests'}`, `${requests} ${requests === 1 ? 'request' : 'requests'}`],
  ];
  yield `${parts.join(', ')}\n`;
  if (judgedBy !== undefined) yield judgedByLine(judgedBy, paint);
}

function* printResult(result: TestResult, paint: Paint): Generator<string> {
  const { test, answers, passed } = result;
  const several = answers.length === 1 ? '' : paint('dim', ` (${answers.length} requests)`);
  const mark = passed ? paint('good', '✓') : paint('bad', '✗');
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
