import { resolve } from 'node:path';
import { loadSchemas } from '../check/installed-schemas';
import { readManifests } from '../model/read-manifests';
import { messageOf } from '../violation/message';
import { isError } from '../violation/violation';
import type { WorldSettings } from './settings';
import { type JudgedManifest, World } from './world';

const judge = loadSchemas({ cwd: resolve(__dirname, '../..') });

/** Text, or texts by file. */
export type Yaml = string | Readonly<Record<string, string>>;

/** Whether objects that their schema refuses are wanted. */
interface Refusals {
  readonly sound?: false;
}

/**
 * The world of YAML, for tests. A text that cannot be read, or an object that its schema refuses, is a mistake of the
 * test unless `sound: false` is given.
 */
export function worldOf(yaml: Yaml, settings: WorldSettings & Refusals = {}): World {
  return World.of(judgedOf(yaml, settings), settings);
}

/** The objects of YAML, such as an overlay. */
export function judgedOf(yaml: Yaml, settings: Refusals = {}): readonly JudgedManifest[] {
  const files = typeof yaml === 'string' ? { 'a.yaml': yaml } : yaml;
  return Object.entries(files).flatMap(([file, text]): readonly JudgedManifest[] => {
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
}
