import type { CoverageReport } from '../routing-tests/coverage';
import type { TestResult } from '../routing-tests/run-tests';

/** How tests of requests went. */
export interface TestReport {
  /** In the order of files and of tests in them. */
  readonly results: readonly TestResult[];
  /** Undefined where nobody asked. */
  readonly coverage?: CoverageReport;
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
