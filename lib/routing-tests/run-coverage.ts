import { idKey } from '../world/entity';
import { Coverage, type CoverageReport } from './coverage';
import type { TestMesh, TestResult } from './run-tests';

/**
 * Which routes the requests of tests have reached: those of each mesh, and those of what tests put on top of it. A test
 * with something on top also reaches what is below, unless that is replaced.
 */
export function coverageOf(results: readonly TestResult[]): CoverageReport {
  const found = new Map<TestMesh, Coverage>();
  const add = (place: TestMesh): Coverage => {
    let coverage = found.get(place);
    if (coverage === undefined) {
      if (place.below !== undefined) add(place.below);
      coverage = new Coverage();
      found.set(place, coverage);
    }
    return coverage;
  };
  for (const { in: place, answers } of results) {
    const own = add(place);
    for (const { outcome } of answers) {
      if (outcome === undefined) continue;
      own.add(outcome);
      if (place.below !== undefined) add(place.below).add(outcome, ({ id }) => !place.onTop.has(idKey(id)));
    }
  }
  const reports = [...found].map(([{ mesh, below, onTop }, coverage]) =>
    coverage.report(mesh, ({ id }) => below === undefined || onTop.has(idKey(id))),
  );
  return {
    routes: reports.flatMap(({ routes }) => routes),
    reached: reports.reduce((sum, { reached }) => sum + reached, 0),
  };
}
