import { realpathSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { codeOf } from '../kube/thrown';
import { attempt, writeFiles } from './write-files';

/**
 * Writes one file, whole or not at all; folders above it are made where they are missing. What a link leads to is
 * written, and a pipe or a device, such as `/dev/stdout`, as it is.
 *
 * @throws OutputError naming the file and the reason
 */
export function writeFile(file: string, text: string): void {
  const stats = attempt(file, () => existing(file));
  if (stats === undefined) writeFiles(dirname(file), new Map([[basename(file), text]]));
  else if (stats.isFile() || stats.isDirectory()) {
    const real = realpathSync(file);
    writeFiles(dirname(real), new Map([[basename(real), text]]));
  } else attempt(file, () => writeFileSync(file, text));
}

function existing(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // Whoever makes the folders says which of them is a file.
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
