import type { CustomResourceDefinition, JsonSchema, KindNames, PrinterColumn } from './custom-resource-definition';

/** The content of `imports/<module>.schema.json`: what the API server checks objects of one group against. */
export interface SchemaFile {
  readonly group: string;
  /** By kind, A to Z. */
  readonly kinds: readonly SchemaFileKind[];
  /** The schemas by the names that the versions give: `<Kind>.<first version that has it>`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** A kind with the versions that the API server serves. */
export interface SchemaFileKind {
  readonly kind: string;
  readonly plural: string;
  readonly names?: KindNames;
  readonly scope: 'Cluster' | 'Namespaced';
  /** In the order of the definition. */
  readonly versions: readonly SchemaFileVersion[];
}

/** A served version of a kind. */
export interface SchemaFileVersion {
  readonly name: string;
  /** A key of {@link SchemaFile.schemas}. */
  readonly schema: string;
  readonly served: true;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly statusSubresource: boolean;
  readonly printerColumns?: readonly PrinterColumn[];
}

const PROSE: ReadonlySet<string> = new Set(['description', 'title', 'example', 'examples', 'externalDocs', '$comment']);
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions']);
const LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);
const SINGLES: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);

/**
 * A schema with only what is checked: everything that is written for people is left out.
 *
 * Only keywords go; a property, a default or an enum member that is called `description` stays.
 */
export function withoutProse(schema: JsonSchema): JsonSchema {
  return stripped(schema) as JsonSchema;
}

function stripped(schema: unknown): unknown {
  // `additionalProperties` may be a boolean.
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !PROSE.has(keyword))
      .map(([keyword, content]: [string, unknown]) => {
        if (SINGLES.has(keyword)) return [keyword, stripped(content)];
        if (LISTS.has(keyword) && Array.isArray(content)) return [keyword, content.map(stripped)];
        if (MAPS.has(keyword) && typeof content === 'object' && content !== null) {
          return [keyword, Object.fromEntries(Object.entries(content).map(([name, inner]) => [name, stripped(inner)]))];
        }
        return [keyword, content];
      }),
  );
}

/** JSON on one line with the keys of every object from A to Z, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

/** The text of `imports/<module>.schema.json`: one line for each kind and each schema, so that a diff says what changed. */
export function generateSchemaFile(group: string, definitions: readonly CustomResourceDefinition[]): string {
  const nameOf = new Map<string, string>();
  const kinds = [...definitions]
    .sort((a, b) => (a.kind < b.kind ? -1 : 1))
    .map(
      ({ kind, plural, names, scope, versions }): SchemaFileKind => ({
        kind,
        plural,
        ...(names && { names }),
        scope,
        versions: versions
          .filter((version) => version.served)
          .map(({ name, schema, storage, deprecated, statusSubresource, printerColumns }) => {
            const text = canonicalJson(withoutProse(schema));
            const key = nameOf.get(text) ?? `${kind}.${name}`;
            nameOf.set(text, key);
            return {
              ...{ name, schema: key, served: true as const, storage, deprecated, statusSubresource },
              ...(printerColumns && { printerColumns }),
            };
          }),
      }),
    );
  const schemas = [...nameOf]
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([text, key]) => `${JSON.stringify(key)}: ${text}`);
  return `{
"group": ${JSON.stringify(group)},
"kinds": [
${kinds.map((kind) => JSON.stringify(kind)).join(',\n')}
],
"schemas": {
${schemas.join(',\n')}
}
}
`;
}
