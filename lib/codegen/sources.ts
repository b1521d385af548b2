import { relative, resolve, sep } from 'node:path';
import { isMap } from '../kube/json';
import { shown } from '../kube/readable';
import { messageOf } from '../kube/thrown';
import { ImportError } from './import-error';

/** The name of the file that records what the modules beside it were made from. */
export const SOURCES_FILE = 'SOURCES.json';

/** What to import: `[NAME:=]URL-or-path`, as in the `imports:` of cdk8s.yaml. */
export interface Spec {
  /** The whole specification in its recorded form; two that are equal are the same. */
  readonly text: string;
  /** Put in front of the names of the modules: `NAME-<group>`. */
  readonly prefix?: string;
  /** An URL, or a path relative to the working directory. */
  readonly location: string;
  readonly isUrl: boolean;
}

/** What `SOURCES.json` says of one source. */
export interface SourceRecord {
  /** {@link Spec.text}. */
  readonly source: string;
  /** The release, where the URL names one. */
  readonly version: string | null;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** The names of the modules made from it, A to Z. */
  readonly modules: readonly string[];
}

const ACCEPTED = 'accepted is [NAME:=]SPEC, where SPEC is an https URL or a path of a file with CRDs';

/**
 * Reads a specification.
 *
 * @param cwd what paths are relative to
 * @throws ImportError for a form that only cdk8s knows
 */
export function parseSpec(text: string, cwd: string): Spec {
  const refuse = (why: string) => new ImportError([`cannot import ${shown(text)}: ${why}`], true);
  const parts = text.split(':=');
  const written = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  if (parts.length > 2) throw refuse(`there is more than one ":=": ${ACCEPTED}`);
  if (prefix !== undefined && !MODULE.test(prefix)) {
    throw refuse('NAME becomes part of a file name: must consist of letters, digits, "-", "_" and "."');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  if (written.trim() === '' || /[\x00-\x1f\x7f]/.test(written)) throw refuse(ACCEPTED);
  if (/^k8s(@.*)?$/.test(written)) {
    throw refuse(`the kinds of Kubernetes itself come with cdk8s-plus: ${ACCEPTED}`);
  }
  if (/^(github|helm):/.test(written)) {
    throw refuse(`it names no fixed file whose sha256 could be pinned: ${ACCEPTED}, so give the URL of the CRD file`);
  }
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(written)?.[1]?.toLowerCase();
  const spec = (location: string, isUrl: boolean): Spec => ({
    text: prefix === undefined ? location : `${prefix}:=${location}`,
    ...(prefix === undefined ? {} : { prefix }),
    location,
    isUrl,
  });
  if (scheme === undefined) {
    // Two ways to write one path are one source, and no path of this machine gets into a file.
    return spec(relative(cwd, resolve(cwd, written)).split(sep).join('/') || '.', false);
  }
  if (scheme !== 'http' && scheme !== 'https') throw refuse(`${scheme}: cannot be fetched: ${ACCEPTED}`);
  if (!URL.canParse(written)) throw refuse('it is not an URL');
  const url = new URL(written);
  if (url.username !== '' || url.password !== '') {
    const where = `${SOURCES_FILE} would show the password to everyone`;
    const bare = `${url.protocol}//${url.host}${url.pathname}`;
    throw new ImportError(
      [`cannot import ${bare} with a password in the URL: ${where}: download the file instead`],
      true,
    );
  }
  return spec(written, true);
}

/** The release that an URL names by a tag in its path, without "v": `1.30.3` of `…/istio/1.30.3/…`. */
export function versionOf(spec: Spec): string | null {
  if (!spec.isUrl) return null;
  const segments = new URL(spec.location).pathname.split('/').map((segment) => decoded(segment));
  for (const segment of segments) {
    const tag = /^v?(\d+\.\d+(\.\d+)?([-+][0-9A-Za-z.+-]+)?)$/.exec(segment);
    if (tag) return tag[1] ?? null;
  }
  return null;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const MODULE = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads the text of a `SOURCES.json`.
 *
 * @param file how messages name it
 * @throws ImportError
 */
export function parseSources(file: string, text: string): SourceRecord[] {
  const fix = `restore ${file} from version control, or delete it to record all sources anew`;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ImportError([`${file}: not JSON: ${messageOf(error)}: ${fix}`]);
  }
  const list: unknown = isMap(content) ? content.sources : undefined;
  if (!Array.isArray(list)) throw new ImportError([`${file}: sources is ${shown(list)}: must be a list: ${fix}`]);
  const problems: string[] = [];
  const records = list.flatMap((entry: unknown, index): SourceRecord[] => {
    const wrong = (key: string, value: unknown, allowed: string) => {
      problems.push(`${file}: sources[${index}].${key} is ${shown(value)}: must be ${allowed}: ${fix}`);
    };
    if (!isMap(entry)) {
      problems.push(`${file}: sources[${index}] is ${shown(entry)}: must be a map: ${fix}`);
      return [];
    }
    const { source, version, sha256, modules } = entry;
    const before = problems.length;
    if (typeof source !== 'string' || source === '') wrong('source', source, 'an URL or a path');
    if (version !== null && typeof version !== 'string') wrong('version', version, 'a string or null');
    if (typeof sha256 !== 'string' || !SHA256.test(sha256))
      wrong('sha256', sha256, '64 hexadecimal digits in lower case');
    // Modules become names of files, which are overwritten and deleted.
    if (!Array.isArray(modules) || !modules.every((name) => typeof name === 'string' && MODULE.test(name))) {
      wrong('modules', modules, 'a list of names of modules');
    }
    return problems.length > before ? [] : [entry as unknown as SourceRecord];
  });
  if (problems.length > 0) throw new ImportError(problems);
  return records;
}

/** The text of a `SOURCES.json`: the same for the same records in any order. */
export function printSources(records: readonly SourceRecord[]): string {
  const sources = [...records]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map(({ source, version, sha256, modules }) => ({ source, version, sha256, modules: [...modules].sort() }));
  return `${JSON.stringify({ sources }, null, 2)}\n`;
}
