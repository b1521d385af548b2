import type { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '../memory/digest';
import { Memory } from '../memory/memory';

/** The script that all of this is a part of: only that is one file, by which it is known what remembers. */
declare const MESHWRIGHT_SCRIPT: string | undefined;
/** Of the script as it was made, and of the schemas and tables that it reads of itself. */
declare const MESHWRIGHT_DIGEST: string;

/**
 * What this program has found before: beside its script, where its compiled code is as well, and in no folder of a
 * project. Who can write there can replace the script.
 *
 * @param env `MESHWRIGHT_NO_CACHE=1` for none, `MESHWRIGHT_CACHE_DIR` for another folder
 */
export function installedMemory(env: Readonly<Record<string, string | undefined>>): Memory | undefined {
  const { MESHWRIGHT_NO_CACHE: none = '', MESHWRIGHT_CACHE_DIR: folder = '' } = env;
  if (typeof MESHWRIGHT_SCRIPT === 'undefined' || !['', '0', 'false'].includes(none)) return undefined;
  const script = MESHWRIGHT_SCRIPT;
  return new Memory(folder === '' ? join(dirname(script), 'memory') : resolve(folder), () => toolOf(script));
}

function toolOf(script: string): string {
  // Somebody may have changed a line of it.
  const { size, mtimeMs } = statSync(script);
  return digestOf([MESHWRIGHT_DIGEST, size, mtimeMs, process.versions]);
}

/** Adds the files of a folder, not of those in it. It throws what the file system does. */
export function addFiles(hash: ReturnType<typeof createHash>, folder: string, names: RegExp): void {
  for (const name of readdirSync(folder).sort()) {
    if (!names.test(name)) continue;
    const content = readFileSync(join(folder, name));
    // No two lists of files look alike.
    hash.update(`\n${JSON.stringify(name)} ${content.length}\n`).update(content);
  }
}
