import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { messageOf } from '../kube/thrown';
import type { CustomResourceDefinition } from './custom-resource-definition';
import { ImportError } from './import-error';
import { generateModule, type ModuleOptions } from './module';
import { type LocatedDefinition, readDefinitions } from './read-definitions';
import { type ReadOptions, SourceReader, type SourceText } from './read-sources';
import { canonicalJson, generateSchemaFile, withoutProse } from './schema-file';
import {
  parseSources,
  parseSpec,
  printSources,
  SOURCES_FILE,
  type SourceRecord,
  type Spec,
  versionOf,
} from './sources';
import { type WriteResult, writeAllOrNothing } from './write-all-or-nothing';

/** What to import, and where to. */
export interface ImportOptions extends ModuleOptions {
  /** `[NAME:=]URL-or-path`. */
  readonly specs: readonly string[];
  /** Whether these are all that there is to import, so that modules of other sources go. */
  readonly complete: boolean;
  /** What paths are relative to. */
  readonly cwd: string;
  /** The folder for the modules. */
  readonly outdir: string;
  /** See {@link ReadOptions.from}. */
  readonly from?: string;
  /** See {@link ReadOptions.timeout}. */
  readonly timeout?: number;
  /** See {@link ReadOptions.progress}. */
  readonly progress?: ReadOptions['progress'];
  /**
   * Makes the TypeScript of a module.
   * @default - the generator of exact types
   */
  readonly generateModule?: typeof generateModule;
}

/** What was imported. */
export interface ImportResult extends WriteResult {
  /** The modules, A to Z, with their kinds. */
  readonly modules: readonly { readonly name: string; readonly kinds: readonly string[] }[];
}

/** A module to write. */
interface Module {
  readonly name: string;
  readonly group: string;
  readonly entries: LocatedDefinition[];
  readonly locations: Set<string>;
}

/** A source to read. */
interface Wanted {
  readonly spec: Spec;
  /** Why it is read, if not because it was asked for. */
  readonly why?: string;
}

/** A source that was read. */
interface Loaded extends Wanted {
  readonly source: SourceText;
  readonly definitions: readonly LocatedDefinition[];
}

/**
 * Makes the modules of custom resource definitions and writes them, with their schemas and a record of their sources:
 * all of it, or nothing when there is any problem.
 *
 * @throws ImportError with all problems that were found
 */
export async function importDefinitions(options: ImportOptions): Promise<ImportResult> {
  const { cwd } = options;
  const outdir = resolve(cwd, options.outdir);
  const shown = relative(cwd, outdir) || '.';
  const specs = parseSpecs(options.specs, cwd);
  const records = readRecords(outdir, shown);
  const reader = new SourceReader({ ...options, records });

  const loaded = await loadAll(specs, reader, options.complete ? () => [] : sharedWith(records, cwd));
  const modules = modulesOf(loaded);
  const files = generate(modules, options.generateModule ?? generateModule, options);

  const kept = options.complete
    ? []
    : records.filter((record) => !loaded.some(({ spec }) => spec.text === record.source));
  const made = [...loaded.map((source) => recordOf(source)), ...kept];
  files.set(SOURCES_FILE, printSources(made));
  const current = new Set(made.flatMap((record) => record.modules));
  const stale = records.flatMap((record) => record.modules).filter((name) => !current.has(name));
  const remove = stale.flatMap((name) => filesOf(name));

  return {
    ...writeAllOrNothing(outdir, files, remove, shown),
    modules: modules.map(({ name, entries }) => ({ name, kinds: entries.map(({ definition }) => definition.kind) })),
  };
}

function filesOf(module: string): [types: string, schemas: string] {
  return [`${module}.ts`, `${module}.schema.json`];
}

function parseSpecs(texts: readonly string[], cwd: string): Spec[] {
  const specs = new Map<string, Spec>();
  const problems: string[] = [];
  for (const text of texts) {
    try {
      const spec = parseSpec(text, cwd);
      specs.set(spec.text, spec);
    } catch (error) {
      problems.push(...problemsOf(error));
    }
  }
  if (problems.length > 0) throw new ImportError(problems, true);
  return [...specs.values()];
}

function readRecords(outdir: string, shown: string): SourceRecord[] {
  let text: string;
  try {
    text = readFileSync(join(outdir, SOURCES_FILE), 'utf8');
  } catch {
    // Nothing was imported here before. (A folder of this name fails when it is to be written.)
    return [];
  }
  return parseSources(join(shown, SOURCES_FILE), text);
}

/**
 * Finds the recorded sources that have a part in what is about to be written: without them, a module would lose the
 * kinds that came from them.
 */
function sharedWith(records: readonly SourceRecord[], cwd: string): (loaded: readonly Loaded[]) => Wanted[] {
  return (loaded) => {
    const active = new Set(loaded.map(({ spec }) => spec.text));
    const touched = new Set([
      ...loaded.flatMap((source) => recordOf(source).modules),
      ...records.filter((record) => active.has(record.source)).flatMap((record) => record.modules),
    ]);
    return records.flatMap((record): Wanted[] => {
      const module = record.modules.find((name) => touched.has(name));
      if (module === undefined || active.has(record.source)) return [];
      const why = `${record.source} is read because ${SOURCES_FILE} says that ${module} is made from it too: to drop it, delete its entry there`;
      return [{ spec: parseSpec(record.source, cwd), why }];
    });
  };
}

async function loadAll(
  specs: readonly Spec[],
  reader: SourceReader,
  more: (loaded: readonly Loaded[]) => Wanted[],
): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  let next: readonly Wanted[] = specs.map((spec) => ({ spec }));
  while (next.length > 0) {
    const results = await Promise.allSettled(next.map(({ spec }) => reader.read(spec)));
    const problems = results.flatMap((result, index) => {
      const wanted = next[index] as Wanted;
      const note = wanted.why === undefined ? '' : ` (${wanted.why})`;
      if (result.status === 'rejected') return problemsOf(result.reason).map((problem) => problem + note);
      const read = readDefinitions(wanted.spec.location, result.value.text);
      loaded.push({ ...wanted, source: result.value, definitions: read.definitions });
      return read.problems.map((problem) => problem + note);
    });
    if (problems.length > 0) throw importError(results, problems);
    next = more(loaded);
  }
  // What is first has no meaning: the same sources give the same bytes.
  return loaded.sort((a, b) => (a.spec.text < b.spec.text ? -1 : 1));
}

function importError(results: readonly PromiseSettledResult<unknown>[], problems: readonly string[]): ImportError {
  const usage = results.some(
    (result) => result.status === 'rejected' && result.reason instanceof ImportError && result.reason.usage,
  );
  return new ImportError([...new Set(problems)], usage);
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ImportError) return error.problems;
  throw error;
}

function moduleName(spec: Spec, group: string): string {
  return spec.prefix === undefined ? group : `${spec.prefix}-${group}`;
}

function recordOf({ spec, source, definitions }: Loaded): SourceRecord {
  const modules = new Set(definitions.map(({ definition }) => moduleName(spec, definition.group)));
  return { source: spec.text, version: versionOf(spec), sha256: source.sha256, modules: [...modules].sort() };
}

function modulesOf(loaded: readonly Loaded[]): Module[] {
  const modules = new Map<string, Module>();
  const problems: string[] = [];
  const notes = new Map(loaded.map(({ spec, why }) => [spec.location, why === undefined ? '' : ` (${why})`]));
  for (const { spec, definitions } of loaded) {
    for (const entry of definitions) {
      const { group, kind } = entry.definition;
      const name = moduleName(spec, group);
      const module = modules.get(name) ?? { name, group, entries: [], locations: new Set<string>() };
      modules.set(name, module);
      module.locations.add(spec.location);
      const other = module.entries.find(({ definition }) => definition.kind === kind);
      if (module.group !== group) {
        problems.push(
          `${placeOf(entry)}: ${name} would be the module of ${module.group} and of ${group}: choose another NAME:=`,
        );
      } else if (!other) {
        module.entries.push(entry);
      } else if (meaning(other.definition) !== meaning(entry.definition)) {
        problems.push(
          `${kind} of ${group} is defined in two ways, in ${placeOf(other)} and in ${placeOf(entry)}: leave one out, or give one a module of its own with NAME:=${notes.get(other.file) || notes.get(entry.file) || ''}`,
        );
      }
    }
  }
  if (problems.length > 0) throw new ImportError(problems);
  const sorted = [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { entries } of sorted) entries.sort((a, b) => (a.definition.kind < b.definition.kind ? -1 : 1));
  return sorted;
}

function placeOf({ file, line }: LocatedDefinition): string {
  return `${file} (line ${line})`;
}

/** What two definitions have in common that differ in their prose and in the order of their versions only. */
function meaning(definition: CustomResourceDefinition): string {
  const versions = definition.versions
    .map((version) => ({ ...version, schema: withoutProse(version.schema) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return canonicalJson({ ...definition, versions });
}

function generate(
  modules: readonly Module[],
  toTypeScript: typeof generateModule,
  options: ModuleOptions,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const { name, group, entries, locations } of modules) {
    const definitions = entries.map(({ definition }) => definition);
    const [types, schemas] = filesOf(name);
    try {
      files.set(types, toTypeScript(group, definitions, [...locations].sort(), options));
    } catch (error) {
      throw new Error(`no types can be made for ${name}: ${messageOf(error)}`, { cause: error });
    }
    files.set(schemas, generateSchemaFile(group, definitions));
  }
  return files;
}
