import { isMap, type JsonMap } from '../kube/json';
import { type ObjectReference, referenceOf } from '../kube/object-reference';
import { type Comment, commentsWithin } from './comments';
import type { DocumentPlaces } from './document-places';
import { type FieldPath, type Finding, formatPath } from './finding';
import { type Manifest, OBJECT_FIX, whyNoObject } from './manifest';
import type { Position } from './position';
import { MAX_DOCUMENT_SIZE, readDocuments, type TextDocument, type TextProblem } from './read-documents';
import { type TextSource, textSource } from './source/text-source';
import { documentsInText } from './text-documents';

/** What a document, or a whole file, holds. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  /** The lists around them, without their items. */
  readonly lists: readonly Manifest[];
  /** What is wrong with the text, and what in it is no object. */
  readonly findings: readonly Finding[];
  /** The comments of a document that holds nothing else. */
  remarks?(): readonly Comment[];
}

/** How manifests are read. */
export interface ReadOptions {
  /**
   * Whether every document has to be an object, as in a file that somebody named. In a folder, other YAML and JSON is
   * passed over with a note.
   *
   * @default true
   */
  readonly strict?: boolean;
  /** The largest document, in bytes. @default 32 MiB */
  readonly maxDocumentSize?: number;
  /** Whether manifests have a digest of their text. @default false */
  readonly digests?: boolean;
}

/**
 * Reads a text of manifests: YAML or JSON, any number of documents, with lists replaced by their items. Values are what
 * `kubectl` would send.
 *
 * @param file how findings name it
 */
export function readManifests(file: string, text: string, options: ReadOptions = {}): Manifests {
  const all = [...streamManifests(textSource(file, text), options)];
  return {
    manifests: all.flatMap(({ manifests }) => manifests),
    lists: all.flatMap(({ lists }) => lists),
    findings: all.flatMap(({ findings }) => findings),
  };
}

/**
 * Reads a text document by document: what was read is garbage when its turn is over. Manifests that are kept do not
 * keep the text, where it can be read again.
 *
 * It throws what the source throws.
 */
export function* streamManifests(source: TextSource, options: ReadOptions = {}): Generator<Manifests> {
  const { strict = true, maxDocumentSize = MAX_DOCUMENT_SIZE, digests = false } = options;
  for (const document of readDocuments(source, maxDocumentSize, digests)) {
    const { value, problems } = document;
    // Such as a tsconfig.json, which has comments and is not JSON.
    if (!strict && value === undefined && source.name.endsWith('.json') && !document.mentions('"kind"')) {
      const [{ line, column } = document.places.start] = problems;
      yield new Reading(source.name, document, strict).passOver('neither JSON nor a manifest', { line, column });
      return;
    }
    yield new Reading(source.name, document, strict).read();
  }
}

/** What a document becomes. */
class Reading implements Manifests {
  readonly manifests: Manifest[] = [];
  readonly lists: Manifest[] = [];
  readonly findings: Finding[] = [];
  private readonly places: DocumentPlaces;

  constructor(
    private readonly file: string,
    private readonly document: TextDocument,
    private readonly strict: boolean,
  ) {
    this.places = document.places;
  }

  remarks(): readonly Comment[] {
    const { value } = this.document;
    return value === null || value === undefined ? this.places.comments() : [];
  }

  read(): Manifests {
    const { value, problems } = this.document;
    const resource =
      isMap(value) && !isList(value) && whyNoObject(value) === undefined ? referenceOf(value) : undefined;
    for (const problem of problems) this.report(problem, resource);
    if (value === null || value === undefined) return this;
    if (isList(value)) this.addList(value);
    else this.addObject(isMap(value) ? withKindOfFile(this.file, value) : value, []);
    return this;
  }

  passOver(message: string, { line, column }: Position): Manifests {
    const { file } = this;
    this.findings.push({ rule: 'SCHEMA_OBJECT', severity: 'note', path: '', message, file, line, column });
    return this;
  }

  /** Every object that has `items` is a list to kubectl. */
  private addList(list: JsonMap): void {
    const { items } = list;
    const reason = whyNoList(list);
    if (reason !== undefined) {
      this.refuse(reason, Array.isArray(items) ? [] : ['items'], true);
      return;
    }
    if (!String(list.kind).endsWith('List')) this.warnOfItems(String(list.kind));
    this.lists.push(this.manifest({ ...list, items: [] }, []));
    if (!Array.isArray(items)) return;
    for (const [index, item] of items.entries()) {
      const path = ['items', index];
      if (isMap(item) && Array.isArray(item.items)) {
        this.refuse(
          'a list in a list: kubectl takes only objects as items',
          path,
          true,
          'put its items into the list around it',
        );
      } else this.addObject(item === null ? withKindOf(list, {}) : isMap(item) ? withKindOf(list, item) : item, path);
    }
  }

  private warnOfItems(kind: string): void {
    const { file } = this;
    this.findings.push({
      rule: 'SCHEMA_OBJECT',
      severity: 'warning',
      path: 'items',
      message: `kubectl takes what has items for a list: only the items of this ${kind} are applied`,
      fix: 'remove items, or write kind: List',
      file,
      ...this.places.locate(['items']),
    });
  }

  private addObject(value: unknown, path: FieldPath): void {
    const reason = whyNoObject(value) ?? (isMap(value) && value.kind === 'List' ? 'a List without items' : undefined);
    if (reason === undefined && isMap(value)) this.manifests.push(this.manifest(value, path));
    else
      this.refuse(
        reason ?? '',
        path,
        path.length > 0 || (isMap(value) && value.kind !== undefined && value.kind !== null),
      );
  }

  private manifest(object: JsonMap, at: FieldPath): Manifest {
    const { places, document } = this;
    return {
      object,
      resource: referenceOf(object),
      file: this.file,
      hasNulls: this.document.hasNulls,
      locate: (path) => places.locate([...at, ...path]),
      written: (path) => places.written([...at, ...path]),
      comments: () => commentsWithin(places.comments(), at),
      documentsIn: (path) => documentsInText(object, path),
      get digest() {
        return object === document.value ? document.digest : undefined;
      },
    };
  }

  /** @param isMeant whether it is meant to be an object, rather than some other YAML in a folder */
  private refuse(message: string, path: FieldPath, isMeant: boolean, fix = OBJECT_FIX): void {
    const place = this.places.locate(path);
    if (!this.strict && !isMeant) this.passOver(message, place);
    else {
      const { file } = this;
      this.findings.push({ rule: 'SCHEMA_OBJECT', severity: 'error', path: '', message, fix, file, ...place });
    }
  }

  private report(problem: TextProblem, resource: ObjectReference | undefined): void {
    const { rule, severity, path = [], message, fix, line, column } = problem;
    this.findings.push({
      rule,
      severity,
      ...(resource === undefined ? {} : { resource }),
      path: formatPath(path),
      message,
      ...(fix === undefined ? {} : { fix }),
      file: this.file,
      line,
      column,
    });
  }
}

function isList(value: unknown): value is JsonMap {
  return isMap(value) && Object.hasOwn(value, 'items');
}

/** Why kubectl does not take a list. */
function whyNoList(list: JsonMap): string | undefined {
  const { items, kind, apiVersion } = list;
  const reason = whyNoObject(list);
  if (reason !== undefined) return reason;
  if (!Array.isArray(items) && items !== null) return `items of ${kind} must be a list`;
  // Of other groups, it is known elsewhere which versions there are.
  const isUnknown = kind === 'List' && !String(apiVersion).includes('/') && apiVersion !== 'v1';
  return isUnknown ? `no matches for kind "List" in version "${apiVersion}"` : undefined;
}

/** A file named `kustomization.yaml` need not say what it is. */
function withKindOfFile(file: string, value: JsonMap): JsonMap {
  if (value.kind !== undefined || !/(?:^|\/)kustomization\.ya?ml$/.test(file)) return value;
  return { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...value };
}

/** Items of a list that do not say what they are, are what the list says. */
function withKindOf({ apiVersion, kind }: JsonMap, item: JsonMap): JsonMap {
  if (isGiven(item.kind) || isGiven(item.apiVersion)) return item;
  return { ...item, apiVersion, kind: String(kind).replace(/List$/, '') };
}

function isGiven(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
