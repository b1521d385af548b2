import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaFile, SchemaFileKind, SchemaFileVersion } from '../codegen/schema-file';
import { byPriority } from '../kube/api-versions';
import { groupOf, versionOf } from '../kube/object-reference';
import { compileSchema, type SchemaValidator } from './compile-schema';
import { NATIVE_KINDS } from './own-imports';
import { groupInFile, readSchemaGroup, type SchemaGroup, SchemasError, SUFFIX, schemaGroup } from './schema-files';

/** One version of a kind. */
export interface KnownKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly deprecated: boolean;
  readonly statusSubresource: boolean;
  readonly validator: SchemaValidator;
}

/** What a catalogue knows of a kind. */
export type Lookup =
  | { readonly status: 'known'; readonly known: KnownKind }
  /** The kind is known, but not in this version; the preferred version comes first. */
  | {
      readonly status: 'unserved';
      readonly group: string;
      readonly served: readonly string[];
      /** Whether nobody said that it is these definitions which are installed, so that others may serve it. */
      readonly assumed: boolean;
    }
  /** The kind is not known; others of its group may be. */
  | { readonly status: 'unknown'; readonly group: string; readonly kinds: readonly string[] };

/**
 * The custom kinds that objects are checked against: `*.schema.json`, as `meshwright import` writes them.
 *
 * A file is read when a kind of its group is first asked for, and a schema is parsed and prepared when an object of its
 * kind is first checked, so that a large catalogue costs nothing.
 */
export class Catalogue {
  /** Files whose kinds are not known yet, with their groups; undefined where that is not known either. */
  private readonly files = new Map<string, string | undefined>();
  /** Those of them that had to be read to know their groups. */
  private readonly wholeFiles = new Map<string, SchemaGroup>();
  /** Folders in which a file has the name of its group. */
  private readonly folders: { readonly path: string; readonly suffix: string }[] = [];
  private assumed: (group: string) => boolean = () => false;
  private readonly asked = new Set<string>();
  private readonly readFiles = new Map<string, string>();
  private readonly groups = new Map<string, Map<string, CatalogueKind>>();

  /** @param below knows what this one does not */
  constructor(private readonly below?: Catalogue) {}

  /** Whether the definitions of a group are those that are usual, and nobody said that they are installed. */
  private isAssumed(group: string): boolean {
    if (this.groups.has(group) || this.below === undefined) return this.assumed(group);
    return this.below.isAssumed(group);
  }

  /** Adds a schema file. The last one wins where two have the same kind. */
  addFile(path: string): this {
    this.files.set(path, undefined);
    this.asked.clear();
    return this;
  }

  /** Adds all schema files of a folder, whatever they are called. */
  addFolder(path: string): this {
    for (const name of readdirSync(path).sort()) {
      if (SUFFIX.test(name) && name !== NATIVE_KINDS) this.addFile(join(path, name));
    }
    return this;
  }

  /** Adds the schema files of a folder in which each has the name of its group, such as those of this package. */
  addFolderOfGroups(path: string, suffix: '.schema.json' | '.schema.json.br'): this {
    this.folders.push({ path, suffix });
    return this;
  }

  /** Says of which groups other definitions may be installed than those that are here. */
  assuming(assumed: (group: string) => boolean): this {
    this.assumed = assumed;
    return this;
  }

  /** Adds what a schema file has. */
  add(file: SchemaFile): this {
    this.addGroup(schemaGroup(file));
    return this;
  }

  lookup(apiVersion: string, kind: string): Lookup {
    const group = groupOf(apiVersion);
    const version = versionOf(apiVersion);
    const found = this.find(group, kind);
    if (found === undefined) return { status: 'unknown', group, kinds: this.kindsOf(group) };
    const known = found.version(version);
    if (known !== undefined) return { status: 'known', known };
    return { status: 'unserved', group, served: found.served, assumed: this.isAssumed(group) };
  }

  /** The file that has the schemas of a group, if one has, whatever was asked before. */
  fileOf(group: string): string | undefined {
    const given = [...this.files.keys()].filter((path) => this.groupIfReadable(path) === group);
    return given.at(-1) ?? this.readFiles.get(group) ?? this.named(group).at(-1) ?? this.below?.fileOf(group);
  }

  /** All groups that there are schemas of. */
  allGroups(): readonly string[] {
    for (const path of this.files.keys()) this.readFile(path);
    const named = this.folders.flatMap(({ path, suffix }) =>
      readdirSync(path).flatMap((name) =>
        name.endsWith(suffix) && name !== NATIVE_KINDS ? [name.slice(0, -suffix.length)] : [],
      ),
    );
    return [...new Set([...this.groups.keys(), ...named, ...(this.below?.allGroups() ?? [])])].sort();
  }

  /** The kinds of a group, with the versions that are served, the preferred one first. */
  kindsIn(group: string): ReadonlyMap<string, readonly string[]> {
    this.read(group);
    const kinds = new Map(this.below?.kindsIn(group));
    for (const [name, kind] of this.groups.get(group) ?? []) kinds.set(name, kind.served);
    return new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private kindsOf(group: string): readonly string[] {
    return [...(this.groups.get(group)?.keys() ?? []), ...(this.below?.kindsOf(group) ?? [])];
  }

  private find(group: string, kind: string): CatalogueKind | undefined {
    this.read(group);
    return this.groups.get(group)?.get(kind) ?? this.below?.find(group, kind);
  }

  private read(group: string): void {
    if (this.asked.has(group)) return;
    this.asked.add(group);
    for (const file of this.named(group)) this.readFile(file);
    // In their order, whichever group is asked for first: the last one wins.
    for (const path of this.files.keys()) if (this.groupIn(path) === group) this.readFile(path);
  }

  /** The group of a file; undefined for JSON of another form. */
  private groupIn(path: string): string | undefined {
    const known = this.files.get(path) ?? groupInFile(path) ?? this.groupInWhole(path);
    if (known !== undefined) this.files.set(path, known);
    return known;
  }

  /** What is written in another way than `meshwright import` does it has to be read as a whole. */
  private groupInWhole(path: string): string | undefined {
    const found = readSchemaGroup(path);
    if (found === undefined) this.files.delete(path);
    else this.wholeFiles.set(path, found);
    return found?.group;
  }

  /** Of a file that cannot be read it is said when one of its kinds may be asked for. */
  private groupIfReadable(path: string): string | undefined {
    try {
      return this.groupIn(path);
    } catch (error) {
      if (error instanceof SchemasError) return undefined;
      throw error;
    }
  }

  /** Files that have the name of a group. */
  private named(group: string): readonly string[] {
    if (!/^[a-z0-9.-]+$/.test(group) || group.startsWith('.')) return [];
    return this.folders.map(({ path, suffix }) => join(path, group + suffix)).filter((file) => existsSync(file));
  }

  private readFile(path: string): void {
    const found = this.wholeFiles.get(path) ?? readSchemaGroup(path);
    this.files.delete(path);
    this.wholeFiles.delete(path);
    if (found === undefined) return;
    this.addGroup(found);
    this.readFiles.set(found.group, path);
  }

  private addGroup(found: SchemaGroup): void {
    const kinds = this.groups.get(found.group) ?? new Map<string, CatalogueKind>();
    this.groups.set(found.group, kinds);
    for (const kind of found.kinds) kinds.set(kind.kind, new CatalogueKind(found, kind));
  }
}

class CatalogueKind {
  private readonly versions = new Map<string, KnownKind>();

  constructor(
    private readonly from: SchemaGroup,
    private readonly kind: SchemaFileKind,
  ) {}

  /** The versions, with the one that the API server prefers first. */
  get served(): readonly string[] {
    return this.kind.versions.map(({ name }) => name).sort(byPriority);
  }

  version(name: string): KnownKind | undefined {
    const known = this.versions.get(name);
    if (known !== undefined) return known;
    const version = this.kind.versions.find((candidate) => candidate.name === name);
    const made = version && this.make(version);
    if (made !== undefined) this.versions.set(name, made);
    return made;
  }

  private make({ name, schema, deprecated, statusSubresource }: SchemaFileVersion): KnownKind | undefined {
    const found = this.from.schema(schema);
    if (found === undefined) return undefined;
    const { kind, plural, scope } = this.kind;
    const { group } = this.from;
    return {
      group,
      version: name,
      kind,
      plural,
      scope,
      deprecated,
      statusSubresource,
      validator: compileSchema(found),
    };
  }
}
