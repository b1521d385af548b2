import { resolve } from 'node:path';
import { loadSchemas } from '../check/installed-schemas';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import type { WorldSettings } from '../world/settings';
import { type JudgedManifest, World } from '../world/world';
import { analyse } from './analyse';
import type { Rule } from './rule';

const judge = loadSchemas({ cwd: resolve(__dirname, '../..') });

/**
 * The world of YAML, for tests: text, or texts by file. A text that cannot be read, or an object that its schema
 * refuses, is a mistake of the test unless `sound: false` is given.
 */
export function worldOf(
  yaml: string | Readonly<Record<string, string>>,
  settings: WorldSettings & { readonly sound?: false } = {},
): World {
  const files = typeof yaml === 'string' ? { 'a.yaml': yaml } : yaml;
  const judged = Object.entries(files).flatMap(([file, text]): readonly JudgedManifest[] => {
    const { manifests, findings } = readManifests(file, text);
    if (findings.length > 0)
      throw new Error(findings.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
    return manifests.map((manifest) => {
      const { sound, scope, violations } = judge.judge(manifest);
      const errors = violations.filter(isError);
      if (errors.length > 0 && settings.sound !== false) throw new Error(errors.map(messageOf).join('\n'));
      return { manifest, sound, scope };
    });
  });
  return World.of(judged, settings);
}

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
