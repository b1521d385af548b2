import { relative, resolve } from 'node:path';
import type { Memory } from '../memory/memory';
import type { Finding } from '../model/finding';
import { fileSource, type TextSource } from '../model/source/text-source';
import type { WorldDefinition } from '../settings/settings';
import { filesOf, roleIn } from '../settings/world-files';
import type { CheckOptions } from './check-options';
import type { CheckOutcome } from './check-outcome';
import { importsOf, judgeKey } from './judge-key';
import { type CheckedFile, RememberedRun } from './remembered-run';

/** A check that is asked for. */
export interface AskedRun extends CheckOptions {
  readonly settings: NonNullable<CheckOptions['settings']>;
  /** What is known to be wrong before anything is read. */
  readonly found: readonly Finding[];
  /** The files of the base of a world, absolute. */
  readonly baseOf: (definition: WorldDefinition) => readonly string[];
}

/**
 * What is remembered of a check, and the files that are to be read if it is nothing: some can be read once only.
 *
 * @param judge what the judge is known by
 */
export function runOf(
  memory: Memory,
  judge: string,
  files: readonly CheckedFile[],
  asked: AskedRun,
): ReturnType<typeof RememberedRun.of> {
  const { cwd, settings, only, severity, found, knownAs } = asked;
  const paths = files.map(({ source }) => knownAs?.(source.name) ?? source.name);
  const about = [judge, cwd, settings, only ?? null, severity ?? 'note', found, paths];
  return RememberedRun.of(memory, files, othersBeside(paths, asked), about);
}

/** A check of files, with the schemas that judge them. */
export interface FilesToCheck extends AskedRun {
  readonly files: readonly CheckedFile[];
  /** As the settings of the plugin say. @default imports */
  readonly schemas?: string | undefined;
}

/**
 * What comes out of a check, if it was asked before; otherwise the files that are to be read in place of those that were
 * given. Nothing that judges is loaded for that.
 */
export function recallCheck({ schemas, files, ...asked }: FilesToCheck): {
  readonly outcome?: CheckOutcome | undefined;
  readonly files: readonly CheckedFile[];
} {
  const { memory, cwd, settings } = asked;
  const { theirs, exists } = importsOf(cwd, schemas);
  // That a folder is missing is said by whoever loads it.
  if (memory === undefined || (schemas !== undefined && !exists)) return { files };
  const key = judgeKey(memory, settings.versions.kubernetes, exists ? theirs : undefined);
  if (key === undefined) return { files };
  const { run, files: taken } = runOf(memory, key, files, asked);
  return { outcome: run?.recall(), files: taken };
}

/** A file that belongs to a world. */
export function sourceOf(cwd: string, path: string): TextSource {
  return fileSource(relative(cwd, path), path);
}

/** The files of a world that settings define. */
export function baseIn(settings: AskedRun['settings']): AskedRun['baseOf'] {
  return (definition) => filesOf(definition, settings).base;
}

/** The files of the worlds of some, which are read though nobody has given them. */
function othersBeside(paths: readonly string[], { cwd, settings, baseOf }: AskedRun): readonly TextSource[] {
  const given = new Set(paths.map((path) => resolve(cwd, path)));
  const others = settings.worlds.flatMap((definition) => {
    const role = roleIn(definition, settings);
    return [...given].some((path) => role(path) !== undefined) ? baseOf(definition) : [];
  });
  return [...new Set(others)].filter((path) => !given.has(path)).map((path) => sourceOf(cwd, path));
}
