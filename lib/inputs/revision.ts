import { spawnSync } from 'node:child_process';
import { type TextSource, textSource } from '../model/source/text-source';

/** A tree of a Git repository, as a path of a command: `git:main`, `git:main:dist`, `git:HEAD~1:k8s/web.yaml`. */
export interface Revision {
  readonly revision: string;
  /** Relative to the working directory; undefined where it is not said. */
  readonly path: string | undefined;
}

/** A revision, or something of it, that is not there. */
export class RevisionError extends Error {}

const PREFIX = 'git:';
const STANDARD_INPUT = '-';
const MANIFEST = /\.(ya?ml|json)$/;
/** More than that no repository of manifests has. */
const MAX_BYTES = 1024 * 1024 * 1024;

/** Reads `git:REV[:PATH]`; undefined for any other path. */
export function parseRevision(text: string): Revision | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const rest = text.slice(PREFIX.length);
  const colon = rest.indexOf(':');
  const [revision, path] = colon === -1 ? [rest, undefined] : [rest.slice(0, colon), rest.slice(colon + 1)];
  if (revision === '') throw new RevisionError(`${text}: say which revision, such as git:main:dist`);
  // Git would take it for an option.
  if (revision.startsWith('-')) throw new RevisionError(`${text}: no revision begins with -`);
  return { revision, path };
}

/** The paths of one side of a comparison: a revision without a path has those of the other side, where it has any. */
export function pathsBeside(text: string, others: readonly string[]): readonly string[] {
  const revision = parseRevision(text);
  if (revision === undefined || revision.path !== undefined) return [text];
  const paths = others.map((other) => {
    const theirs = parseRevision(other);
    return theirs === undefined ? other : theirs.path;
  });
  const said = paths.filter((path) => path !== undefined && path !== STANDARD_INPUT);
  return said.length === 0 ? [text] : said.map((path) => `${text}:${path}`);
}

/** A file of a revision. */
export interface RevisionFile {
  /** Below the path that was asked for: `web.yaml`, `sub/web.yaml`; the name for a path that is a file. */
  readonly below: string;
  readonly source: TextSource;
}

/**
 * The manifests of a path in a revision, in the order of their names. Nothing is checked out.
 *
 * @throws RevisionError when there is no Git, no repository, no such revision, or nothing at the path
 */
export function revisionFiles({ revision, path = '.' }: Revision, cwd: string): readonly RevisionFile[] {
  const name = `${PREFIX}${revision}:${path}`;
  const commit = commitOf(revision, name, cwd);
  const wanted = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
  // A colon at the beginning would be taken for a pattern.
  const listed = git(['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', wanted], cwd, name).toString();
  const entries = listed.split('\0').flatMap((line) => {
    const match = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line);
    const [, mode, hash = '', file = ''] = match ?? [];
    // Not what is a link.
    return match === null || mode === '120000' ? [] : [{ hash, file }];
  });
  const isFile = entries.length === 1 && entries[0]?.file === wanted;
  const start = wanted === '.' ? '' : `${wanted}/`;
  const found = entries.filter(({ file }) => isFile || (MANIFEST.test(file) && !isHidden(file.slice(start.length))));
  if (found.length === 0) throw new RevisionError(`${name}: no manifests: there is no such file or folder of them`);
  const texts = blobs(
    found.map(({ hash }) => hash),
    cwd,
    name,
  );
  return found.map(({ file }, index) => ({
    below: isFile ? file.slice(file.lastIndexOf('/') + 1) : file.slice(start.length),
    source: textSource(`${PREFIX}${revision}:${file}`, texts[index] ?? ''),
  }));
}

function isHidden(below: string): boolean {
  return below.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
}

function commitOf(revision: string, name: string, cwd: string): string {
  const { status, stdout, stderr } = run(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`], cwd);
  if (status === 0) return stdout.toString().trim();
  const said = stderr.toString();
  if (/not a git repository/i.test(said)) throw new RevisionError(`${name}: ${cwd} is in no Git repository`);
  if (/dubious ownership/i.test(said)) throw new RevisionError(`${name}: ${firstLine(said)}`);
  throw new RevisionError(
    `${name}: there is no revision ${revision} here: fetch it first (in CI: the whole history, fetch-depth: 0)`,
  );
}

/** What objects hold, in the order of their hashes. */
function blobs(hashes: readonly string[], cwd: string, name: string): readonly string[] {
  const output = git(['cat-file', '--batch'], cwd, name, `${hashes.join('\n')}\n`);
  const texts: string[] = [];
  let position = 0;
  for (const hash of hashes) {
    const end = output.indexOf(0x0a, position);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.subarray(position, end).toString())?.[1];
    if (end === -1 || size === undefined) throw new RevisionError(`${name}: Git has lost ${hash}`);
    const start = end + 1;
    texts.push(output.subarray(start, start + Number(size)).toString());
    position = start + Number(size) + 1;
  }
  return texts;
}

function git(args: readonly string[], cwd: string, name: string, input = ''): Buffer {
  const { status, stdout, stderr } = run(args, cwd, input);
  if (status === 0) return stdout;
  throw new RevisionError(`${name}: ${firstLine(stderr.toString()) || `git ${args[0]} failed`}`);
}

function run(args: readonly string[], cwd: string, input = '') {
  const result = spawnSync('git', args, { cwd, input, maxBuffer: MAX_BYTES, windowsHide: true });
  const { error } = result;
  if (error !== undefined) {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    throw new RevisionError(isMissing ? 'git is not installed, or not in PATH' : `git: ${error.message}`);
  }
  return result;
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^(fatal|error): /, '');
}
