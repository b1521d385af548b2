import { type ApiObject, Chart, Names, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { describeObject, identityOf, type ObjectReference } from '../kube/object-reference';
import { DependencyOrder } from './dependency-order';
import { MeshwrightError, SynthesisError, serializingError } from './errors';
import { externalMetadata } from './external';
import { checkPatches } from './json-patches';
import { listsWithoutNamespace, lostOrder, unplacedItems } from './output-warnings';
import type { StandaloneChart } from './standalone-chart';
import { warningsOf } from './warnings';
import { printDocument } from './yaml-printer';

/** What an app asks of its synthesis. */
export interface SynthesisOptions {
  readonly outputFileExtension: string;
  readonly yamlOutputType: YamlOutputType;
  /** How a person at the root of the repository calls the output directory. */
  readonly folder: string;
  /** Whether standalone charts get their files. */
  readonly standaloneCharts: boolean;
}

/** What an app is synthesized to. */
export interface SynthesizedFiles {
  /** Content by path relative to the output directory. */
  readonly content: Map<string, string>;
  /** The path of the construct by what a plugin knows of an object; file names begin with the given folder. */
  metadata(below: string): Record<string, { path: string }>;
  /** Identities of all objects of the steady state. */
  readonly objects: Iterable<string>;
  /** What works otherwise than one would think, a line each. */
  readonly warnings: readonly string[];
}

/** A printed object of a chart. */
interface Document {
  readonly text: string;
  /** The construct that renders it. */
  readonly where: string;
  /** What it calls itself; nothing for a document that is no object, which only a chart's own `toJson()` yields. */
  readonly object: ObjectReference | undefined;
  /** The name of its file when each object has one. */
  readonly label: string;
  readonly isUndefined: boolean;
  /** Items of a List with a namespace that have none themselves. */
  readonly unplaced: readonly string[];
}

interface RenderedChart {
  readonly chart: Chart;
  readonly documents: readonly Document[];
}

/** Between documents of one file. */
const SEPARATOR = '---\n';

/**
 * Turns a validated app into the content of files. Every object is resolved and printed once, every construct validated
 * once; nothing is written.
 */
export class Synthesis {
  private readonly order: DependencyOrder;
  private readonly errors: Error[] = [];

  /** @throws MeshwrightError or SynthesisError with the messages of all validations, or for an impossible dependency */
  constructor(private readonly root: IConstruct) {
    this.order = new DependencyOrder(root);
    for (const construct of this.order.constructs) {
      for (const message of validate(construct)) this.errors.push(new MeshwrightError(construct, message));
    }
    SynthesisError.throwIfAny(this.errors);
  }

  /** The steady state as one stream of documents. */
  stream(): string {
    const documents = this.renderSteadyState(YamlOutputType.FILE_PER_APP).flatMap((rendered) => rendered.documents);
    this.indexOf(documents, new Map());
    SynthesisError.throwIfAny(this.errors);
    return join(documents);
  }

  /** The files of the app, with what is to be said of them. */
  files(options: SynthesisOptions): SynthesizedFiles {
    const steady = this.renderSteadyState(options.yamlOutputType);
    const standalone = this.order
      .standaloneCharts()
      .map((chart): [StandaloneChart, readonly Document[]] => [chart, this.render(chart, true)]);
    for (const [chart, documents] of standalone) this.checkStandalone(chart, documents);

    const files = new Files();
    const fileOf = this.layOut(steady, options, files);
    const index = this.indexOf(
      steady.flatMap(({ documents }) => documents),
      fileOf,
    );
    SynthesisError.throwIfAny(this.errors);

    const written = new Map(fileOf);
    if (options.standaloneCharts) {
      const pathOf = (file: string) => (options.folder === '' ? file : `${options.folder}/${file}`);
      for (const [chart, documents] of standalone) {
        const file = chart.file + (chart.fileExtension ?? options.outputFileExtension);
        const objects = documents.flatMap(({ object }) => object ?? []);
        const header = chart.header(pathOf(file), objects, {
          fileOf: (object) => {
            const steadyFile = index.get(identityOf(object))?.file;
            return steadyFile && pathOf(steadyFile);
          },
        });
        files.add(file, comment(header) + join(documents), chart.node.path);
        for (const document of documents) written.set(document, file);
      }
    }
    return {
      content: files.content,
      metadata: (below) => this.constructMetadata(written, below),
      objects: index.keys(),
      warnings: [
        ...this.order.constructs.flatMap(warningsOf),
        ...(keepsOrder(options.yamlOutputType) ? [] : lostOrder(this.order.constructs, filesByPath(fileOf))),
        ...listsWithoutNamespace(written.keys()),
      ],
    };
  }

  private renderSteadyState(type: YamlOutputType): RenderedChart[] {
    // With a folder for each chart cdk8s takes the objects themselves, not what the chart says they are.
    const objectsOnly = type === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    return this.order.charts().map((chart) => ({ chart, documents: this.render(chart, objectsOnly) }));
  }

  private render(chart: Chart, objectsOnly: boolean): Document[] {
    if (objectsOnly || chart.toJson === Chart.prototype.toJson) {
      return this.order.objectsOf(chart).flatMap((object) => this.renderObject(object, objectsOnly) ?? []);
    }
    return this.guard(chart, () => Object.values(chart.toJson()).map((json) => document(json, chart.node.path))) ?? [];
  }

  private renderObject(object: ApiObject, namedByConstruct: boolean): Document | undefined {
    return this.guard(object, () => {
      checkPatches(object);
      const label = namedByConstruct ? fileLabel(object.kind, object.metadata.name) : undefined;
      return document(object.toJson(), object.node.path, label);
    });
  }

  /** Keeps an error for the report and goes on. */
  private guard<T>(construct: Chart | ApiObject, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.errors.push(serializingError(construct, error));
      return undefined;
    }
  }

  private checkStandalone(chart: StandaloneChart, documents: readonly Document[]): void {
    this.indexOf(documents, new Map());
    if (documents.length === 0 && this.errors.length === 0) {
      this.errors.push(new MeshwrightError(chart, 'has no objects: add one or remove the chart'));
    }
  }

  /** Objects by identity; two of the same are an error, because `kubectl` would silently apply the last. */
  private indexOf(documents: readonly Document[], fileOf: ReadonlyMap<Document, string>) {
    const index = new Map<string, { where: string; file: string | undefined }>();
    for (const document of documents) {
      if (document.object === undefined) continue;
      const identity = identityOf(document.object);
      const first = index.get(identity);
      if (first === undefined) {
        const file = fileOf.get(document);
        index.set(identity, { where: document.where, file });
      } else {
        this.errors.push(
          new MeshwrightError(
            document.where,
            `${describeObject(document.object)} is declared by '${first.where}' as well, and only the last to be applied would last: ` +
              'rename or remove one',
          ),
        );
      }
    }
    return index;
  }

  /** Puts the steady state into files the way cdk8s does, and says where each document went. */
  private layOut(steady: readonly RenderedChart[], options: SynthesisOptions, files: Files): Map<Document, string> {
    const { outputFileExtension: extension, yamlOutputType } = options;
    const fileOf = new Map<Document, string>();
    const put = (file: string, documents: readonly Document[], where: string) => {
      files.add(file, join(documents), where);
      for (const document of documents) fileOf.set(document, file);
    };
    switch (yamlOutputType) {
      case YamlOutputType.FILE_PER_APP:
        if (steady.length > 0) {
          const documents = steady.flatMap((rendered) => rendered.documents);
          put(`app${extension}`, documents, '');
        }
        break;
      case YamlOutputType.FILE_PER_CHART:
        steady.forEach(({ chart, documents }, i) => {
          put(`${this.chartName(chart, i)}${extension}`, documents, chart.node.path);
        });
        break;
      case YamlOutputType.FILE_PER_RESOURCE: {
        const documents = steady.flatMap((rendered) => rendered.documents.filter(({ isUndefined }) => !isUndefined));
        for (const [label, document] of distinctLabels(documents)) {
          put(`${label}${extension}`, [document], document.where);
        }
        break;
      }
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
        steady.forEach(({ chart, documents }, i) => {
          for (const [label, document] of distinctLabels(documents)) {
            put(`${this.chartName(chart, i)}/${label}${extension}`, [document], document.where);
          }
        });
    }
    return fileOf;
  }

  private chartName(chart: Chart, index: number): string {
    const name = Names.toDnsLabel(chart);
    return this.order.hasDependentCharts ? `${String(index).padStart(4, '0')}-${name}` : name;
  }

  /**
   * What cdk8s-cli tells its plugins: the path of the construct by the name of the object, as cdk8s writes it; and, since
   * several objects have one name, by `file#group/kind/namespace/name`; and what exists beyond the app.
   */
  private constructMetadata(written: ReadonlyMap<Document, string>, below: string): Record<string, { path: string }> {
    const resources: Record<string, { path: string }> = {};
    for (const chart of this.order.charts()) {
      for (const object of this.order.objectsOf(chart)) resources[object.name] = { path: object.node.path };
    }
    for (const [{ object, where }, file] of written) {
      if (object) resources[`${below}${file}#${identityOf(object).replaceAll('\n', '/')}`] = { path: where };
    }
    Object.assign(resources, externalMetadata(this.root));
    return resources;
  }
}

/** The content of files; each has one owner. */
class Files {
  readonly content = new Map<string, string>();
  private readonly owners = new Map<string, string>();

  add(file: string, content: string, owner: string): void {
    const other = this.owners.get(file);
    if (other !== undefined) {
      throw new MeshwrightError(owner, `would be written to ${file}, as '${other}' is: rename one of them`);
    }
    this.owners.set(file, owner);
    this.content.set(file, content);
  }
}

function validate(construct: { node: { validate(): string[] } }): string[] {
  try {
    return construct.node.validate();
  } catch (error) {
    return [`validation failed: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function document(json: unknown, where: string, label?: string): Document {
  const { apiVersion, kind, metadata } = (json ?? {}) as { [key: string]: unknown };
  const { namespace, name } = (metadata ?? {}) as { [key: string]: unknown };
  return {
    text: printDocument(json),
    where,
    unplaced: unplacedItems(json),
    object:
      typeof apiVersion === 'string' && typeof kind === 'string' && typeof name === 'string'
        ? { apiVersion, kind, namespace: typeof namespace === 'string' ? namespace : undefined, name }
        : undefined,
    label: label ?? fileLabel(kind, name),
    isUndefined: json === undefined,
  };
}

function fileLabel(kind: unknown, name: unknown): string {
  return `${String(kind)}.${String(name)}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

/**
 * A file name for each document. cdk8s names files `Kind.name`, so of two objects that differ only in their namespace
 * the second overwrites the first; here such files are named `Kind.name.namespace`.
 */
function* distinctLabels(documents: readonly Document[]): Iterable<[string, Document]> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { label } of documents) (seen.has(label) ? repeated : seen).add(label);
  for (const document of documents) {
    const namespace = document.object?.namespace;
    yield [
      repeated.has(document.label) && namespace !== undefined ? `${document.label}.${namespace}` : document.label,
      document,
    ];
  }
}

/** Whether `kubectl apply` takes the objects in the order of their dependencies, which are not in files of their own. */
function keepsOrder(type: YamlOutputType): boolean {
  return type === YamlOutputType.FILE_PER_APP || type === YamlOutputType.FILE_PER_CHART;
}

function filesByPath(fileOf: ReadonlyMap<Document, string>): ReadonlyMap<string, string> {
  return new Map([...fileOf].map(([{ where }, file]) => [where, file]));
}

function join(documents: readonly Document[]): string {
  return documents.map(({ text }) => text).join(SEPARATOR);
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => `${`# ${line}`.trimEnd()}\n`).join('');
}
