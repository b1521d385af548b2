import { InvalidArgumentError } from 'commander';

/** A folder to write to. An empty one is most often a variable of a shell that is not set, and not the current folder. */
export function folderOption(folder: string): string {
  if (folder === '') throw new InvalidArgumentError('Give a folder, and . for the current one.');
  return folder;
}

/** A file to write. */
export function fileOption(file: string): string {
  if (file === '') throw new InvalidArgumentError('Give the name of a file.');
  return file;
}

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
