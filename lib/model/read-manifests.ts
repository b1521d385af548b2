import { isMap } from '../kube/json';
import { type ObjectReference, referenceOf } from '../kube/object-reference';
import { type FieldPath, type Finding, formatPath } from './finding';
import { type Manifest, type ManifestObject, OBJECT_FIX, whyNoObject } from './manifest';
import { type ParsedValue, parseDocument, type TextProblem } from './parse-document';
import type { Position } from './source-map';
import { type DocumentText, splitDocuments } from './split-documents';

/** What a document, or a whole file, holds. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  /** What is wrong with the text, and what in it is no object. */
  readonly findings: readonly Finding[];
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
  /** The largest document, in characters. @default 32 Mi */
  readonly maxDocumentSize?: number;
}

const MAX_DOCUMENT_SIZE = 32 * 1024 * 1024;

/**
 * Reads a file of manifests: YAML or JSON, any number of documents, with `List`s replaced by their items. Values are what
 * `kubectl` would send.
 *
 * @param file how findings name it
 */
export function readManifests(file: string, text: string, options: ReadOptions = {}): Manifests {
  const manifests: Manifest[] = [];
  const findings: Finding[] = [];
  for (const document of streamManifests(file, [text], options)) {
    manifests.push(...document.manifests);
    findings.push(...document.findings);
  }
  return { manifests, findings };
}

/**
 * Reads a file document by document: what was read is garbage when its turn is over.
 *
 * @param pieces the text, cut anywhere
 */
export function* streamManifests(
  file: string,
  pieces: Iterable<string>,
  options: ReadOptions = {},
): Generator<Manifests> {
  const { strict = true, maxDocumentSize = MAX_DOCUMENT_SIZE } = options;
  for (const document of splitDocuments(pieces, maxDocumentSize)) {
    yield new DocumentReader(file, strict, maxDocumentSize).read(document);
  }
}

/** Reads one document. */
class DocumentReader implements Manifests {
  readonly manifests: Manifest[] = [];
  readonly findings: Finding[] = [];

  constructor(
    private readonly file: string,
    private readonly strict: boolean,
    private readonly maxSize: number,
  ) {}

  read(document: DocumentText): Manifests {
    if (document.tooLarge !== undefined) {
      this.report({
        rule: 'YAML_LIMIT',
        message: `the document has ${document.tooLarge} characters and is not read: at most ${this.maxSize} are`,
        fix: 'put --- between objects, instead of all of them in a List',
        line: document.line,
        column: 1,
      });
      return this;
    }
    const { values, problems } = parseDocument(document);
    if (!this.strict && values.length === 0 && this.file.endsWith('.json') && !/"kind"/.test(document.text)) {
      // Such as a tsconfig.json, which has comments and is not JSON.
      const [first] = problems;
      if (first !== undefined) this.passOver('neither JSON nor a manifest', first);
      return this;
    }
    const [only] = values;
    const resource = values.length === 1 ? resourceIn(only?.value) : undefined;
    for (const problem of problems) this.report(problem, resource);
    for (const parsed of values) {
      if (parsed.value !== null && parsed.value !== undefined) this.add(parsed, parsed.value, []);
    }
    return this;
  }

  private add(parsed: ParsedValue, value: unknown, at: FieldPath, list?: ManifestObject): void {
    const place = () => (at.length === 0 ? parsed.start() : parsed.sourceMap().locate(parsed.index, at));
    if (!isMap(value)) {
      this.reportNoObject(whyNoObject(value) ?? '', place(), list !== undefined);
      return;
    }
    const { items } = value;
    if (typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(items)) {
      items.forEach((item: unknown, i) => {
        this.add(parsed, item, [...at, 'items', i], value);
      });
      return;
    }
    const object = list === undefined ? withKindOfFile(this.file, value) : withKindOf(list, value);
    const reason = whyNoObject(object);
    if (reason !== undefined) {
      this.reportNoObject(reason, place(), object.kind !== undefined && object.kind !== null);
      return;
    }
    this.manifests.push({
      object,
      resource: referenceOf(object),
      file: this.file,
      locate: (path) => (path.length === 0 ? place() : parsed.sourceMap().locate(parsed.index, [...at, ...path])),
    });
  }

  private reportNoObject(message: string, place: Position, isMeant: boolean): void {
    if (!this.strict && !isMeant) this.passOver(message, place);
    else {
      this.findings.push({
        rule: 'SCHEMA_OBJECT',
        severity: 'error',
        path: '',
        message,
        fix: OBJECT_FIX,
        file: this.file,
        ...place,
      });
    }
  }

  private passOver(message: string, { line, column }: Position): void {
    const { file } = this;
    this.findings.push({ rule: 'SCHEMA_OBJECT', severity: 'note', path: '', message, file, line, column });
  }

  private report(problem: TextProblem, resource?: ObjectReference): void {
    const { rule, path = [], message, fix, line, column } = problem;
    this.findings.push({
      rule,
      severity: 'error',
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

/** The object of a document that is one. */
function resourceIn(value: unknown): ObjectReference | undefined {
  return whyNoObject(value) === undefined && isMap(value) && !Array.isArray(value.items)
    ? referenceOf(value)
    : undefined;
}

/** What is in a `kustomization.yaml` need not say what it is. */
function withKindOfFile(file: string, value: ManifestObject): ManifestObject {
  if (value.kind !== undefined || !/(?:^|\/)kustomization\.ya?ml$/.test(file)) return value;
  return { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...value };
}

/** Items of a typed list, such as a ConfigMapList, need not repeat what the list says. */
function withKindOf(list: ManifestObject, item: ManifestObject): ManifestObject {
  if (list.kind === 'List' || item.kind !== undefined) return item;
  return { apiVersion: list.apiVersion, kind: String(list.kind).slice(0, -'List'.length), ...item };
}
