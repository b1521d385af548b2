import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../kube/thrown';

/** In bytes: of one entry, and of all. */
const LARGEST = 4 * 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_ENTRIES = 200;

/** In milliseconds: how old an entry must be that its use is noted, and a file that nobody finished that it is removed. */
const HOUR = 60 * 60 * 1000;

const NAME = /^[0-9a-f]{32}$/;
const UNFINISHED = /^[0-9a-f]{32}\.[0-9a-f]{16}$/;
/** The first bytes of an entry, and how many more say that it is whole. */
const HEAD = Buffer.from('meshwright 1\n');
const SUM = 16;

/**
 * What earlier runs have found, by ids that stand for all that it depends on: a folder with a file for each entry, the
 * oldest of which go when there are too many. Nothing is written before {@link save}, and each file whole. Whatever is
 * wrong with the folder, it is as if nothing were remembered.
 */
export class Memory {
  private readonly added = new Map<string, Buffer>();
  private readonly used = new Set<string>();
  private readonly filling: (() => void)[] = [];
  private toolFound: string | undefined;
  private keepsNothing = false;

  /**
   * @param folder which may not exist
   * @param findTool what remembers: a digest of the program, and of all that it reads of itself
   */
  constructor(
    private readonly folder: string,
    private readonly findTool: () => string,
  ) {}

  /** What remembers: what another one has found is not remembered. */
  get tool(): string {
    this.toolFound ??= this.findTool();
    return this.toolFound;
  }

  /** @param id 32 hexadecimal digits */
  get(id: string): Buffer | undefined {
    const added = this.added.get(id);
    if (added !== undefined) return added;
    const found = wholeFile(this.folder, id);
    if (found?.isOld === true) this.used.add(id);
    return found?.content;
  }

  put(id: string, content: Buffer): void {
    if (content.length <= LARGEST) this.added.set(id, content);
  }

  /** @param fill puts what is known at the end */
  beforeSaving(fill: () => void): void {
    this.filling.push(fill);
  }

  /** To be called where what was found may not be that of what was read: nothing of this run is written. */
  keepNothing(): void {
    this.keepsNothing = true;
  }

  /** Writes what was added. */
  save(): void {
    if (this.keepsNothing) return;
    const { folder, added, used } = this;
    for (const fill of this.filling) fill();
    if (added.size === 0 && used.size === 0) return;
    try {
      if (added.size > 0) makeFolder(folder);
      for (const [id, content] of added) writeWhole(folder, id, content);
      const now = Date.now() / 1000;
      for (const id of used) if (!added.has(id)) utimesSync(join(folder, id), now, now);
      if (added.size > 0) removeOldest(folder);
    } catch {
      // Without it the next run finds everything again.
    }
    added.clear();
    used.clear();
  }
}

interface WholeFile {
  readonly content: Buffer;
  readonly isOld: boolean;
}

/** Nothing of a file that is not there, is not whole or is no file. */
function wholeFile(folder: string, id: string): WholeFile | undefined {
  let file: number | undefined;
  try {
    // Whoever puts a link or a pipe there gets nothing read.
    file = openSync(join(folder, id), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(file);
    const { size } = stats;
    if (!stats.isFile() || size < HEAD.length + SUM || size > HEAD.length + SUM + LARGEST) return undefined;
    const bytes = Buffer.allocUnsafe(size);
    for (let done = 0; done < size; ) {
      const more = readSync(file, bytes, done, size - done, null);
      if (more === 0) return undefined;
      done += more;
    }
    const content = bytes.subarray(HEAD.length + SUM);
    if (!bytes.subarray(0, HEAD.length + SUM).equals(headOf(id, content))) return undefined;
    return { content, isOld: Date.now() - stats.mtimeMs > HOUR };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** An entry under another name is none. */
function headOf(id: string, content: Buffer): Buffer {
  return Buffer.concat([HEAD, createHash('sha256').update(id).update(content).digest().subarray(0, SUM)]);
}

/** What Node.js has for this never ends in a folder that says there is none, such as `/proc`. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

/** Other processes may read it meanwhile. */
function writeWhole(folder: string, id: string, content: Buffer): void {
  const path = join(folder, id);
  const unfinished = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    writeFileSync(unfinished, Buffer.concat([headOf(id, content), content]), { flag: 'wx', mode: 0o600 });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Other processes may do the same. */
function removeOldest(folder: string): void {
  const entries = readdirSync(folder).flatMap((name) => {
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ path: join(folder, name), name, time: stats.mtimeMs, size: stats.size }];
  });
  for (const { path, name, time } of entries) {
    if (UNFINISHED.test(name) && Date.now() - time > HOUR) rmSync(path, { force: true });
  }
  let [bytes, count] = [0, 0];
  const ours = entries.filter(({ name }) => NAME.test(name)).sort((a, b) => b.time - a.time);
  for (const { path, size } of ours) {
    bytes += size;
    count++;
    if (bytes > MAX_BYTES || count > MAX_ENTRIES) rmSync(path, { force: true, recursive: true });
  }
}
