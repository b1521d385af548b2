import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { codeOf, messageOf } from './thrown';

/** Why files cannot be read or written, in the words of whoever has to do something about it. */

const WHEREVER: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'it is a link that leads to itself',
  ENAMETOOLONG: 'the name is too long for a file',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk has an error',
};

const READING: Readonly<Record<string, string>> = {
  ...WHEREVER,
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder: give a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENXIO: 'it is a socket: give a file',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_INVALID_ARG_VALUE: 'no file has such a name',
};

const ELSEWHERE = 'choose another output directory';
const NOT_ALLOWED = `permission denied: allow writing there or ${ELSEWHERE}`;

const WRITING: Readonly<Record<string, string>> = {
  ...WHEREVER,
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  ENOENT: `there can be no such folder: ${ELSEWHERE}`,
  EROFS: `the file system is read-only: ${ELSEWHERE}`,
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  EEXIST: `a file is in the place of a folder: remove it or ${ELSEWHERE}`,
  ENOTDIR: `a file is in the place of a folder: remove it or ${ELSEWHERE}`,
  EISDIR: `a folder is in the place of the file: remove it or ${ELSEWHERE}`,
  EBUSY: `something else uses it: ${ELSEWHERE}`,
  ENAMETOOLONG: 'the name is too long for the file system: shorten the name of the chart or object',
};

/** Why a file or folder cannot be read. */
export function whyUnreadable(error: unknown): string {
  return READING[codeOf(error) ?? ''] ?? messageOf(error);
}

/** Why a file or folder cannot be written. */
export function whyUnwritable(error: unknown): string {
  return WRITING[codeOf(error) ?? ''] ?? withoutPath(messageOf(error));
}

/** What Node.js says has the path at its end, which the message around it has already. */
function withoutPath(message: string): string {
  return message.replace(/, [a-z]+ '.*$/, '');
}

/** Whether an error is of the file system: what Node.js throws of a call to it. */
export function isFileError(error: unknown): error is FileError {
  return typeof error === 'object' && error !== null && 'syscall' in error && typeof error.syscall === 'string';
}

interface FileError {
  readonly path?: string;
  readonly syscall: string;
}

/** An error of the file system that nobody has told more of: its path and the reason. */
export function fileProblem(error: FileError): string {
  const isWriting = /^(mkdir|mkdtemp|write|rename|unlink|rmdir|rm|copyfile|symlink|ftruncate|chmod|utime)/.test(
    error.syscall,
  );
  const where = error.path === undefined ? '' : `${error.path}: `;
  return isWriting
    ? `${where}cannot be written: ${whyUnwritable(error)}`
    : `${where}cannot be read: ${whyUnreadable(error)}`;
}

/** Why nothing is read of what is no file and no folder, if so. Pipes have an end, and most devices have none. */
export function whyEndless(path: string, stats: Stats = statSync(path)): string | undefined {
  if (stats.isBlockDevice()) return 'it is a disk: give a file';
  if (!stats.isCharacterDevice()) return undefined;
  const real = realpathSync(path);
  return real === '/dev/null' || /^\/dev\/(tty|pts\/|console)/.test(real)
    ? undefined
    : 'it is a device without an end: give a file';
}

/** Whether a path is a folder; false where that cannot be found out, which is said when it is read. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The text of a file, or of the standard input.
 *
 * @param path `-` for the standard input
 * @throws what {@link whyUnreadable} puts into words
 */
export function readText(path: string): string {
  if (path === '-') return readFileSync(0, 'utf8');
  const endless = whyEndless(path);
  if (endless !== undefined) throw new Error(endless);
  return readFileSync(path, 'utf8');
}
