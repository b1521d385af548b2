import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { filesBelow, removeFiles, writeFiles } from './write-files';

/**
 * The folder of the working directory where a synthesis is kept until it is known to be right: what is written to
 * `.synth/dist` is meant for `dist`.
 *
 * cdk8s-cli deletes its output folder before it starts the app. With `output: .synth/dist` in cdk8s.yaml that is not the
 * folder that people apply from, which is replaced when everything has succeeded.
 */
const STAGING = '.synth';

/** The folder that a folder below `.synth` is meant for: `dist` for `.synth/dist`. */
export function publishedFolder(staged: string): string | undefined {
  const parts = relative(resolve(STAGING), resolve(staged)).split(sep);
  return parts[0] === '' || parts[0] === '..' ? undefined : parts.join('/');
}

/**
 * Replaces the folder that a staged one is meant for by it, as cdk8s-cli replaces its output folder: what is not staged is
 * removed. Files that do not change are not touched.
 *
 * @returns the folder, or nothing when the given one is not below `.synth`
 * @throws OutputError naming the file and the reason
 */
export function publish(staged: string): string | undefined {
  const folder = publishedFolder(staged);
  if (folder === undefined) return undefined;
  const files = new Map(filesBelow(staged).map((name) => [name, readFileSync(join(staged, name))]));
  writeFiles(folder, files);
  removeFiles(
    folder,
    filesBelow(folder).filter((name) => !files.has(name)),
  );
  return folder;
}
