import { formatPath } from '../model/finding';
import type { CoveredRoute } from '../routing-tests/coverage';
import { expectationWords } from '../routing-tests/expectation';
import { summaryOf } from '../routing-tests/happenings';
import type { Mutant } from '../routing-tests/mutation/mutants';
import type { MutationReport } from '../routing-tests/mutation/mutate';
import type { TestAnswer, TestFailure, TestResult } from '../routing-tests/run-tests';
import { describeId, type Place } from '../world/entity';
import { requestWords } from './mutation-text';
import { explainFailure } from './test-failure-text';
import { byFile, countsOf, mutationCounts, type TestReport } from './test-report';

/** Results for programs: `{ summary, files, coverage, mutation, judgedBy }`. The shape is stable. */
export function* printTestJson({ results, coverage, mutation, judgedBy }: TestReport): Generator<string> {
  const report = {
    summary: countsOf(results),
    files: [...byFile(results)].map(([file, own]) => ({ file, tests: own.map(testJson) })),
    ...(coverage === undefined
      ? {}
      : {
          coverage: {
            routes: coverage.routes.length,
            reached: coverage.reached,
            missed: coverage.routes.filter(({ reached }) => !reached).map(routeJson),
          },
        }),
    ...(mutation === undefined ? {} : { mutation: mutationJson(mutation) }),
    ...(judgedBy === undefined ? {} : { judgedBy }),
  };
  yield `${JSON.stringify(report, undefined, 2)}\n`;
}

function testJson(result: TestResult) {
  const { test, passed, answers } = result;
  return {
    description: test.description,
    line: test.line,
    passed,
    requests: answers.map((answer) => answerJson(result, answer)),
  };
}

function answerJson(result: TestResult, answer: TestAnswer) {
  const { request, outcome, failures } = answer;
  return {
    ...(request.source === undefined ? {} : { from: request.source }),
    request: request.text,
    passed: failures.length === 0,
    ...(outcome === undefined || outcome.ends.length === 0 ? {} : { outcome: summaryOf(outcome) }),
    failures: failures.map((failure) => ({
      ...failureJson(failure, result.test.wanted),
      message: explainFailure(result, answer, failure),
    })),
  };
}

function failureJson(failure: TestFailure, wanted: boolean) {
  const { kind } = failure;
  if (kind === 'error') return { kind };
  if (kind !== 'rule') return { kind, expected: expectationWords(failure.expectation, !wanted) };
  const { field, expected, actual } = failure.field;
  return { kind, field, wanted, expected, actual: actual ?? null };
}

function routeJson({ name, place }: CoveredRoute) {
  return { name, ...writtenAt(place) };
}

function mutationJson(report: MutationReport) {
  const { noticed, all } = mutationCounts(report);
  return {
    mutants: all,
    killed: noticed,
    survived: report.survived.map(({ mutant, killer }) => ({
      ...mutantJson(mutant),
      killedBy: killer && { request: requestWords(killer.request), ...killer.difference },
    })),
    alike: report.alike.map(({ mutant }) => mutantJson(mutant)),
  };
}

function mutantJson(mutant: Mutant) {
  const { entity, path, from, to } = mutant;
  const field = formatPath(path);
  return { object: describeId(entity.id), field, from: from ?? null, to: to ?? null, ...writtenAt(mutant) };
}

/** Nothing for what stands in no file. */
function writtenAt({ entity: { manifest }, path }: Place) {
  return manifest.file === '' ? {} : { file: manifest.file, line: manifest.locate(path).line };
}
