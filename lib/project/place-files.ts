import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../output/write-files';

/** Files that are there and say something else. */
export class ExistingFilesError extends Error {
  constructor(readonly files: readonly string[]) {
    super(`${files.join(', ')}: there already, and different: nothing is written without --force`);
  }
}

/**
 * Writes the files of a project, all or none.
 *
 * @param force whether files that say something else are overwritten
 * @param completed files of which the new text has what the old one had
 * @throws ExistingFilesError, OutputError
 */
export function placeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
  completed: ReadonlySet<string> = new Set(),
): void {
  if (!force) {
    const others = [...files].filter(([name, text]) => {
      const path = join(folder, name);
      return !completed.has(name) && existsSync(path) && readFileSync(path, 'utf8') !== text;
    });
    if (others.length > 0) throw new ExistingFilesError(others.map(([name]) => join(folder, name)));
  }
  writeFiles(folder, files);
}
