import { findInputs, problemOf, sourceOf } from '../../inputs/inputs';
import { isFileError } from '../../kube/file-problems';
import { equalJson, isMap, type JsonMap } from '../../kube/json';
import { describeObject, identityOf, type ObjectReference, referenceOf } from '../../kube/object-reference';
import type { Comment } from '../../model/comments';
import { streamManifests } from '../../model/read-manifests';
import { cleaned, madeByController } from './live-objects';

/** An object as it was read, without what the server put into it. */
export interface SourceObject {
  readonly object: JsonMap;
  readonly reference: ObjectReference;
  readonly file: string;
  readonly comments: readonly Comment[];
}

/** A file of manifests. */
export interface SourceFile {
  readonly name: string;
  /** The place of the path it was found by, among those that were given. */
  readonly given: number;
  readonly objects: readonly SourceObject[];
  /** Lines of comments that stand before everything. */
  readonly header: readonly string[];
}

/** What was read. */
export interface Sources {
  readonly files: readonly SourceFile[];
  /** What could not be read, one line each. */
  readonly problems: readonly string[];
  /** What is no object of a cluster, or nobody's to write, one line each. */
  readonly passedOver: readonly string[];
  /** What the server had put into objects, with how many of them. */
  readonly removed: ReadonlyMap<string, number>;
}

/** Reads files, everything below folders, and the standard input. */
export function readSources(paths: readonly string[], cwd: string): Sources {
  const problems: string[] = [];
  const passedOver: string[] = [];
  const removed = new Map<string, number>();
  const files: SourceFile[] = [];
  const known = new Set<string>();
  paths.forEach((path, given) => {
    const found = findInputs([path], cwd);
    problems.push(...found.problems);
    passedOver.push(
      ...found.passedOver.map(({ file, message, fix }) => `${file}: ${message}${fix === undefined ? '' : ` (${fix})`}`),
    );
    for (const file of found.files) {
      if (typeof file.path === 'string') {
        if (known.has(file.path)) continue;
        known.add(file.path);
      }
      try {
        const objects: SourceObject[] = [];
        const header: string[] = [];
        let lines = 0;
        for (const document of streamManifests(sourceOf(file), { strict: file.named })) {
          const { manifests, findings } = document;
          for (const { severity, message, line = 1 } of findings) {
            if (severity === 'error') problems.push(`${file.name}:${line}: ${message}`);
            else if (severity === 'note') passedOver.push(`${file.name}:${line}: ${message}`);
          }
          if (objects.length === 0) header.push(...(document.remarks?.() ?? []).map(({ text }) => text));
          for (const manifest of manifests) {
            lines++;
            const why = whyPassedOver(manifest.object);
            if (why !== undefined) {
              passedOver.push(`${file.name}: ${describeObject(manifest.resource)}: ${why}`);
              continue;
            }
            const { object, removed: taken } = cleaned(manifest.object);
            for (const what of taken) removed.set(what, (removed.get(what) ?? 0) + 1);
            objects.push({
              object,
              reference: referenceOf(object),
              file: file.name,
              comments: (manifest.comments?.() ?? []).filter(({ text }) => !isRuler(text)),
            });
          }
        }
        if (lines > 0)
          files.push(withHeader({ name: file.name, given, objects: distinct(objects, passedOver), header }));
      } catch (error) {
        if (!isFileError(error)) throw error;
        problems.push(problemOf(file.name, error));
      }
    }
  });
  return { files: files.filter(({ objects }) => objects.length > 0), problems, passedOver, removed };
}

function whyPassedOver(object: JsonMap): string | undefined {
  const { apiVersion, metadata } = object;
  if (typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/')) {
    return 'it tells kustomize what to do, and is no object of a cluster: give what `kustomize build` prints';
  }
  const { name, generateName } = isMap(metadata) ? metadata : {};
  if (typeof name !== 'string' && typeof generateName !== 'string') return 'it has no name';
  if (madeByController(object)) return 'a controller makes it of another object';
  return undefined;
}

/** Of objects that a file has twice, the first. */
function distinct(objects: readonly SourceObject[], passedOver: string[]): SourceObject[] {
  const first = new Map<string, SourceObject>();
  return objects.filter((each) => {
    const key = identityOf(each.reference);
    const other = first.get(key);
    if (other === undefined || each.reference.name === '') {
      first.set(key, each);
      return true;
    }
    if (!equalJson(other.object, each.object)) return true;
    passedOver.push(`${each.file}: ${describeObject(each.reference)}: the file has it twice`);
    return false;
  });
}

/** What stands before the first object is about the file. */
function withHeader(file: SourceFile): SourceFile {
  const [first, ...others] = file.objects;
  if (first === undefined) return file;
  const isHeader = ({ path, place }: Comment) => path.length === 0 && place === 'before';
  const header = [...file.header, ...first.comments.filter(isHeader).map(({ text }) => text)];
  const comments = first.comments.filter((comment) => !isHeader(comment));
  return { ...file, header: trimmed(header), objects: [{ ...first, comments }, ...others] };
}

/** Whether a line only divides what is above it from what is below. */
function isRuler(line: string): boolean {
  return /^[#=*_-]{4,}$/.test(line.trim());
}

/** Without rulers, and empty lines around them. */
function trimmed(lines: readonly string[]): string[] {
  const kept = lines.map((line) => line.trimEnd()).filter((line) => !isRuler(line));
  while (kept[0] === '') kept.shift();
  while (kept.at(-1) === '') kept.pop();
  return kept;
}
