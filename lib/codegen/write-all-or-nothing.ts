import {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { whyUnwritable } from '../kube/file-problems';
import { makeFolder } from '../output/make-folder';
import { ImportError } from './import-error';

/** What became of the files: names, A to Z. */
export interface WriteResult {
  readonly written: readonly string[];
  /** Had the wanted content already and were not touched. */
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes and removes files of one folder: all of them, or none.
 *
 * The new files are written completely to a temporary folder first and then renamed into place; when one cannot be,
 * those before it get their old content back. The temporary folder is within `folder`, the one place that is surely
 * writable and on the same file system (`folder` may be a mount).
 *
 * @param folder is created where it is missing
 * @param files the contents by name
 * @param remove names of files to remove; those that are not there are no error
 * @param shown how messages name the folder
 * @throws ImportError when nothing was written
 */
export function writeAllOrNothing(
  folder: string,
  files: ReadonlyMap<string, string>,
  remove: readonly string[] = [],
  shown = folder,
): WriteResult {
  const names = [...files.keys()].sort();
  const written = names.filter((name) => contentOf(join(folder, name)) !== files.get(name));
  const removed = [...new Set(remove)].filter((name) => !files.has(name) && isThere(join(folder, name))).sort();
  const unchanged = names.filter((name) => !written.includes(name));
  if (written.length === 0 && removed.length === 0) return { written, unchanged, removed };

  const blocked = [...written, ...removed].filter((name) => statusOf(join(folder, name))?.isDirectory());
  if (blocked.length > 0) {
    throw new ImportError(
      blocked.map(
        (name) => `${join(shown, name)}: is a folder where a file must be: move it away; nothing was written`,
      ),
      true,
    );
  }

  const release = holdSignals();
  let doing = shown;
  let created: string | undefined;
  let stage: string | undefined;
  /** What takes back what was done. */
  const undo: (() => void)[] = [];
  try {
    created = makeFolder(folder);
    stage = mkdtempSync(join(folder, '.import-'));
    for (const name of written) {
      doing = join(shown, name);
      writeFileSync(join(stage, `${name}.new`), files.get(name) ?? '');
      if (isThere(join(folder, name))) copyFileSync(join(folder, name), join(stage, `${name}.old`));
    }
    for (const name of written) {
      doing = join(shown, name);
      const [target, old] = [join(folder, name), join(stage, `${name}.old`)];
      renameSync(join(stage, `${name}.new`), target);
      undo.push(() => (isThere(old) ? renameSync(old, target) : rmSync(target)));
    }
    for (const name of removed) {
      doing = join(shown, name);
      const [target, old] = [join(folder, name), join(stage, `${name}.old`)];
      renameSync(target, old);
      undo.push(() => renameSync(old, target));
    }
  } catch (error) {
    const problem = `${doing}: cannot be written: ${whyUnwritable(error)}`;
    try {
      for (const step of undo.reverse()) step();
    } catch (failure) {
      const old = `${whyUnwritable(failure)}: the old files are in ${stage}`;
      throw new ImportError([`${problem}; neither could what was written be taken back: ${old}`], true);
    }
    clean(folder, stage, created);
    throw new ImportError([`${problem}; nothing was written`], true);
  } finally {
    release();
  }
  clean(folder, stage, undefined);
  return { written, unchanged, removed };
}

/**
 * Lets Ctrl-C wait until everything is in its place: what is written in one go ends before a signal gets through.
 *
 * @returns what ends it: not at once, but when signals that came in the meantime have had their turn
 */
function holdSignals(): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const pass = (signal: NodeJS.Signals) => {
    end();
    process.kill(process.pid, signal);
  };
  const end = () => {
    for (const signal of signals) process.off(signal, pass);
  };
  for (const signal of signals) process.on(signal, pass);
  // Signals are polled for between two of these.
  return () => setImmediate(() => setImmediate(end));
}

/** Removes the temporary folder, and the folders that were created for nothing. */
function clean(folder: string, stage: string | undefined, created: string | undefined): void {
  if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
  if (created === undefined) return;
  const top = dirname(resolve(created));
  for (let empty = resolve(folder); empty !== top; empty = dirname(empty)) rmdirSync(empty);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isThere(path: string): boolean {
  return statusOf(path) !== undefined;
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
