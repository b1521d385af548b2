import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SchemaFile, SchemaFileKind, SchemaFileVersion } from '../codegen/schema-file';
import { byPriority } from '../kube/api-versions';
import { groupOf, versionOf } from '../kube/object-reference';
import { compileSchema, type SchemaValidator } from './compile-schema';

const SUFFIX = '.schema.json';

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
  | { readonly status: 'unserved'; readonly group: string; readonly served: readonly string[] }
  /** The kind is not known; others of its group may be. */
  | { readonly status: 'unknown'; readonly group: string; readonly kinds: readonly string[] };

/**
 * The custom kinds that objects are checked against: `imports/*.schema.json`, as `meshwright import` writes them.
 *
 * A file is read when a kind of its group is first asked for, and a schema is prepared when an object of its kind is
 * first checked, so that a large catalogue costs nothing.
 */
export class Catalogue {
  /** Files that are not read yet. */
  private readonly files = new Map<string, string>();
  private readonly groups = new Map<string, Map<string, CatalogueKind>>();

  /** @param below knows what this one does not */
  constructor(private readonly below?: Catalogue) {}

  /** Adds a schema file. The last one wins where two have the same kind. */
  addFile(path: string): this {
    this.files.set(path, basename(path).slice(0, -SUFFIX.length));
    return this;
  }

  /** Adds all schema files of a folder, such as `imports`. */
  addFolder(path: string): this {
    for (const name of readdirSync(path).sort()) if (name.endsWith(SUFFIX)) this.addFile(join(path, name));
    return this;
  }

  /** Adds what a schema file has. */
  add(file: SchemaFile): this {
    const kinds = this.groups.get(file.group) ?? new Map<string, CatalogueKind>();
    this.groups.set(file.group, kinds);
    for (const kind of file.kinds) kinds.set(kind.kind, new CatalogueKind(file, kind));
    return this;
  }

  lookup(apiVersion: string, kind: string): Lookup {
    const group = groupOf(apiVersion);
    const version = versionOf(apiVersion);
    const found = this.find(group, kind);
    if (found === undefined) return { status: 'unknown', group, kinds: this.kindsOf(group) };
    const known = found.version(version);
    return known === undefined ? { status: 'unserved', group, served: found.served } : { status: 'known', known };
  }

  private kindsOf(group: string): readonly string[] {
    return [...(this.groups.get(group)?.keys() ?? []), ...(this.below?.kindsOf(group) ?? [])];
  }

  private find(group: string, kind: string): CatalogueKind | undefined {
    this.read((name) => name === group);
    const found = this.groups.get(group)?.get(kind);
    if (found !== undefined) return found;
    // A file need not have the name of its group.
    this.read(() => true);
    return this.groups.get(group)?.get(kind) ?? this.below?.find(group, kind);
  }

  private read(wanted: (name: string) => boolean): void {
    for (const [path, name] of this.files) {
      if (!wanted(name)) continue;
      this.files.delete(path);
      const content = parse(path);
      if (isSchemaFile(content)) this.add(content);
    }
  }
}

class CatalogueKind {
  private readonly versions = new Map<string, KnownKind>();

  constructor(
    private readonly file: SchemaFile,
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
    const found = this.file.schemas[schema];
    if (found === undefined) return undefined;
    const { kind, plural, scope } = this.kind;
    const { group } = this.file;
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

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The kinds that are built into the API server have a file of another form. */
function isSchemaFile(content: unknown): content is SchemaFile {
  return (
    typeof content === 'object' && content !== null && 'group' in content && 'kinds' in content && 'schemas' in content
  );
}
