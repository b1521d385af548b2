import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TABLE_FILES } from '../admission/table-files';
import { Memory } from '../memory/memory';
import { BESIDE_A_MESH, OTHER_KUBERNETES, OWN_IMPORTS } from '../schema/own-imports';

/** The script that all of this is a part of: only that is one file, by which it is known what remembers. */
declare const MESHWRIGHT_SCRIPT: string | undefined;

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

/** What the program reads of itself. */
const OWN_FOLDERS = [OWN_IMPORTS, BESIDE_A_MESH, OTHER_KUBERNETES, TABLE_FILES];
const DATA = /\.(json|br)$/;

function toolOf(script: string): string {
  const hash = createHash('sha256').update(JSON.stringify(process.versions)).update(readFileSync(script));
  for (const folder of OWN_FOLDERS) addFiles(hash, folder, DATA);
  return hash.digest('hex');
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
