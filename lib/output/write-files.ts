import * as fs from 'node:fs';
import * as path from 'node:path';
import { whyUnwritable } from '../kube/file-problems';
import { makeFolder } from './make-folder';
import { OutputError } from './output-error';

/** Content by path relative to a folder. */
export type Files = ReadonlyMap<string, string | Buffer>;

/**
 * Writes files below a folder, all or none as far as a file system allows: everything is first written beside its
 * place and then moved there, so a full disk or a missing permission leaves the folder as it was, and an interrupted run
 * leaves no half-written file. A file that already has the content is not touched; no other file is.
 *
 * @param folder is created when it does not exist, even for no files
 * @param files content by path relative to the folder
 * @throws OutputError naming the file and the reason
 */
export function writeFiles(folder: string, files: Files): void {
  const undo: (() => void)[] = [];
  const moves: { from: string; to: string }[] = [];
  const directories = new Map<string, ReadonlySet<string>>();
  const enter = (directory: string) => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const created = attempt(directory, () => makeFolder(directory));
    if (created !== undefined) undo.push(() => removeEmpty(directory, created));
    const names = new Set(created === undefined ? attempt(directory, () => fs.readdirSync(directory)) : []);
    directories.set(directory, names);
    return names;
  };
  try {
    enter(folder);
    for (const [name, content] of files) {
      const to = path.join(folder, name);
      const existing = enter(path.dirname(to));
      if (existing.has(path.basename(to)) && attempt(to, () => holds(to, content))) continue;
      const from = `${to}.${process.pid}.tmp`;
      undo.push(() => fs.rmSync(from, { force: true }));
      attempt(to, () => fs.writeFileSync(from, content));
      moves.push({ from, to });
    }
    for (const { from, to } of moves) attempt(to, () => fs.renameSync(from, to));
  } catch (error) {
    for (const step of undo.reverse()) ignoreFailure(step);
    throw error;
  }
}

/** Not asked of pipes and devices, of which some never end, and of links that lead nowhere. */
function holds(file: string, content: string | Buffer): boolean {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !(stats.isFile() || stats.isDirectory())) return false;
  return Buffer.from(content).equals(fs.readFileSync(file));
}

/** @throws OutputError instead of what Node.js throws */
export function attempt<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new OutputError(`cannot write ${file}: ${whyUnwritable(error)}`, { cause: error });
  }
}

/**
 * Removes files, and the folders below `folder` that become empty by it. What is not there is passed over.
 *
 * @param names paths relative to the folder
 * @throws OutputError naming the file and the reason
 */
export function removeFiles(folder: string, names: Iterable<string>): void {
  const root = path.resolve(folder);
  for (const name of names) {
    const file = path.resolve(root, name);
    // A list of files may come from a hand that is not ours.
    if (!file.startsWith(root + path.sep)) continue;
    attempt(file, () => fs.rmSync(file, { force: true }));
    ignoreFailure(() => {
      for (let above = path.dirname(file); above !== root; above = path.dirname(above)) fs.rmdirSync(above);
    });
  }
}

/** The files below a folder, by path relative to it; none when there is no such folder. */
export function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** Removes the folders that were created, from `deepest` up to `highest`. */
function removeEmpty(deepest: string, highest: string): void {
  const last = path.resolve(highest);
  for (let directory = path.resolve(deepest); directory.startsWith(last); directory = path.dirname(directory)) {
    fs.rmdirSync(directory);
  }
}

function ignoreFailure(action: () => void): void {
  try {
    action();
  } catch {
    // What could not be undone is a leftover; the error that led here is the one to report.
  }
}
