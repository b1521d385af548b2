import type { JudgedBy } from '../check/judged-by';
import type { CoverageReport } from '../routing-tests/coverage';
import type { MutationReport } from '../routing-tests/mutation/mutate';
import type { TestResult } from '../routing-tests/run-tests';

/** How tests of requests went. */
export interface TestReport {
  /** In the order of files and of tests in them. */
  readonly results: readonly TestResult[];
  /** Undefined where nobody asked. */
  readonly coverage?: CoverageReport;
  /** Undefined where nobody asked, or a test fails. */
  readonly mutation?: MutationReport;
  /** By which versions the manifests are judged; it is not said without. */
  readonly judgedBy?: JudgedBy;
}

/** How many of the changes of a mesh tests notice, of those that can be told from it. */
export interface MutationCounts {
  readonly noticed: number;
  readonly all: number;
  /** Whole, down. */
  readonly percent: number;
}

export function mutationCounts({ killed, survived }: MutationReport): MutationCounts {
  const all = killed.length + survived.length;
  return { noticed: killed.length, all, percent: percentOf(killed.length, all) };
}

/** The results of each file, in their order. */
export function byFile(results: readonly TestResult[]): ReadonlyMap<string, readonly TestResult[]> {
  const files = new Map<string, TestResult[]>();
  for (const result of results) {
    const known = files.get(result.test.file);
    if (known === undefined) files.set(result.test.file, [result]);
    else known.push(result);
  }
  return files;
}

/** How many there were of each. */
export function countsOf(results: readonly TestResult[]) {
  const passed = results.filter((each) => each.passed).length;
  const requests = results.reduce((sum, { answers }) => sum + answers.length, 0);
  return { tests: results.length, passed, failed: results.length - passed, requests };
}

/** Whole percent, down: only all is 100. */
export function percentOf(part: number, all: number): number {
  return all === 0 ? 100 : Math.floor((part / all) * 100);
}
