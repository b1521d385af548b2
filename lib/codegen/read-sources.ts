import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { whyEndless, whyUnreadable } from '../kube/file-problems';
import { codeOf, messageOf } from '../kube/thrown';
import { ImportError } from './import-error';
import { htmlProblem, looksLikeHtml } from './read-definitions';
import { SOURCES_FILE, type SourceRecord, type Spec } from './sources';

/** A source as it was read. */
export interface SourceText {
  readonly text: string;
  readonly sha256: string;
}

/** How sources are read. */
export interface ReadOptions {
  /** What paths are relative to. */
  readonly cwd: string;
  /** What is recorded: an URL's content must have the recorded sha256. */
  readonly records: readonly SourceRecord[];
  /**
   * A folder in which files with the recorded sha256 are looked for, whatever their names.
   * @default - URLs are fetched
   */
  readonly from?: string;
  /**
   * How long a server may take, in milliseconds.
   * @default 30000
   */
  readonly timeout?: number;
  /** Told when a fetch begins and when it ends. */
  readonly progress?: (url: string, state: 'begin' | 'end') => void;
}

/** Reads sources: each once, however often it is asked for. */
export class SourceReader {
  private readonly reads = new Map<string, Promise<SourceText>>();
  private folder: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly options: ReadOptions) {}

  /**
   * The text of a source.
   *
   * @throws ImportError
   */
  read(spec: Spec): Promise<SourceText> {
    const before = this.reads.get(spec.location);
    if (before) return before;
    const read = spec.isUrl ? this.readUrl(spec) : this.readPath(spec);
    this.reads.set(spec.location, read);
    return read;
  }

  private async readPath({ location }: Spec): Promise<SourceText> {
    try {
      const path = resolve(this.options.cwd, location);
      const endless = whyEndless(path);
      if (endless !== undefined) throw new Error(endless);
      const bytes = await readFile(path);
      return { text: decode(location, bytes), sha256: sha256(bytes) };
    } catch (error) {
      if (error instanceof ImportError) throw error;
      throw new ImportError([`${location}: cannot be read: ${fileReason(error)}`], true);
    }
  }

  private async readUrl({ location }: Spec): Promise<SourceText> {
    const expected = this.options.records.find(({ source }) => source.replace(/^[^/]*?:=/, '') === location)?.sha256;
    if (this.options.from !== undefined) return this.readCopy(location, expected, this.options.from);
    const bytes = await this.fetch(location);
    const actual = sha256(bytes);
    if (expected !== undefined && actual !== expected) {
      const text = new TextDecoder().decode(bytes);
      throw new ImportError([
        looksLikeHtml(text)
          ? htmlProblem(location)
          : `${location}: sha256 is ${actual}, but ${SOURCES_FILE} records ${expected}: the file has changed upstream or on the way; to accept it, delete the entry of this URL from ${SOURCES_FILE} and import again`,
      ]);
    }
    return { text: decode(location, bytes), sha256: actual };
  }

  private async readCopy(location: string, expected: string | undefined, from: string): Promise<SourceText> {
    if (expected === undefined) {
      throw new ImportError([
        `${location}: ${SOURCES_FILE} records no sha256 for it, so no file of ${from} can be told to be it: import once without --from, or import the file by its path`,
      ]);
    }
    this.folder ??= hashesOf(resolve(this.options.cwd, from), from);
    const folder = await this.folder;
    const path = folder.get(expected);
    if (path === undefined) {
      throw new ImportError([
        `${location}: none of the ${folder.size} files in ${from} has the sha256 ${expected} that ${SOURCES_FILE} records: put a copy of this very file there, under any name`,
      ]);
    }
    return { text: decode(location, await readFile(path)), sha256: expected };
  }

  private async fetch(url: string): Promise<Uint8Array> {
    const { timeout = 30_000, progress } = this.options;
    progress?.(url, 'begin');
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
      if (!response.ok) {
        const answer = `${response.status} ${response.statusText}`.trim();
        throw new ImportError([`${url}: the server answers ${answer}: ${statusHint(response.status)}`], true);
      }
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (error instanceof ImportError) throw error;
      throw new ImportError([`${url}: cannot be fetched: ${fetchReason(error, timeout)}`], true);
    } finally {
      progress?.(url, 'end');
    }
  }
}

/** The files below a folder by their sha256. */
async function hashesOf(folder: string, written: string): Promise<ReadonlyMap<string, string>> {
  let entries: import('node:fs').Dirent[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw new ImportError([`--from ${written}: cannot be read: ${fileReason(error)}`], true);
  }
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[/\\](node_modules|\.git)[/\\]/.test(path.slice(folder.length)))
    .sort();
  const hashes = new Map<string, string>();
  for (const path of paths) {
    try {
      // A link may lead to a pipe, which may have no beginning.
      if ((await stat(path)).isFile()) hashes.set(sha256(await readFile(path)), path);
    } catch {
      // What cannot be read, such as a link to nowhere, is not the file that is looked for.
    }
  }
  return hashes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function decode(location: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportError([`${location}: is not UTF-8 text: must be YAML or JSON, neither compressed nor UTF-16`]);
  }
}

/** Why a source cannot be read, for people. */
export function fileReason(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file: check the path, it is relative to the working directory',
    ENOTDIR: 'it is not a folder',
    EISDIR: 'it is a folder: give its files',
  };
  return known[codeOf(error) ?? ''] ?? whyUnreadable(error);
}

function statusHint(status: number): string {
  if (status === 401 || status === 403) return 'it wants a login: download the file and import it by its path';
  if (status === 404 || status === 410) return 'check the address and the release in it';
  if (status === 407) return 'a proxy wants a login: download the file and use --from';
  return 'try again later, or download the file and use --from';
}

/** What lies behind "fetch failed". */
export function fetchReason(error: unknown, timeout: number): string {
  const { name, cause: inner }: { name?: unknown; cause?: unknown } = Object(error);
  if (name === 'TimeoutError' || name === 'AbortError') {
    return `no answer within ${timeout / 1000} s: check the network, or download the file and use --from`;
  }
  const cause: unknown = inner ?? error;
  const code = codeOf(cause);
  const message = messageOf(cause);
  // A host with several addresses fails with an error that has a code only.
  const reason = code === undefined || message.includes(code) ? message : `${message} (${code})`.trim();
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `${reason}: the host is not known: check the address and the network, or download the file and use --from`;
  }
  if (code !== undefined && /CERT|ISSUER|LEAF_SIGNATURE|SSL|TLS/.test(code)) {
    return `${reason}: the connection is not trusted: if a proxy signs it, name its CA in NODE_EXTRA_CA_CERTS`;
  }
  return `${reason}: check the network, or download the file and use --from`;
}
