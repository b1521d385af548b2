import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whyEndless, whyUnreadable } from '../kube/file-problems';
import { codeOf } from '../kube/thrown';
import type { Finding } from '../model/finding';
import { fileSource, stdinSource, type TextSource } from '../model/source/text-source';
import { findSettings } from '../settings/read-settings';
import { chartNote, isChart, isOfHelm, strayTemplates } from './helm-charts';
import { passedOverByKustomize } from './kustomizations';

/** A file to check. */
export interface InputFile {
  /** As the user wrote it, for messages. */
  readonly name: string;
  readonly path: string | typeof STDIN;
  /** Whether the user named it, rather than a folder around it. */
  readonly named: boolean;
}

/** What the paths of a command stand for. */
export interface Inputs {
  readonly files: readonly InputFile[];
  /** Paths that stand for nothing, one line each. */
  readonly problems: readonly string[];
  /** What is below the folders and no manifest by itself: a note for each chart, and each file of a kustomization. */
  readonly passedOver: readonly Finding[];
}

const STDIN = Symbol('standard input');

const MANIFEST = /\.(ya?ml|json)$/;

/**
 * Finds the files that paths stand for, each once: a file, a folder with everything below it, or `-`. Of a folder,
 * templates of Helm charts are passed over, what a kustomization names as patches, and the settings of the repository.
 */
export function findInputs(paths: readonly string[], cwd: string): Inputs {
  const files = new Map<string, InputFile>();
  const folders = new Set<string>();
  const problems: string[] = [];
  const charts: Finding[] = [];
  const settings = findSettings(cwd);

  function addFile(name: string, path: string, named: boolean): void {
    const real = realpathSync(path);
    if (named || !files.has(real)) files.set(real, { name: files.get(real)?.name ?? name, path, named });
  }

  /** @param isPart of a chart around it */
  function addFolder(name: string, path: string, isPart = false): number {
    const real = realpathSync(path);
    // Links may lead back.
    if (folders.has(real)) return 1;
    folders.add(real);
    let found = 0;
    const entries = readdirSync(path).sort();
    const isHelm = isChart(entries);
    if (isHelm && !isPart) charts.push(chartNote(name));
    if (isHelm) found++;
    for (const entry of entries) {
      if (entry.startsWith('.') || entry === 'node_modules' || (isHelm && isOfHelm(entry))) continue;
      const [child, childName] = [join(path, entry), join(name, entry)];
      try {
        const kind = statSync(child);
        if (kind.isDirectory()) found += addFolder(childName, child, isHelm || isPart);
        // A pipe or a device may have no end, nor a beginning.
        else if (kind.isFile() && MANIFEST.test(entry)) {
          if (child !== settings) addFile(childName, child, false);
          found++;
        }
      } catch (error) {
        // A broken link with another name is nobody's manifest.
        if (codeOf(error) === 'ENOENT' && !MANIFEST.test(entry)) continue;
        problems.push(problemOf(childName, error));
        found++;
      }
    }
    return found;
  }

  for (const name of paths) {
    if (name === '-') {
      files.set(name, { name: '<stdin>', path: STDIN, named: true });
      continue;
    }
    if (name === '') {
      problems.push('a path is empty: give a file, a folder or -, and . for the current folder');
      continue;
    }
    const path = resolve(cwd, name);
    try {
      const stats = statSync(path);
      const endless = whyEndless(path, stats);
      if (endless !== undefined) problems.push(cannotBeRead(name, endless));
      else if (!stats.isDirectory()) addFile(name, path, true);
      else if (addFolder(name, path) === 0) {
        problems.push(`${name}: no manifests: neither this folder nor one below it has a .yaml, .yml or .json file`);
      }
    } catch (error) {
      problems.push(problemOf(name, error));
    }
  }
  const found = [...files].flatMap(([real, { name, path, named }]) =>
    named || typeof path !== 'string' ? [] : [{ name, path, real }],
  );
  const notes = new Map([...passedOverByKustomize(found), ...strayTemplates(found)]);
  const isPassedOver = new Set(found.filter(({ real }) => notes.has(real)).map(({ real }) => real));
  return {
    files: [...files].flatMap(([real, file]) => (isPassedOver.has(real) ? [] : [file])),
    problems,
    passedOver: [...charts, ...new Set([...isPassedOver].flatMap((real) => notes.get(real) ?? []))],
  };
}

/** Why a file or folder cannot be read, in one line. */
export function problemOf(name: string, error: unknown): string {
  // Node.js gives a name that is not UTF-8 with other characters, under which there is no file.
  const isOtherwise = name.includes('\ufffd') && codeOf(error) === 'ENOENT';
  return cannotBeRead(name, isOtherwise ? 'its name is not UTF-8: rename it' : whyUnreadable(error));
}

function cannotBeRead(name: string, why: string): string {
  return `${name}: cannot be read: ${why}`;
}

/** What a file says. */
export function sourceOf({ name, path }: InputFile): TextSource {
  return path === STDIN ? stdinSource(name) : fileSource(name, path);
}
