import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { JsonSchema } from '../codegen/custom-resource-definition';
import type { SchemaFile, SchemaFileKind } from '../codegen/schema-file';
import { readCompressed } from '../kube/compressed-file';
import { whyUnreadable } from '../kube/file-problems';
import { isMap } from '../kube/json';

/** What schema files end in; those of this package are compressed. */
export const SUFFIX = /\.schema\.json(\.br)?$/;

/** Schemas that cannot be used. */
export class SchemasError extends Error {}

/** A schema file, of which each schema is parsed when it is asked for: some files have a megabyte of them. */
export interface SchemaGroup {
  readonly group: string;
  readonly kinds: readonly SchemaFileKind[];
  schema(name: string): JsonSchema | undefined;
}

/** A schema file that is in memory. */
export function schemaGroup(content: SchemaFile): SchemaGroup {
  const { group, kinds, schemas } = content;
  return { group, kinds, schema: (name) => (Object.hasOwn(schemas, name) ? schemas[name] : undefined) };
}

/**
 * Reads a schema file.
 *
 * @returns undefined for JSON of another form: the kinds that are built into the API server have such a file
 * @throws SchemasError when it cannot be read
 */
export function readSchemaGroup(file: string): SchemaGroup | undefined {
  try {
    const text = file.endsWith('.br') ? readCompressed(file) : readFileSync(file, 'utf8');
    return asWritten(text) ?? parsed(text);
  } catch (error) {
    throw new SchemasError(
      `${file}: cannot be read: ${whyUnreadable(error)}: write it again with \`meshwright import\``,
    );
  }
}

/** The group of a file that is written as `meshwright import` does it, by its first lines; undefined for another. */
export function groupInFile(path: string): string | undefined {
  // When it is read it says what is wrong with it.
  if (path.endsWith('.br')) return undefined;
  const bytes = Buffer.alloc(HEAD);
  try {
    const file = openSync(path, 'r');
    try {
      return groupOfText(bytes.toString('utf8', 0, readSync(file, bytes)));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Enough for the name of a group, in bytes. */
const HEAD = 300;

function groupOfText(text: string): string | undefined {
  return /^\{\n"group": "([^"\\]+)",\n/.exec(text)?.[1];
}

const SCHEMAS = '],\n"schemas": {\n';

/** A file as `meshwright import` writes it has a line for each schema. */
function asWritten(text: string): SchemaGroup | undefined {
  const group = groupOfText(text);
  const end = text.indexOf(SCHEMAS);
  if (group === undefined || end < 0) return undefined;
  const { kinds } = JSON.parse(`${text.slice(0, end)}]}`) as Pick<SchemaFile, 'kinds'>;
  const found = new Map<string, JsonSchema | undefined>();
  const find = (name: string): JsonSchema | undefined => {
    const key = `\n${JSON.stringify(name)}: `;
    const at = text.indexOf(key, end);
    if (at < 0) return undefined;
    const stop = text.indexOf('\n', at + key.length);
    return JSON.parse(text.slice(at + key.length, stop).replace(/,$/, '')) as JsonSchema;
  };
  const schema = (name: string): JsonSchema | undefined => {
    if (!found.has(name)) found.set(name, find(name));
    return found.get(name);
  };
  return { group, kinds, schema };
}

function parsed(text: string): SchemaGroup | undefined {
  const content: unknown = JSON.parse(text);
  if (!isSchemaFile(content)) return undefined;
  if (!hasKinds(content)) throw new Error('it is not as `meshwright import` writes such files');
  return schemaGroup(content);
}

function hasKinds({ group, kinds, schemas }: SchemaFile): boolean {
  return (
    typeof group === 'string' &&
    isMap(schemas) &&
    Array.isArray(kinds) &&
    kinds.every(({ kind, versions }) => typeof kind === 'string' && Array.isArray(versions) && versions.every(isMap))
  );
}

function isSchemaFile(content: unknown): content is SchemaFile {
  return (
    typeof content === 'object' && content !== null && 'group' in content && 'kinds' in content && 'schemas' in content
  );
}
