import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Where builds and downloads are kept, outside the repository: they take gigabytes and are made once. */
export function cacheFolder(...parts: readonly string[]): string {
  const base = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(
    process.env.MESHWRIGHT_CONFORMANCE_CACHE ?? path.join(base, 'meshwright-conformance'),
    ...parts,
  );
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** A folder for what one run writes, new and empty. */
export function scratchFolder(name: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), `meshwright-${name}-`));
}
