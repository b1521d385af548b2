import type { DiffReport } from './diff-report';

/** What a change means, for programs. Fields are added, never renamed. */
export function* printDiffJson(report: DiffReport): Generator<string> {
  yield `${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n`;
}
