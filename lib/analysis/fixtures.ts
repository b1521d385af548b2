import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { worldOf } from '../world/fixtures';
import type { WorldSettings } from '../world/settings';
import { analyse } from './analyse';
import type { Rule } from './rule';

export { worldOf };

/** What rules say of YAML. */
export function findingsOf(
  yaml: string | Readonly<Record<string, string>>,
  rules: readonly Rule[],
  settings?: WorldSettings,
): readonly Finding[] {
  const { findings, failures } = analyse(Mesh.of(worldOf(yaml, settings)), rules);
  for (const { error } of failures) throw error;
  return findings;
}

/** Findings in a line each, with their place, their fix and their related places: `a.yaml:3 error K8S_X: …`. */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ file, line, severity, rule, message, fix, related = [] }) => [
    `${file}:${line} ${severity} ${rule}: ${message}`,
    ...(fix === undefined ? [] : [`  fix: ${fix}`]),
    ...related.map((each) => `  ${each.file}:${each.line}: ${each.message}`),
  ]);
}
