import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isFolder } from '../kube/file-problems';
import type { Memory } from '../memory/memory';
import { OWN_IMPORTS } from '../schema/own-imports';
import { addFiles } from './installed-memory';

/**
 * Where the schemas of a project are.
 *
 * @param folder relative to the working directory
 */
export function importsOf(cwd: string, folder = 'imports'): { readonly theirs: string; readonly exists: boolean } {
  const theirs = resolve(cwd, folder);
  return { theirs, exists: isFolder(theirs) };
}

/**
 * All that a judge's verdicts depend on.
 *
 * @param folder of imports of one's own
 * @returns undefined when that cannot be found out: whoever reads it says why
 */
export function judgeKey(
  memory: Memory,
  kubernetes: string | undefined,
  folder: string | undefined,
): string | undefined {
  try {
    const hash = createHash('sha256').update(JSON.stringify([memory.tool, kubernetes ?? null]));
    if (folder !== undefined && !isSame(folder, OWN_IMPORTS)) addFiles(hash, folder, IMPORTED);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** Schemas, and where they come from. */
const IMPORTED = /^SOURCES\.json$|\.schema\.json(\.br)?$/;

/** Whether two folders or files are one. */
export function isSame(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b);
}
